"""Catalogues of words as the machine reads them: compiled where a source is newer, and the pseudo-language of tests.

Only .po files are kept in the repository. Compiling needs no GNU gettext (Babel does it) and is quick, so settings
see to it: a fresh clone, a test and an installed wheel always have them.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

# BCP 47 keeps qps free for private use, and Windows names its mirrored pseudo-locale so. A variant of English would not
# do: Django asks the first subtag alone whether a language reads from right to left.
PSEUDO = "qps-plocm"
PSEUDO_LOCALE = "qps_Plocm"
KEPT = re.compile(r"%\(\w+\)[#0\- +]*[\d.]*[a-zA-Z]|%[sdrf%]|\{[^{}]*\}|<[^<>]+>|&#?\w+;|https?://\S+")
LETTERS = str.maketrans("abcdeghijklnorstuwyzABCDEGHIJKLNORSTUWYZ", "àƀçđéĝĥíĵķļñöŕšţüŵýžÀƁÇĐÉĜĤÍĴĶĻÑÖŔŠŢÜŴÝŽ")
LONGER = 0.35
FOREIGN = ("django", "allauth")


def catalogues(package: Path) -> Iterator[Path]:
    """Every room's .po files."""
    return iter(sorted(package.glob("**/locale/*/LC_MESSAGES/*.po")))


def compile_stale(package: Path, *, elsewhere: Path) -> list[Path]:
    """Compile each .po that is newer than its .mo, beside it.

    Where the folders of the code cannot be written (another user's, a system that is read-only beneath a service), what
    they lack is compiled `elsewhere`; returns the paths of locales there, which Django reads as well.
    """
    shut = []
    for source in catalogues(package):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        if os.access(source.parent, os.W_OK):
            write_compiled(read_catalogue(source), target)
        else:
            shut.append(source)
    with suppress(OSError):  # a folder of data that cannot be written either is told of by whoever needs it
        return _compiled_elsewhere(shut, package=package, folder=elsewhere) if shut else []
    return []


def _compiled_elsewhere(sources: list[Path], *, package: Path, folder: Path) -> list[Path]:
    """Known by what stands in them, for an image may give the files of every version the same date."""
    version = folder / sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:16]
    for former in folder.glob("*"):
        if former != version:
            shutil.rmtree(former, ignore_errors=True)
    paths: dict[Path, None] = {}
    for source in sources:
        target = version / source.relative_to(package).with_suffix(".mo")
        if not target.exists():
            write_compiled(read_catalogue(source), target)
        paths[target.parents[2]] = None
    return list(paths)


def read_catalogue(source: Path) -> Any:
    """A .po file as Babel's Catalog; Django's locale zh_Hans is known to Babel by the same name."""
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        return read_po(file, locale=None, abort_invalid=True)


def write_compiled(catalogue: Any, target: Path) -> None:
    """Write a .mo file whole or not at all: several processes may start at once."""
    from babel.messages.mofile import write_mo

    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    target.parent.mkdir(parents=True, exist_ok=True)
    with unfinished.open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=False)
    unfinished.replace(target)


def pseudo(text: str) -> str:
    """Accented and about 35 % longer; placeholders, HTML and addresses stay. Brackets show where a text is cut off."""
    kept = [match.span() for match in KEPT.finditer(text)]
    pieces, at = [], 0
    for start, end in [*kept, (len(text), len(text))]:
        pieces += [text[at:start].translate(LETTERS), text[start:end]]
        at = end
    plain = len(KEPT.sub("", text).strip())
    padding = "·" * max(1, round(plain * LONGER)) if plain else ""
    body = "".join(pieces)
    stripped = body.strip()
    lead, tail = body[: len(body) - len(body.lstrip())], body[len(body.rstrip()) :] if stripped else ""
    return f"{lead}⟦{stripped}{padding}⟧{tail}" if stripped else text


def pseudo_catalogue(package: Path, *, into: Path) -> Path:
    """The pseudo-language of every msgid of ours, Django and allauth, kept in `into`; returns that locale path."""
    from django.conf import locale

    info = {"bidi": True, "code": PSEUDO, "name": "Pseudo", "name_local": "Þšéüđö"}
    locale.LANG_INFO[PSEUDO] = info
    sources = [*catalogues(package), *_foreign_catalogues()]
    for domain in ("django", "djangojs"):
        target = into / PSEUDO_LOCALE / "LC_MESSAGES" / f"{domain}.mo"
        mine = [source for source in sources if source.stem == domain]
        newest = max((source.stat().st_mtime_ns for source in mine), default=0)
        if mine and not (target.exists() and target.stat().st_mtime_ns >= newest):
            write_compiled(_pseudo_of(mine), target)
    return into


def _foreign_catalogues() -> Iterator[Path]:
    from importlib.util import find_spec

    for name in FOREIGN:
        spec = find_spec(name)
        for folder in spec.submodule_search_locations or () if spec else ():
            for pattern in ("locale/en/LC_MESSAGES", "*/locale/en/LC_MESSAGES", "contrib/*/locale/en/LC_MESSAGES"):
                for path in sorted(Path(folder).glob(f"{pattern}/*.po")):
                    if "admin" not in path.parts and "gis" not in path.parts:
                        yield path


def _pseudo_of(sources: list[Path]) -> Any:
    from babel.messages.catalog import Catalog

    result = Catalog(locale="en", domain="django", charset="utf-8")
    for source in sources:
        for message in read_catalogue(source):
            if not message.id:
                continue
            plural = isinstance(message.id, (tuple, list))
            text: Any = tuple(pseudo(form) for form in message.id) if plural else pseudo(message.id)
            result.add(message.id, text, context=message.context)
    return result
