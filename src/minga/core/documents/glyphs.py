"""Which characters the fonts at hand can draw, read from the fonts themselves; the rest is shown as a box.

An archivable PDF may hold no missing glyph, and a name with a rare character must still get its certificate.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

FONTS = Path(__file__).parent / "data" / "fonts"
BOX = "□"
# Marks that turn the order of what follows, used only to make a name look like another; and what PDF/A forbids.
OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\ufeff\ufffe\uffff")
LONG_WORD = re.compile(r"[!-~\u00a1-\u2e7f]{48,}")
BREAK_EVERY = 16
# Direction and joining marks: no glyph of their own, and needed for right-to-left and Indic names.
INVISIBLE = frozenset("\u200b\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\ufe0e\ufe0f")


def drawable(value: Any) -> Any:
    """`value` (text, lists and mappings of it) with each character that cannot be drawn replaced by □."""
    if isinstance(value, str):
        return _drawable_text(value)
    if isinstance(value, dict):
        return {key: drawable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [drawable(item) for item in value]
    return value


def _drawable_text(text: str) -> str:
    known = covered()
    kept = []
    for character in unicodedata.normalize("NFC", text):
        if character in OVERRIDES or (unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t"):
            continue
        if character in "\n\t " or ord(character) in known:
            kept.append(character)
        elif character in INVISIBLE or unicodedata.category(character) in {"Co", "Cn", "Cf"}:
            continue
        else:
            kept.append(BOX)
    return LONG_WORD.sub(_breakable, "".join(kept))


def _breakable(word: re.Match[str]) -> str:
    """Zero-width spaces let a word that is longer than a line break instead of running off the paper."""
    text = word.group()
    return "\u200b".join(text[place : place + BREAK_EVERY] for place in range(0, len(text), BREAK_EVERY))


def font_folders() -> list[Path]:
    """Fonts shipped with the product, and those an operator put into `fonts` of the data directory."""
    added = Path(getattr(settings, "DATA", ".")) / "fonts"
    return [FONTS, *([added] if added.is_dir() else [])]


@cache
def covered() -> frozenset[int]:
    """Code points drawn in every weight of at least one family (weights of a family stand in the same folder)."""
    families: dict[str, set[int]] = {}
    for folder in font_folders():
        for path in sorted([*folder.glob("*.ttf"), *folder.glob("*.otf")]):
            points = code_points(path.read_bytes())
            name = path.name.split("_")[0]
            families[name] = points if name not in families else families[name] & points
    return frozenset().union(*families.values()) if families else frozenset()


def code_points(font: bytes) -> set[int]:
    """The characters of a TrueType or OpenType font, from its `cmap` (formats 4 and 12; OpenType specification)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    start = next(
        (
            struct.unpack_from(">I", font, 12 + 16 * place + 8)[0]
            for place in range(tables)
            if font[12 + 16 * place : 16 + 16 * place] == b"cmap"
        ),
        None,
    )
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


def _format_12(font: bytes, at: int) -> set[int]:
    found: set[int] = set()
    for place in range(struct.unpack_from(">I", font, at + 12)[0]):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * place)
        found.update(range(first + (glyph == 0), last + 1))
    return found


def _format_4(font: bytes, at: int) -> set[int]:
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
