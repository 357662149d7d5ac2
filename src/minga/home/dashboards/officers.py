"""A programme officer's or regional manager's part: descriptions and applications of their countries."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.queries.progress import descriptions_by_state, stalled
from minga.assignments.states import DESCRIPTION
from minga.assignments.waiting.office import office_of
from minga.core.money.formatting import format_number
from minga.home.counting import counted
from minga.home.dashboards.pace import by_stage, days_per_stage, finding, stalled_rows, standing
from minga.home.sections import Fact, Section, way_to

SHOWN_STATES = ("draft", "submitted", "ready_for_sourcing", "sourcing", "selecting")


def section_for(account: Any) -> Section | None:
    """For officers and regional managers of a country or the platform. At most 15 queries."""
    office = office_of(account)
    if office is None:
        return None
    countries = office.countries
    key = "all" if countries is None else ",".join(countries)
    states = counted(f"descriptions.{key}", lambda: descriptions_by_state(office.within())).value
    held = standing()
    candidates: Counter[str] = Counter()
    for (country, state), many in held.value.items():
        if countries is None or country in countries:
            candidates[state] += many
    waiting = states.get("submitted", 0) + states.get("ready_for_sourcing", 0)
    return Section(
        key="officer",
        title=_("Where things stand"),
        lead=_lead(waiting),
        facts=[
            Fact(states[state], DESCRIPTION.labels[state], way_to("assignments:descriptions", query=f"state={state}"))
            for state in SHOWN_STATES
            if states.get(state)
        ],
        charts=[
            *days_per_stage(countries=countries),
            *by_stage(candidates, title=finding(candidates)),
        ],
        links=[
            (_("All descriptions"), way_to("assignments:descriptions")),
            (_("Candidates"), way_to("assignments:candidates")),
            (_("Search everything"), way_to("home:search")),
        ],
        own={
            "stalled": stalled_rows(stalled(countries=countries), countries=countries),
            "machine": DESCRIPTION,
            "counted_at": held.at if candidates else None,
            "first_steps": [] if states else _first_steps(),
        },
    )


def _lead(waiting: int) -> str:
    if not waiting:
        return _("No description waits for an officer.")
    return ngettext(
        "%(many)s description waits for an officer before it can be published.",
        "%(many)s descriptions wait for an officer before they can be published.",
        waiting,
    ) % {"many": format_number(waiting)}


def _first_steps() -> list[tuple[str, str, str]]:
    """Where nothing is described yet: what comes first, why, and the page it is done on. No query."""
    return [
        (
            _("Register a host entity"),
            _("An assignment belongs to an organisation. Review those that applied, or enter one yourself."),
            way_to("partners:list"),
        ),
        (
            _("Look over the rates"),
            _("The cost of an assignment is computed from them. An administrator changes them."),
            way_to("assignments:rates"),
        ),
        (
            _("Describe the first assignment"),
            _("Your host entities can do so too. An officer approves it or asks for edits, then publishes it."),
            way_to("assignments:description_new"),
        ),
    ]
