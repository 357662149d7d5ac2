"""The reason of a decision, read alike everywhere: it has words, and what does not fit its place is said, never cut."""

from __future__ import annotations

from django.utils.translation import gettext as _

from minga.core.errors import Incomplete, Problem

LONGEST = 2000
"""What the boxes for reasons take: those who are told of a decision read it in a letter and in a list."""


def reason_problems(reason: str, *, missing: str = "", most: int = LONGEST) -> list[Problem]:
    """What is wrong with a reason: there is none (`missing` says what to write), or it has more than `most` signs."""
    if not reason.strip():
        return [Problem("reason", missing or _("Write the reason; those it concerns will read it."))]
    if len(reason) > most:
        words = _("This is %(many)s characters long. Say it in at most %(most)s.") % {"many": len(reason), "most": most}
        return [Problem("reason", words)]
    return []


def require_reason(reason: str, *, missing: str = "") -> str:
    """The reason without its edges. Raises Incomplete where there is none (`missing` then says what to write) or where
    it is too long.
    """
    if problems := reason_problems(reason, missing=missing):
        title = _("The reason is too long.") if reason.strip() else _("A reason is missing.")
        raise Incomplete(title, problems=problems)
    return reason.strip()
