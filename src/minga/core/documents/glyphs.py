"""Which characters the fonts at hand can draw, read from the fonts themselves; the rest is shown as a box.

An archivable PDF may hold no missing glyph, and a name with a rare character must still get its certificate.
"""

from __future__ import annotations

import logging
import re
import struct
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

from django.conf import settings

log = logging.getLogger(__name__)
FONTS = Path(__file__).parent / "data" / "fonts"
BOX = "□"
USUAL = ("Noto Sans", "Noto Sans SC", "Noto Sans Arabic")
"""The families of every document; `minga.typ` names them."""
Font = bytes | mmap
# Marks that turn the order of what follows, used only to make a name look like another; and what PDF/A forbids.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\ufeff\ufffe\uffff")
LONG_WORD = re.compile(r"[!-~\u00a1-\u2e7f]{48,}")
BREAK_EVERY = 16
# Direction and joining marks, fillers and what chooses between forms of a sign (as in the Japanese name 葛󠄀城) have
# nothing of their own to draw. Where a font knows them, they stay.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\uffa0"
    "\U0001bca0-\U0001bca3\U000e0000-\U000e0fff]"
)


def drawable(value: Any) -> Any:
    """`value` (text, lists and mappings of it) with each character that cannot be drawn replaced by □."""
    if isinstance(value, str):
        shown = "".join(BOX if sign is None else sign for _written, sign in _drawn(value))
        return LONG_WORD.sub(_breakable, shown)
    if isinstance(value, dict):
        return {key: drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(item) for item in value]
    return value


def undrawn(value: Any) -> tuple[str, ...]:
    """The characters of `value` (text, lists and mappings of it) that `drawable` sets as □, each once, as they come."""
    if isinstance(value, str):
        return tuple(dict.fromkeys(written for written, sign in _drawn(value) if sign is None))
    if isinstance(value, dict):
        return undrawn(list(value.values()))
    if isinstance(value, list | tuple):
        return tuple(dict.fromkeys(sign for item in value for sign in undrawn(item)))
    return ()


def _drawn(text: str) -> Iterator[tuple[str, str | None]]:
    """Each character as it was written, and as it is drawn: None where no font has it."""
    known = covered()
    for character in unicodedata.normalize("NFC", text):
        if character in OVERRIDES or (unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"):
            continue
        if character in "\n\t " or ord(character) in known:
            yield character, character
        elif not INVISIBLE.fullmatch(character) and unicodedata.category(character) != "Cf":
            # Private and unassigned ones too: what Python does not know yet may be a sign of somebody's name.
            yield character, None


def _breakable(word: re.Match[str]) -> str:
    """Zero-width spaces let a word that is longer than a line break instead of running off the paper."""
    text = word.group()
    return "\u200b".join(text[place : place + BREAK_EVERY] for place in range(0, len(text), BREAK_EVERY))


def font_folders() -> list[Path]:
    """Fonts shipped with the product, and those an operator put into `fonts` of the data directory."""
    added = Path(getattr(settings, "DATA", ".")) / "fonts"
    return [FONTS, *([added] if added.is_dir() else [])]


@dataclass(frozen=True)
class Family:
    """The weights of one family: its name as Typst knows it, and what all of them draw."""

    name: str
    points: frozenset[int]


@cache
def families() -> tuple[Family, ...]:
    """The families at hand: weights of one stand in the same folder, their files named FAMILY_WEIGHT.

    What an operator added and is no font is passed over: papers are made all the same.
    """
    found: dict[tuple[Path, str], list[tuple[str, frozenset[int]]]] = {}
    for folder in font_folders():
        for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
            try:
                with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as font:
                    known = (family_name(font), frozenset(code_points(font)))
            except (OSError, ValueError, struct.error):
                log.warning("%s cannot be read as a font and is passed over", path)
            else:
                found.setdefault((folder, path.name.split("_")[0]), []).append(known)
    return tuple(
        Family(weights[0][0], frozenset.intersection(*(points for _name, points in weights)))
        for weights in found.values()
    )


@cache
def covered() -> frozenset[int]:
    """Code points drawn in every weight of at least one family."""
    return frozenset().union(*(family.points for family in families()))


def faces_for(text: str) -> list[str]:
    """The families that `text` needs beside the usual ones; the fewest fonts are opened so, and mostly none."""
    usual, further = _usual_and_further()
    left = {ord(sign) for sign in set(text)} - usual
    names = []
    for family in further if left else ():
        if left & family.points:
            names.append(family.name)
            left -= family.points
    return names


@cache
def _usual_and_further() -> tuple[frozenset[int], tuple[Family, ...]]:
    usual = frozenset().union(*(family.points for family in families() if family.name in USUAL))
    return usual, tuple(family for family in families() if family.name not in USUAL)


def _tables(font: Font) -> dict[bytes, int]:
    """Where each table of a TrueType or OpenType font begins (OpenType specification)."""
    count = struct.unpack_from(">H", font, 4)[0]
    places = (12 + 16 * number for number in range(count))
    return {bytes(font[at : at + 4]): struct.unpack_from(">I", font, at + 8)[0] for at in places}


def family_name(font: Font) -> str:
    """The family of a font, from its `name`: the typographic one (16) where there is one, else the plain one (1)."""
    start = _tables(font).get(b"name")
    found: dict[int, str] = {}
    if start is not None:
        count, texts = struct.unpack_from(">HH", font, start + 2)
        for number in range(count):
            platform, _code, language, kind, size, at = struct.unpack_from(">6H", font, start + 6 + 12 * number)
            if kind in {1, 16} and (platform == 0 or (platform, language) == (3, 0x409)):
                place = start + texts + at
                found[kind] = bytes(font[place : place + size]).decode("utf-16-be", "replace")
    return found.get(16) or found.get(1, "")


def code_points(font: Font) -> set[int]:
    """The characters of a TrueType or OpenType font, from its `cmap` (formats 4 and 12)."""
    start = _tables(font).get(b"cmap")
    if start is None:
        return set()
    found: set[int] = set()
    for place in range(struct.unpack_from(">H", font, start + 2)[0]):
        at = start + struct.unpack_from(">I", font, start + 4 + 8 * place + 4)[0]
        form = struct.unpack_from(">H", font, at)[0]
        if form == 12:
            found |= _format_12(font, at)
        elif form == 4:
            found |= _format_4(font, at)
    return found


def _format_12(font: Font, at: int) -> set[int]:
    found: set[int] = set()
    for place in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * place)
        found.update(range(first + (glyph == 0), last + 1))
    return found


def _format_4(font: Font, at: int) -> set[int]:
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    shifts = struct.unpack_from(f">{segments}H", font, at + 16 + 4 * segments)
    offsets_at = at + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", font, offsets_at)
    found: set[int] = set()
    for place in range(segments):
        for point in range(starts[place], min(ends[place], 0xFFFE) + 1):
            if offsets[place]:
                glyph_at = offsets_at + 2 * place + offsets[place] + 2 * (point - starts[place])
                glyph = struct.unpack_from(">H", font, glyph_at)[0]
            else:
                glyph = (point + shifts[place]) & 0xFFFF
            if glyph:
                found.add(point)
    return found
