"""Erasing somebody whose dependants changed leaves no word of it: every column of every table is searched."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.assignments.cost_world import dollar
from tests.people.marks import MARK, marked, places_of

from minga.assignments.actions import dependants as acts
from minga.assignments.actions.cost import authorize_cost, compute_cost, record_actual_cost, refuse_cost
from minga.assignments.actions.cost import request_authorization as request
from minga.assignments.models import ActualCost, CostEstimate, DependantsChange
from minga.assignments.personal.service import export
from minga.core.audit.models import TrailEntry
from minga.core.audit.trail import open_reason
from minga.core.audit.verifying import verify
from minga.core.notices.models import Notice
from minga.people.actions.erasing import erase_account

pytestmark = pytest.mark.django_db


def test_no_word_about_a_family_remains_and_others_lose_nothing(django_capture_on_commit_callbacks: Any) -> None:
    world, other = abroad(), abroad()
    finance = make.make_finance_officer()
    with django_capture_on_commit_callbacks(execute=True):
        for one, word in ((world, MARK), (other, "Vwxuts")):
            day = one.service.starts_on
            asked = {"actor": one.officer, "assignment": one.service, "dependants": 1}
            change = acts.change_dependants(**asked, starts_on=day, reason=f"{word} is born")
            refuse_cost(actor=finance, estimate=change.estimates.get(), reason=f"No paper of {word}")
            again = acts.change_dependants(**asked, starts_on=day + timedelta(days=1), reason=f"{word} again")
            authorize_cost(actor=finance, estimate=again.estimates.get())
            record_actual_cost(
                actor=finance, assignment=one.service, kind="dependant_one", paid_on=timezone.localdate(),
                amount=Decimal(250), currency=dollar(), note=f"For {word}",
            )  # fmt: skip
    places = {
        "assignments_dependantschange.reason", "assignments_costestimate.decision_reason", "notices_notice.context",
        "assignments_actualcost.note",
    }  # fmt: skip
    assert places_of(MARK) == places
    assert [row["note"] for row in export(world.volunteer)["services"][0]["payments"]] == [f"For {MARK}"]
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=world.volunteer, account=world.volunteer)
    assert places_of(MARK) == set()
    assert places_of("Vwxuts") == places
    assert Notice.objects.filter(kind="assignments.cost_refused").exists()
    assert [row.amount for row in ActualCost.objects.filter(assignment=world.service)] == [250]
    assert DependantsChange.objects.filter(assignment=world.service).count() == 2
    assert verify().findings == []


def test_a_change_that_waits_is_decided_after_the_person_is_erased() -> None:
    world, finance = abroad(), make.make_finance_officer()
    change = acts.change_dependants(
        actor=world.officer, assignment=world.service, starts_on=world.service.starts_on, dependants=1, reason="Born"
    )
    erase_account(actor=world.volunteer, account=world.volunteer)
    refuse_cost(actor=finance, estimate=change.estimates.get(), reason=marked("refused"))
    assert change.estimates.get().state == "refused"
    assert verify().findings == []


def test_why_the_cost_of_a_description_was_refused_stands_in_the_trail() -> None:
    world, finance = abroad(), make.make_finance_officer()
    world.description.state = "selecting"
    world.description.save()
    estimate = request(actor=world.officer, estimate=compute_cost(actor=world.officer, description=world.description))
    refuse_cost(actor=finance, estimate=estimate, reason="Two seats are one too many")
    row = TrailEntry.objects.get(verb="refuse_cost", target_ref=CostEstimate.objects.get(pk=estimate.pk).ref)
    assert open_reason(row) == "Two seats are one too many"
