"""Whoever holds a role and is concerned themselves: every permission is asked about a candidate's own post and about
the person's own service, so that none is added that lets somebody decide about their own.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from tests.permissions.permissions_table import TABLE
from tests.permissions.sides import Sides, make_sides

from minga.assignments.models import Application, Assignment
from minga.assignments.queries import standing_for
from minga.core.acting import allowed, refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference")]

ROLES = ("host", "supervisor", "assessor", "officer", "manager", "finance", "auditor")
OF_A_PERSON = (
    "application", "longlisted", "offer", "assignment", "clearance", "leave", "extension", "certificate", "contract",
    "record", "assessment", "description",
)  # fmt: skip
STAYS = {
    # what they may do as the volunteer, or read as anybody who works there may
    "assignments.ask_for_extension", "assignments.record_hours", "assignments.remove_hours",
    "assignments.sign_contract",
    "assignments.view_assignment", "assignments.view_certificate", "assignments.view_clearance",
    "assignments.view_clearance_result",
    "assignments.view_contract", "assignments.view_offer", "assignments.view_opportunity",
    "assignments.view_description",
    # refused by the action to whoever recorded the hours and to the volunteer (test_service_pages)
    "assignments.verify_hours",
    # money is never decided by who asks, nor by who is paid (guards.authorized_by_another)
    "assignments.compute_cost", "assignments.view_cost",
    # before anybody applied, or of everybody's
    "assignments.submit_description", "assignments.import_descriptions",
    # makes another post of what everybody may read, and changes nothing of this one
    "assignments.duplicate_description",
}  # fmt: skip


@pytest.fixture
def sides() -> Sides:
    return make_sides()


def _concerned(sides: Sides, person: Any) -> dict[str, Any]:
    """The side's things, of which the application and the service are this person's."""
    Application.objects.filter(pk=sides.own["application"].pk).update(account=person)
    Assignment.objects.filter(pk=sides.own["assignment"].pk).update(account=person)
    Application.objects.filter(pk=sides.own["offer"].application_id).update(account=person)
    standing_for.forget(person)
    return {kind: type(sides.own[kind]).objects.get(pk=sides.own[kind].pk) for kind in OF_A_PERSON}


@pytest.mark.parametrize("role", ROLES)
def test_nobody_decides_about_their_own_application_or_service(sides: Sides, role: str) -> None:
    person, held = sides.people[role], [name for name, row in TABLE.items() if row.thing in OF_A_PERSON]
    before = {name for name in held if allowed(person, name, sides.own[TABLE[name].thing or ""])}
    assert before - STAYS
    with transaction.atomic():
        things = _concerned(sides, person)
        still = {name for name in before if allowed(person, name, things[TABLE[name].thing or ""])}
        assert still - STAYS == set()
        for name in before - STAYS:
            assert "role" not in str(refusal(person, name, things[TABLE[name].thing or ""])), name
        transaction.set_rollback(True)


def test_whoever_competes_sees_and_decides_about_no_other_candidate(sides: Sides) -> None:
    officer, rival = sides.people["officer"], sides.own["longlisted"]
    assert allowed(officer, "assignments.decide_application", rival)
    _concerned(sides, officer)
    for name in ("view_application", "decide_application", "select_application", "make_offer", "choose_assessors"):
        assert not allowed(officer, f"assignments.{name}", rival)
    assert allowed(sides.people["manager"], "assignments.decide_application", rival)


def test_whoever_withdrew_takes_part_again(sides: Sides) -> None:
    officer = sides.people["officer"]
    own = _concerned(sides, officer)["application"]
    Application.objects.filter(pk=own.pk).update(state="withdrawn")
    standing_for.forget(officer)
    assert allowed(officer, "assignments.decide_application", sides.own["longlisted"])


def test_an_officer_not_in_charge_is_led_to_take_over_unless_the_clearance_is_their_own(sides: Sides) -> None:
    manager = sides.people["manager"]
    assert "Take over first" in str(refusal(manager, "assignments.decide_clearance", sides.own["clearance"]))
    own = _concerned(sides, manager)["clearance"]
    assert "their own service" in str(refusal(manager, "assignments.decide_clearance", own))
