"""A partner representative's part: the posts it nominates for, who agreed and how far they have come."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.queries.nominations import STAGES, nominated_for, nominating_descriptions, partners_of
from minga.assignments.state_names import SELECTION_GOES_ON
from minga.core.days import lasting_day
from minga.core.interface.pictures import Chart, Series
from minga.home.sections import Fact, Section, way_to

SHOWN = 8


def section_for(account: Any) -> Section | None:
    """For representatives of a partner. At most 6 queries."""
    if not partners_of(account):
        return None
    rows = nominating_descriptions(account)
    shown: list[Any] = list(rows.filter(state__in=SELECTION_GOES_ON)[:SHOWN]) or list(
        rows.order_by("-closes_on", "-pk")[:SHOWN]
    )
    people = nominated_for(shown)
    stages = Counter(str(STAGES[person.stage]) for listed in people.values() for person in listed)
    agreed = sum(row.agreed for row in shown)
    left = sum(_free(row) for row in shown)
    return Section(
        key="partner",
        title=_("Whom you nominate"),
        lead=_lead(left, agreed),
        facts=[
            Fact(agreed, ngettext("person agreed", "people agreed", agreed)),
            Fact(
                sum(row.waiting for row in shown),
                _("still to answer"),
            ),
        ]
        if shown
        else [],
        charts=_stages(stages),
        links=[(_("All nominations"), way_to("assignments:nominations"))],
        own={
            "posts": [
                {
                    "title": row.title,
                    "host": row.host,
                    "closes": row.closes_on,
                    "quota": row.nomination_quota,
                    "agreed": row.agreed,
                    "waiting": row.waiting,
                    "url": way_to("assignments:nominate", row.ref)
                    if row.state == "sourcing"
                    else way_to("assignments:opportunity", row.ref),
                }
                for row in shown
            ]
        },
    )


def _free(row: Any) -> int:
    """Places of the quota that can still be given: none once the post is closed, as on the board above."""
    is_open = row.state == "sourcing" and row.closes_on is not None and row.closes_on >= lasting_day()
    return max(0, (row.nomination_quota or 0) - row.agreed - row.waiting) if is_open else 0


def _lead(left: int, agreed: int) -> str:
    if left:
        return ngettext("You may nominate %(left)s more person.", "You may nominate %(left)s more people.", left) % {
            "left": left
        }
    if agreed:
        return ngettext(
            "%(agreed)s person you nominated has agreed.", "%(agreed)s people you nominated have agreed.", agreed
        ) % {"agreed": agreed}
    return _("Nobody whom you nominated has agreed yet.")


def _stages(stages: Counter[str]) -> list[Chart]:
    if len(stages) < 2:
        return []
    rows = stages.most_common()
    return [
        Chart(
            title=_("Most of those who agreed are at “%(stage)s”") % {"stage": rows[0][0]},
            categories=[stage for stage, _many in rows],
            series=[Series(_("People"), [many for _stage, many in rows])],
            kind="bar",
            categories_name=_("Stage"),
        )
    ]
