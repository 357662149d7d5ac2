"""Two people at once about the dependants of one service: nothing counts twice, no decision is lost. Real threads."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.assignments.service_world import World
from tests.at_once import at_once

from minga.assignments.actions import dependants as acts
from minga.assignments.actions import extensions
from minga.assignments.actions.cost import authorize_cost, refuse_cost
from minga.assignments.models import CostEstimate, DependantsChange
from minga.assignments.queries.cost import is_old
from minga.core.audit.verifying import verify
from minga.core.errors import Refused

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def ends_of(*works: Any) -> Counter[str]:
    return Counter(_end(result) for result in at_once(*works))


def _end(result: Any) -> str:
    if isinstance(result, Refused):
        return "refused"
    return repr(result) if isinstance(result, Exception) else "done"


def ask(world: World, by: Any) -> DependantsChange:
    return acts.change_dependants(
        actor=by, assignment=world.service, starts_on=world.service.starts_on, dependants=1, reason="Family"
    )


def test_two_who_ask_at_once_ask_for_one_change() -> None:
    world = abroad()
    assert ends_of(lambda: ask(world, world.officer), lambda: ask(world, world.focal_point)) == {
        "done": 1, "refused": 1,
    }  # fmt: skip
    assert DependantsChange.objects.count() == CostEstimate.objects.count() == 1
    assert verify().findings == []


def test_two_finance_officers_decide_once() -> None:
    world = abroad()
    estimate = ask(world, world.officer).estimates.get()
    one, two = make.make_finance_officer(), make.make_finance_officer()
    assert ends_of(
        lambda: authorize_cost(actor=one, estimate=estimate),
        lambda: refuse_cost(actor=two, estimate=estimate, reason="No"),
    ) == {"done": 1, "refused": 1}
    assert verify().findings == []


def test_what_is_authorized_is_not_replaced_by_who_computes_at_once() -> None:
    """Either it is authorized and stays so, or it was computed anew and nothing old was authorized."""
    world = abroad()
    change = ask(world, world.officer)
    estimate, finance = change.estimates.get(), make.make_finance_officer()
    ends = ends_of(
        lambda: authorize_cost(actor=finance, estimate=estimate),
        lambda: acts.compute_change_cost(actor=world.colleague, change=change),
    )
    assert ends == {"done": 1, "refused": 1}
    states = sorted(change.estimates.values_list("state", "decided_by"), key=str)
    assert states in ([("authorized", finance.pk)], [("computed", None), ("superseded", None)])
    assert verify().findings == []


def test_a_change_is_not_authorized_for_a_shorter_service_than_is_approved_at_once() -> None:
    world = abroad()
    longer = extensions.ask_for_extension(
        actor=world.focal_point, assignment=world.service, new_end=world.service.ends_on + timedelta(days=30),
        reason="More", funding_note="The host entity",
    )  # fmt: skip
    finance = make.make_finance_officer()
    authorize_cost(actor=finance, estimate=longer.estimates.get())
    change = ask(world, world.focal_point)
    ends = ends_of(
        lambda: authorize_cost(actor=finance, estimate=change.estimates.get()),
        lambda: extensions.decide_extension(actor=world.officer, extension=longer, verb="approve"),
    )
    assert ends == {"done": 1, "refused": 1}
    longer.refresh_from_db()
    estimate = CostEstimate.objects.get(dependants_change=change)  # read anew, with the service as it stands
    assert (estimate.state == "authorized") != (longer.state == "approved")
    assert is_old(estimate) == (longer.state == "approved")
