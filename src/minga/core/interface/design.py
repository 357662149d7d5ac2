"""The page at /design: every piece of the interface, live, with invented content."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from minga.core.errors import Problem
from minga.core.interface.contrast import contrast
from minga.core.interface.inputs import date_input
from minga.core.interface.pictures import Chart, Series
from minga.core.money.amounts import Amount
from minga.core.states import StateMachine

TOKENS = Path(__file__).parent / "static" / "interface" / "css" / "tokens.css"
# (token, what it is for, the ground it must be told from, the least ratio)
PAIRS = (
    ("ink", gettext_lazy("Text"), "paper", 4.5),
    ("ink", gettext_lazy("Text in cards"), "surface", 4.5),
    ("muted", gettext_lazy("Secondary text"), "paper", 4.5),
    ("muted", gettext_lazy("Secondary text in wells"), "sunken", 4.5),
    ("accent", gettext_lazy("Links"), "paper", 4.5),
    ("on-accent", gettext_lazy("Words on the primary button"), "accent", 4.5),
    ("ink", gettext_lazy("Text on what is selected"), "accent-soft", 4.5),
    ("good", gettext_lazy("Good state"), "good-soft", 4.5),
    ("warn", gettext_lazy("State that needs a look"), "warn-soft", 4.5),
    ("bad", gettext_lazy("Bad state, errors"), "bad-soft", 4.5),
    ("bad", gettext_lazy("Errors beside a field"), "paper", 4.5),
    ("control", gettext_lazy("Outlines of fields and buttons"), "paper", 3.0),
    ("control", gettext_lazy("Outlines in cards"), "surface", 3.0),
)
HUES = 7
"""So many rows of numbers have a hue of their own in a picture; further ones are grey."""
SIZES = (14, 16, 19, 23, 28, 34)
SPACES = ("1", "2", "3", "4", "6", "8", "12", "16x")
MACHINE = StateMachine(
    name="sample",
    initial="draft",
    labels={
        "draft": gettext_lazy("Draft"),
        "submitted": gettext_lazy("Sent for approval"),
        "serving": gettext_lazy("Serving"),
        "cancelled": gettext_lazy("Cancelled"),
    },
    transitions=(),
)


@dataclass(frozen=True)
class Pair:
    """Two colours that meet, what for, and how well they are told apart."""

    use: Any
    front: str
    ground: str
    ratio: float
    least: float


@cache
def colours(theme: str) -> dict[str, str]:
    """Token -> #rrggbb of a theme, read from the style sheet itself."""
    said = re.compile(rf"^  --mg-([\w-]+): .*var\(--mg-if-{theme}, (#[0-9a-f]{{6}})\)", re.MULTILINE)
    return dict(said.findall(TOKENS.read_text(encoding="utf-8")))


def pairs(theme: str) -> list[Pair]:
    """Every pair of colours that must be told apart, with its ratio (WCAG 2.2, 1.4.3 and 1.4.11)."""
    found = colours(theme)
    return [
        Pair(use, front, ground, round(contrast(found[front], found[ground]), 1), least)
        for front, use, ground, least in PAIRS
    ]


class SampleForm(forms.Form):
    """A field of each kind, one of them wrong."""

    name = forms.CharField(label=gettext_lazy("Name"), help_text=gettext_lazy("As it stands in your passport."))
    email = forms.EmailField(label=gettext_lazy("Email"))
    day = forms.DateField(label=gettext_lazy("First day"), required=False, widget=date_input())
    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=[("youth", gettext_lazy("Youth")), ("expert", gettext_lazy("Expert"))],
    )
    places = forms.MultipleChoiceField(
        label=gettext_lazy("Where"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("national", gettext_lazy("In my country")), ("online", gettext_lazy("From home"))],
    )
    why = forms.CharField(label=gettext_lazy("Why"), required=False, widget=forms.Textarea)
    agree = forms.BooleanField(label=gettext_lazy("What I have written is true"))


@dataclass(frozen=True)
class SampleGoal:
    """A goal as the chip needs it, without the room of the goals."""

    number: int
    colour: str
    short: dict[str, str]


# Colours and names as the United Nations print them; two suffice here, the 17 stand at /sdgs.
GOALS = (
    SampleGoal(4, "#c5192d", {"en": "Quality education", "zh-hans": "优质教育"}),
    SampleGoal(13, "#3f7e44", {"en": "Climate action", "zh-hans": "气候行动"}),
)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Every piece of the interface, live. No query beside the reader's own."""
    form = SampleForm(
        {"name": "Wang Lin", "email": "wang.lin at example", "category": "youth", "places": ["online"]},
        auto_id="sample_%s",
    )
    context = {
        "themes": [(_("Light"), "light", pairs("light")), (_("Dark"), "dark", pairs("dark"))],
        "hues": range(1, HUES + 1),
        "sizes": SIZES,
        "spaces": SPACES,
        "form": form,
        "machine": MACHINE,
        "states": list(MACHINE.labels),
        "here": reverse("interface:design"),
        **_samples(),
    }
    return render(request, "interface/design.html", context)


def _samples() -> dict[str, Any]:
    now = timezone.now()
    return {
        "day": timezone.localdate() + timedelta(days=6),
        "amount": Amount(Decimal("2329.71"), "USD"),
        "goals": GOALS,
        "problems": [Problem(_("Seats"), _("A seat has no duty station."), _("Choose the city of every seat."))],
        "page_obj": Paginator(range(312), 20).get_page(4),
        "facet_rows": [
            {"value": "youth", "label": _("Youth"), "count": 12},
            {"value": "expert", "label": _("Expert"), "count": 3},
        ],
        "steps": [
            {"key": "about", "title": _("About you"), "url": "#steps", "done": True},
            {"key": "skills", "title": _("Skills"), "url": "#steps", "done": False},
            {"key": "check", "title": _("Check and send"), "url": "", "done": False},
        ],
        "events": [
            {"when": now, "title": _("Submitted to the host entity"), "who": _("Programme officer")},
            {"when": now - timedelta(days=3), "title": _("On the shortlist"), "text": _("Five people for two seats.")},
            {"when": now - timedelta(days=9), "title": _("Offer expired"), "tone": "bad"},
        ],
        "rows": [
            {"post": _("Air-quality data officer"), "state": "serving", "score": 87, "cost": Decimal("31540.00")},
            {"post": _("Wetland guide"), "state": "submitted", "score": 64, "cost": Decimal("8200.50")},
        ],
        "pictures": [
            Chart(
                title=_("Most days go by between shortlist and host"),
                categories=[_("Longlist"), _("Shortlist"), _("With the host entity"), _("Offer")],
                series=[Series(_("Days"), [4, 12.5, 9, 3])],
                kind="bar",
                unit=_("days"),
                categories_name=_("Stage"),
                groups=[(_("With the officer"), 2), (_("With the host entity"), 2)],
            ),
            Chart(
                title=_("Hours doubled from March to June"),
                categories=[MONTHS[number] for number in (3, 4, 5, 6)],
                series=[Series(_("Hours"), [120, 168, 205, 240])],
                unit=_("hours"),
                categories_name=_("Month"),
            ),
            Chart(
                title=_("Two of three hours are served in one's own country"),
                categories=[MONTHS[number] for number in (3, 4, 5, 6)],
                series=[
                    Series(_("In one's own country"), [80, 112, 140, 160]),
                    Series(_("Abroad"), [25, 36, 40, 50]),
                    Series(_("From home"), [15, 20, 25, 30]),
                ],
                kind="stacked",
                unit=_("hours"),
                categories_name=_("Month"),
            ),
        ],
    }
