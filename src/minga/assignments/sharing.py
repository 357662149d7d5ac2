"""What leaves the page: a picture for sharing, a calendar entry (RFC 5545) and feeds (RFC 4287, JSON Feed 1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlparse

from django.conf import settings

from minga.assignments.models import Description
from minga.core.documents.pdf import render_png, typst_language
from minga.core.interface.contrast import ink_on

FOLD_AT = 75


@dataclass(frozen=True)
class Card:
    """What stands on the picture; the title may be in another language than the rest."""

    title: str
    above: str
    host: str
    closing: str
    goals: tuple[tuple[str, str], ...]
    """(number, colour)"""
    title_language: str = "en"


def card_version(description: Description) -> str:
    """Changes with whatever the card shows. Part of its address, for whoever fetches a card keeps it for days."""
    return f"{description.version}-{description.host.version}-{description.category.version}"


def draw_card(card: Card, *, language: str = "en") -> bytes:
    """A PNG of 1200 by 630 pixels, the size that social networks and messengers show, with the faces of documents."""
    data = {
        "above": card.above,
        "heading": card.title,
        "heading_language": typst_language(card.title_language),
        "host": card.host,
        "closing": card.closing,
        "goals": [{"number": number, "colour": colour, "ink": ink_on(colour)} for number, colour in card.goals[:8]],
    }
    return render_png("assignments/card", data, language=language)


def calendar(*, uid: str, day: date, summary: str, text: str, url: str, changed: datetime) -> str:
    """One all-day entry, lines folded at 75 octets (RFC 5545, 3.1 and 3.6.1), with a reminder at nine in the morning of
    the day before.
    """
    host = urlparse(settings.SITE_URL).hostname or "localhost"
    rows = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Minga//Opportunities//EN", "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT", f"UID:{uid}@{host}", f"DTSTAMP:{changed.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(summary)}", f"DESCRIPTION:{_escaped(text)}", f"URL:{url}", "TRANSP:TRANSPARENT",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{_escaped(summary)}", "TRIGGER:-PT15H", "END:VALARM",
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
