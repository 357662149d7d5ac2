"""Reference data kept in the process: names for a page that shows hundreds of them, and rows that seldom change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from time import monotonic
from typing import Any, TypeVar, cast

from django.db import connection
from django.utils.translation import get_language

T = TypeVar("T")

KEPT = 300  # seconds: a correction of a name is seen after five minutes
_words: dict[tuple[str, str, str], dict[str, str]] = {}
_rows: dict[tuple[str, str], tuple[float, Any]] = {}
_since = monotonic()


def kept_words(kind: str, codes: Iterable[str], read: Callable[[set[str]], Mapping[str, str]]) -> Mapping[str, str]:
    """Code -> words in the reader's language, at least for these codes: `read` gives those that are not known yet.

    Inside a transaction nothing is kept, since its rows may roll back.
    """
    global _since  # noqa: PLW0603 - one set of names a process
    if connection.in_atomic_block:
        return read(set(codes))
    if monotonic() - _since > KEPT:
        _words.clear()
        _since = monotonic()
    words = _words.setdefault((kind, _database(), get_language() or ""), {})
    missing = {code for code in codes if code not in words}
    if missing:
        words.update(read(missing))
    return words


def kept_rows(kind: str, read: Callable[[], T]) -> T:
    """What `read` gives, whatever the language; asked again after five minutes, and as long as it gives nothing.

    Inside a transaction nothing is kept, since its rows may roll back.
    """
    if connection.in_atomic_block:
        return read()
    since, rows = _rows.get((kind, _database()), (0.0, None))
    if rows and monotonic() - since < KEPT:
        return cast("T", rows)
    fresh = read()
    _rows[kind, _database()] = (monotonic(), fresh)
    return fresh


def forget() -> None:
    """What was kept is read again."""
    _words.clear()
    _rows.clear()


def _database() -> str:
    return str(connection.settings_dict["NAME"])
