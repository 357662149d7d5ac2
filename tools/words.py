"""Words: `make words` updates the catalogues; `words.py check` finds what is missing, fuzzy, obsolete or does not fit.

Needs no GNU gettext: Babel reads Python, Django's own template lexer reads templates. Each room, and each sub-room of
core, has its own catalogue beside its sources. JavaScript has no words of its own: pages hand them over in attributes.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from word_sources import Found, found_in

PACKAGE = Path(__file__).resolve().parent.parent / "src" / "minga"
LANGUAGES = {"zh_Hans": "nplurals=1; plural=0;"}
NAMED = re.compile(r"%\((\w+)\)|\{(\w+)\}|\$\{?([a-z_]+)")
SHOWN = 40


@dataclass
class Room:
    """A folder with words of its own: msgid (with context) -> where it stands."""

    folder: Path
    words: dict[tuple[str, str], Found] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return ".".join(self.folder.relative_to(PACKAGE).parts)

    def catalogue(self, language: str) -> Path:
        return self.folder / "locale" / language / "LC_MESSAGES" / "django.po"


def rooms() -> Iterator[Room]:
    """Every installed room in which a sentence for people stands. A sub-room's words are its own, not core's."""
    folders = sorted({path.parent for path in PACKAGE.glob("**/apps.py")}, key=lambda path: -len(path.parts))
    taken: set[Path] = set()
    for folder in folders:
        room = Room(folder)
        files = {path for path in folder.rglob("*") if path.suffix in {".py", ".html", ".txt"}} - taken
        taken |= files
        for path in sorted(files):
            for found in found_in(path, PACKAGE.parent):
                room.words.setdefault((found.context, found.text), found).places.extend(found.places)
        if room.words:
            yield room


def update() -> int:
    """Write what is new into every catalogue and drop what is gone; translations that stand are kept."""
    for room in rooms():
        for language, plurals in LANGUAGES.items():
            path = room.catalogue(language)
            before = {(entry.msgctxt or "", entry.msgid): entry for entry in _entries(path)}
            catalogue = polib.POFile(wrapwidth=110)
            catalogue.metadata = {
                "Language": language,
                "MIME-Version": "1.0",
                "Content-Type": "text/plain; charset=UTF-8",
                "Content-Transfer-Encoding": "8bit",
                "Plural-Forms": plurals,
            }
            for key, found in sorted(room.words.items(), key=lambda item: (item[1].places[0], item[0])):
                catalogue.append(_entry(found, before.get(key)))
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            missing = len(catalogue.untranslated_entries())
            print(
                f"{room.name:<20}{language}  {len(catalogue):>5} texts{f', {missing} to translate' if missing else ''}"
            )
    return 0


def _entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete] if path.exists() else []


def _entry(found: Found, before: polib.POEntry | None) -> polib.POEntry:
    # Line numbers would change with every edit and make each merge a quarrel; the file is enough to find a text by.
    entry = polib.POEntry(
        msgid=found.text,
        msgctxt=found.context or None,
        comment=found.comment,
        occurrences=[(place, "") for place in dict.fromkeys(found.places)],
        flags=["python-format"] if NAMED.search(found.text) and "%(" in found.text else [],
    )
    if before and before.fuzzy:
        entry.flags.append("fuzzy")
    if found.plural:
        entry.msgid_plural = found.plural
        entry.msgstr_plural = before.msgstr_plural if before and before.msgstr_plural else {0: ""}
    elif before and not before.msgid_plural:
        entry.msgstr = before.msgstr
    return entry


def check() -> int:
    """Print every text that is not right in every language; returns 1 when there is one."""
    every = list(rooms())
    problems = [problem for room in every for language in LANGUAGES for problem in _problems(room, language)]
    problems += [problem for language in LANGUAGES for problem in _differing(every, language)]
    for problem in problems[: None if "--all" in sys.argv else SHOWN]:
        print(problem)
    if len(problems) > SHOWN:
        print(f"… {len(problems)} in all; `make words` writes the missing ones into the catalogues.")
    return 1 if problems else 0


def _problems(room: Room, language: str) -> Iterator[str]:
    path = room.catalogue(language)
    shown = os.path.relpath(path)
    entries = {(entry.msgctxt or "", entry.msgid): entry for entry in _entries(path)}
    for key, found in room.words.items():
        entry = entries.get(key)
        if entry is None or not entry.translated():
            state = "fuzzy" if entry is not None and entry.fuzzy else "not translated"
            yield f"{shown}: {state}: “{found.text}” ({found.places[0]})"
            continue
        texts = list(entry.msgstr_plural.values()) if found.plural else [entry.msgstr]
        if found.plural and (entry.msgid_plural != found.plural or len(texts) != _forms(language)):
            yield f"{shown}: plural forms differ from the source: “{found.text}”"
        wanted = _named(found.text) | _named(found.plural)
        for text in texts:
            # A plural may leave its number out in words, nothing else.
            if _named(text) - wanted or (wanted - _named(text) and not found.plural):
                yield f"{shown}: placeholders differ: “{found.text}” -> “{text}”"
            elif found.text.startswith("\n") != text.startswith("\n") or found.text.endswith("\n") != text.endswith(
                "\n"
            ):
                yield f"{shown}: begins or ends with a line break, the other does not: “{found.text.strip()}”"
    for _context, text in entries.keys() - room.words.keys():
        yield f"{shown}: no longer in the sources: “{text}”"


def _differing(every: list[Room], language: str) -> Iterator[str]:
    """Rooms that translate one text differently: only the first of INSTALLED_APPS would be heard, in all of them."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for room in every:
        for entry in _entries(room.catalogue(language)):
            text = entry.msgstr or "|".join(entry.msgstr_plural.values())
            if entry.translated():
                said.setdefault((entry.msgctxt or "", entry.msgid), {})[room.name] = text
    for (context, text), rooms_say in said.items():
        if len(set(rooms_say.values())) > 1:
            shown = ", ".join(f"{name} “{words}”" for name, words in rooms_say.items())
            name = f"“{text}” ({context})" if context else f"“{text}”"
            yield f"{language}: {name} is said in more than one way (one way, or a context each): {shown}"


def _forms(language: str) -> int:
    return int(LANGUAGES[language].split("=")[1].split(";")[0])


def _named(text: str) -> set[str]:
    return {next(filter(None, names)) for names in NAMED.findall(text)}


if __name__ == "__main__":
    commands = {"update": update, "check": check}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit("usage: words.py update | check [--all]")
    sys.exit(commands[sys.argv[1]]())
