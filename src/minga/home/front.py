"""The front page of a visitor: what closes soon, where help is wanted, what was served. True figures or none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.assignments.pages.opportunity_list import map_points, page_of_cards
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.queries.progress import Served, served_since
from minga.core.money.formatting import format_number
from minga.home.counting import counted
from minga.places.templatetags.maps import MapPoint
from minga.sdgs.models import Goal
from minga.sdgs.queries import all_goals

CARDS = 6


@dataclass(frozen=True)
class Door:
    """One of the three ways in: where somebody wants to serve, and how many posts are open there."""

    label: str | Promise
    words: str | Promise
    icon: str
    url: str
    many: int


@dataclass(frozen=True)
class Front:
    """Everything the page shows; nothing in it belongs to one reader."""

    open: int
    doors: list[Door]
    goals: list[tuple[Goal, str, int]]
    cards: list[dict[str, Any]]
    places: list[MapPoint]
    served: Served | None

    @property
    def hours(self) -> str:
        """The whole hours served, as the reader writes numbers."""
        return format_number(self.served.hours) if self.served else ""


DOORS = (
    ("national", _("In my country"), _("With an organisation near you"), "pin"),
    ("international", _("Abroad"), _("In another country, for some months"), "globe"),
    ("online", _("From home"), _("Online, a few hours a week"), "home"),
)


def front() -> Front:
    """The front page's content. About 11 queries, two of them only now and then (counted)."""
    found = find(Search(), per_page=CARDS)
    base = reverse("assignments:opportunities")
    by_goal = found.counts["goal"]
    return Front(
        open=found.total,
        doors=[
            Door(label, words, icon, f"{base}?track={track}", found.counts["track"].get(track, 0))
            for track, label, words, icon in DOORS
        ],
        goals=[(goal, f"{base}?goal={goal.number}", by_goal.get(str(goal.number), 0)) for goal in all_goals()],
        cards=page_of_cards(found, standing=None, account=None),
        places=map_points(found),
        served=served_this_year(),
    )


def served_this_year() -> Served | None:
    """The verified hours of this calendar year; None where there is not one. Two queries, kept as counting.py says."""
    since = date(timezone.localdate().year, 1, 1)
    served = counted(f"served.{since}", lambda: served_since(since)).value
    return served if served.hours else None
