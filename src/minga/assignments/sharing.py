"""What leaves the page: a picture for sharing, a calendar entry (RFC 5545) and feeds (RFC 4287, JSON Feed 1.1)."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlparse

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

import minga.core.documents

FONTS = Path(minga.core.documents.__file__).parent / "data" / "fonts"
WIDE, HIGH, EDGE = 1200, 630, 72
PAPER, INK, MUTED, ACCENT = "#FAF8F3", "#1C2126", "#5A626A", "#0E5F63"
TITLE_SIZES = (76, 66, 56, 48)
LINES = 3
FOLD_AT = 75


@dataclass(frozen=True)
class Card:
    """What stands on the picture."""

    title: str
    above: str
    host: str
    closing: str
    goals: tuple[tuple[str, str], ...]
    """(number, colour)"""


def draw_card(card: Card) -> bytes:
    """A PNG of 1200 by 630 pixels, the size that social networks and messengers show."""
    image = Image.new("RGB", (WIDE, HIGH), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, WIDE, 14), fill=ACCENT)
    _write(pen, card.above, at=(EDGE, 64), size=34, colour=ACCENT, bold=True)
    lines, size = _title_lines(pen, card.title)
    y = 128
    for line in lines:
        _write(pen, line, at=(EDGE, y), size=size, colour=INK, bold=True)
        y += int(size * 1.24)
    _write(pen, _cut(pen, card.host, size=38, room=WIDE - 2 * EDGE), at=(EDGE, y + 18), size=38, colour=MUTED)
    _write(pen, card.closing, at=(EDGE, HIGH - 164), size=36, colour=INK, bold=True)
    x = EDGE
    for number, colour in card.goals[:8]:
        pen.rounded_rectangle((x, HIGH - 104, x + 64, HIGH - 40), radius=8, fill=colour)
        pen.text((x + 32, HIGH - 72), number, font=_font("Sans", 34, bold=True), fill="white", anchor="mm")
        x += 76
    pen.text((WIDE - EDGE, HIGH - 48), "Minga", font=_font("Sans", 44, bold=True), fill=ACCENT, anchor="rs")
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _title_lines(pen: ImageDraw.ImageDraw, title: str) -> tuple[list[str], int]:
    for size in TITLE_SIZES:
        lines = _wrap(pen, title, size=size)
        whole = all(_width(pen, piece.rstrip(), size=size) <= WIDE - 2 * EDGE for piece in _pieces(title))
        if len(lines) <= LINES and (whole or size == TITLE_SIZES[-1]):
            return lines, size
    kept = lines[:LINES]
    return [*kept[:-1], _cut(pen, f"{kept[-1]}…", size=size, room=WIDE - 2 * EDGE)], size


def _wrap(pen: ImageDraw.ImageDraw, text: str, *, size: int) -> list[str]:
    lines, line = [], ""
    for piece in _fitting(pen, text, size=size):
        if line and _width(pen, (line + piece).rstrip(), size=size) > WIDE - 2 * EDGE:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()]


def _fitting(pen: ImageDraw.ImageDraw, text: str, *, size: int) -> Iterator[str]:
    """The pieces of a text, a word wider than the card in as many as it takes."""
    for piece in _pieces(text):
        rest = piece
        while _width(pen, rest.rstrip(), size=size) > WIDE - 2 * EDGE:
            many = next(
                many for many in range(len(rest), 0, -1)
                if many == 1 or _width(pen, rest[:many], size=size) <= WIDE - 2 * EDGE
            )  # fmt: skip
            yield rest[:many]
            rest = rest[many:]
        yield rest


def _pieces(text: str) -> Iterator[str]:
    """Words with the space behind them; every Chinese character by itself, since a line may break after each."""
    word = ""
    for character in text:
        if _script(character) == "SansSC":
            if word:
                yield word
            yield character
            word = ""
        elif character.isspace():
            yield f"{word} "
            word = ""
        else:
            word += character
    if word:
        yield word


def _cut(pen: ImageDraw.ImageDraw, text: str, *, size: int, room: int) -> str:
    while text and _width(pen, text, size=size) > room:
        text = f"{text[:-2]}…"
    return text


def _width(pen: ImageDraw.ImageDraw, text: str, *, size: int) -> float:
    return sum(pen.textlength(run, font=_font(script, size, bold=True)) for script, run in _runs(text))


def _write(
    pen: ImageDraw.ImageDraw, text: str, *, at: tuple[int, int], size: int, colour: str, bold: bool = False
) -> None:
    x: float = at[0]
    for script, run in _runs(text):
        font = _font(script, size, bold=bold)
        pen.text((x, at[1] + size), run, font=font, fill=colour, anchor="ls")
        x += pen.textlength(run, font=font)


def _runs(text: str) -> Iterator[tuple[str, str]]:
    """Pieces of one script each, since no single face holds all of them."""
    script, run = "", ""
    for character in text:
        own = script if character.isspace() and script else _script(character)
        if own != script and run:
            yield script, run
            run = ""
        script, run = own, run + character
    if run:
        yield script, run


def _script(character: str) -> str:
    point = ord(character)
    if 0x2E80 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0xFF00 <= point <= 0xFFEF:
        return "SansSC"
    if 0x0600 <= point <= 0x06FF or 0xFB50 <= point <= 0xFEFF:
        return "SansArabic"
    return "Sans"


@lru_cache(maxsize=64)
def _font(script: str, size: int, *, bold: bool) -> ImageFont.FreeTypeFont:
    weight = "700Bold" if bold else "400Regular"
    return ImageFont.truetype(str(FONTS / f"Noto{script}_{weight}.ttf"), size)


def calendar(*, uid: str, day: date, summary: str, text: str, url: str, changed: datetime) -> str:
    """One all-day entry with a reminder a day before, lines folded at 75 octets (RFC 5545, 3.1 and 3.6.1)."""
    host = urlparse(settings.SITE_URL).hostname or "localhost"
    rows = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Minga//Opportunities//EN", "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT", f"UID:{uid}@{host}", f"DTSTAMP:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}", f"DESCRIPTION:{_escaped(text)}", f"URL:{url}", "TRANSP:TRANSPARENT",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(summary)}", "TRIGGER:-P1D", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in folded(rows))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\r", "").replace("\n", "\\n")


def folded(rows: Iterable[str]) -> Iterator[str]:
    """Lines of at most 75 octets; what goes on begins with a space, and no character is cut in two."""
    for row in rows:
        line = ""
        for character in row:
            if len((line + character).encode()) > FOLD_AT:
                yield line
                line = " "
            line += character
        yield line
