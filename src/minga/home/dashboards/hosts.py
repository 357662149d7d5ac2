"""A host entity's part: its descriptions, the candidates it was sent, the seats it fills."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Assignment, Description, Seat
from minga.assignments.queries.progress import candidates_by_state, descriptions_by_state, stalled
from minga.assignments.rules import WITH_HOST_STATES
from minga.assignments.state_names import SELECTION_GOES_ON
from minga.assignments.states import DESCRIPTION
from minga.core.access.models import Role, Scope
from minga.core.access.roles import scope_keys
from minga.core.listing import isolated, listed
from minga.home.dashboards.pace import by_stage, days_per_stage, finding, stalled_rows
from minga.home.sections import Fact, Section, way_to
from minga.partners.models import Organisation

SEEN = tuple(state for state in WITH_HOST_STATES if state not in ("not_selected", "declined", "lapsed"))


def section_for(account: Any) -> Section | None:
    """For focal points of a host entity. At most 15 queries."""
    refs = scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION)
    if not refs:
        return None
    organisations = list(Organisation.objects.filter(ref__in=refs))
    hosts = [row.pk for row in organisations]
    within = Q(host__in=hosts)
    states = descriptions_by_state(within)
    candidates = {state: many for state, many in candidates_by_state(within).items() if state in SEEN}
    seats, taken = _seats(hosts)
    serving = Assignment.objects.filter(description__host__in=hosts, state="serving").count()
    return Section(
        key="host",
        title=_("Your organisation's posts"),
        lead=_suspended_words(organisations) or _seat_words(seats, taken),
        facts=[
            *(
                Fact(
                    states[state], DESCRIPTION.labels[state], way_to("assignments:descriptions", query=f"state={state}")
                )
                for state in ("draft", "submitted", "sourcing", "selecting")
                if states.get(state)
            ),
            *([Fact(serving, ngettext("volunteer serves now", "volunteers serve now", serving))] if serving else []),
        ],
        charts=[
            *days_per_stage(hosts=hosts),
            *by_stage(
                candidates,
                title=_to_assess(candidates.get("with_host", 0)) or finding(candidates),
            ),
        ],
        links=[
            (_("Describe an assignment"), way_to("assignments:description_new")),
            (_("Your descriptions"), way_to("assignments:descriptions")),
        ],
        own={"stalled": stalled_rows(stalled(hosts=hosts), hosts=hosts), "machine": DESCRIPTION},
    )


def _seats(hosts: list[int]) -> tuple[int, int]:
    """Seats of published descriptions and how many of them somebody has taken. One query."""
    published = Description.objects.filter(host__in=hosts, state__in=SELECTION_GOES_ON, is_template=False)
    counts = Seat.objects.filter(description__in=published, is_cancelled=False).aggregate(
        seats=Count("pk", distinct=True),
        taken=Count("pk", distinct=True, filter=Q(offers__state="accepted")),
    )
    return counts["seats"], counts["taken"]


def _suspended_words(organisations: list[Organisation]) -> str:
    suspended = [isolated(str(row)) for row in organisations if row.state == "suspended"]
    if not suspended:
        return ""
    words = ngettext(
        "The registration of %(names)s is suspended: nothing is published or offered until an officer reinstates it.",
        "The registrations of %(names)s are suspended: nothing is published or offered until officers reinstate them.",
        len(suspended),
    )
    return words % {"names": listed(suspended)}


def _seat_words(seats: int, taken: int) -> str:
    if not seats:
        return _("None of your posts is published at the moment.")
    return ngettext(
        "%(taken)s of %(seats)s seat of your open posts is filled.",
        "%(taken)s of %(seats)s seats of your open posts are filled.",
        seats,
    ) % {"taken": taken, "seats": seats}


def _to_assess(many: int) -> str:
    if not many:
        return ""
    return ngettext(
        "%(many)s candidate waits for your assessment", "%(many)s candidates wait for your assessment", many
    ) % {"many": many}
