"""The reason of a decision, where its field holds only so many characters: what does not fit is said, never cut."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.core.errors import Problem


def reason_problems(reason: str, *, missing: str, most: int) -> list[Problem]:
    """What is wrong with a reason: there is none (`missing` says so), or it is longer than `most` characters."""
    if not reason.strip():
        return [Problem("reason", missing)]
    if len(reason) > most:
        words = _("This is %(many)s characters long. Say it in at most %(most)s.") % {"many": len(reason), "most": most}
        return [Problem("reason", words)]
    return []
