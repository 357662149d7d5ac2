"""What a page says of the row it showed, so that an action can refuse what was decided on something older."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest

MOST_DIGITS = 9


def seen_version(request: HttpRequest) -> int | None:
    """The version that the form sent as `version`; None where it says none, or nothing that could be one."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) <= MOST_DIGITS else None
