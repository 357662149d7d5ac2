"""Bytes that no row knows: left where the transaction that stored them was rolled back, or its process died."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils import timezone

from minga.core.documents.kinds import kinds
from minga.core.documents.models import StoredFile
from minga.core.models import ALPHABET, REF_LENGTH

OLD_ENOUGH = timedelta(days=1)
"""A transaction that is still open has a row that nobody else sees yet; none stays open for a day."""
BY_ITSELF = 20
PART = 500


class TooManyLost(Exception):
    """More bytes without a row than rolled back transactions leave: the wrong database, or one of an older backup."""


def lost_files() -> Iterator[str]:
    """Paths of stored bytes that no row names and that are older than OLD_ENOUGH, among paths that are ours.

    A query for each PART of the store, and one more where something in it is lost. Raises what the store raises.
    """
    rooms = sorted({name.split(".")[0] for name, _kind in kinds})
    ours = re.compile(rf"(?:{'|'.join(map(re.escape, rooms))})/([{ALPHABET}]{{{REF_LENGTH}}})(?:_\w+)?")
    before = timezone.now() - OLD_ENOUGH
    old = ((path, found[1]) for path, since in _kept() if since < before and (found := ours.fullmatch(path)))
    while part := list(islice(old, PART)):
        known = set(StoredFile.objects.filter(ref__in=[ref for _path, ref in part]).values_list("file", flat=True))
        unknown = [path for path, _ref in part if path not in known]
        if unknown:
            held_by_another = set(StoredFile.objects.filter(file__in=unknown).values_list("file", flat=True))
            yield from (path for path in unknown if path not in held_by_another)


def remove_lost() -> int:
    """Remove the lost bytes, as periodic work: how many went. Raises TooManyLost instead of emptying a whole store."""
    most = max(BY_ITSELF, StoredFile.objects.count() // 100)
    lost = list(islice(lost_files(), most + 1))
    if len(lost) > most:
        raise TooManyLost(
            "STORAGE_URL holds many files that this database does not know: is DATABASE_URL right and no older backup? "
            "`minga files lost` names them, `minga files lost --remove` removes them."
        )
    return remove(lost)


def remove(paths: list[str]) -> int:
    """Remove these bytes now; how many went."""
    for path in paths:
        _store().delete(path)
    return len(paths)


def _kept() -> Iterator[tuple[str, datetime]]:
    """(path, since when) of everything in the store."""
    store = _store()
    if hasattr(store, "everything"):
        yield from store.everything()
        return
    root = Path(store.location)
    for folder, _folders, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            since = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)
            yield path.relative_to(root).as_posix(), since


def _store() -> Any:
    return StoredFile._meta.get_field("file").storage
