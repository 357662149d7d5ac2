"""Who is waited for: by their roles, and “You” where the reader is among them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.assignments.rules import apart, host, officer

Side = str
"""As what somebody is waited for: "officer", "host", "finance", "assessor", "volunteer"."""

YOU = _("You")


@dataclass(frozen=True)
class Turn:
    """Who is waited for, in words for everybody else; and in words for each of those sides. Reads as the former."""

    words: Promise
    own: Mapping[Side, Promise]

    def __str__(self) -> str:
        return str(self.words)

    def to(self, sides: Collection[Side]) -> Promise:
        """In the words of a reader who is these sides: “You” for whoever is all of them."""
        mine = [side for side in self.own if side in sides]
        if not mine:
            return self.words
        return YOU if len(mine) == len(self.own) > 1 else self.own[mine[0]]


OFFICER = Turn(_("Programme officer"), {"officer": YOU})
HOST = Turn(_("Host entity"), {"host": YOU})
FINANCE = Turn(_("Finance officer"), {"finance": YOU})
VOLUNTEER = Turn(_("The volunteer"), {"volunteer": YOU})
OFFICER_AND_HOST = Turn(
    _("Programme officer and host entity"),
    {"officer": _("You and the host entity"), "host": _("You and the programme officer")},
)
HOST_OR_OFFICER = Turn(
    _("Host entity or programme officer"),
    {"host": _("You or the programme officer"), "officer": _("You or the host entity")},
)
HOST_AND_ASSESSORS = Turn(
    _("Host entity and assessors"),
    {"host": _("You and the assessors"), "assessor": _("You and the host entity")},
)
MINGA_OR_OFFICER = Turn(_("Minga by itself, or a programme officer"), {"officer": _("Minga by itself, or you")})

Who = Turn | Promise | str
"""Who is waited for; empty where nobody is."""

_officer, _host = apart(officer), apart(host)


def sides_of(account: Any, thing: Any) -> set[Side]:
    """Which of the two who lead a description on somebody is; none where they are a candidate for it themselves.

    At most one query beside the reader's roles.
    """
    sides = {"officer": _officer, "host": _host}
    return {side for side, rule in sides.items() if rule(account, thing)}


def who_words(who: Who, sides: Collection[Side]) -> Promise | str:
    """Who is waited for, in the words of a reader who is these sides. No query."""
    return who.to(sides) if isinstance(who, Turn) else who
