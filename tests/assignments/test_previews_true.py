"""What a preview of a decision about many shows is what is done; and reasons are read by whom they were meant for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.assignments.abroad_world import of, officer_of, post, with_state
from tests.assignments.selection_world import applied, consenting, decide, fresh, standing, undo
from tests.clients import signed_in

from minga.assignments.actions.bulk import DECISIONS, decide_many, plan_for
from minga.assignments.models import Clearance
from minga.assignments.queries.longlist import row_of

pytestmark = pytest.mark.django_db


def test_a_clearance_that_ran_out_today_stands_in_the_preview_and_the_others_are_sent(description, officer) -> None:
    """Also before the worker has looked at its date."""
    late, fine = (consenting(applied(description, state="shortlisted")) for _ in range(2))
    Clearance.objects.create(
        application=late, kind="reference", state="passed", is_pre_submission=True,
        expires_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    decision = DECISIONS["submit_to_host"]
    plan = plan_for(actor=officer, description=description, decision=decision, applications=[late, fine])
    assert (plan.possible, [row for row, _why in plan.impossible]) == ([fine], [late])
    decide_many(actor=officer, description=description, plan=plan)
    assert (fresh(late).state, fresh(fine).state) == ("shortlisted", "with_host")


def test_of_two_who_need_the_same_seat_abroad_the_preview_selects_one() -> None:
    description = post("KE", "DE", state="selecting")
    officer = officer_of(description)
    rows = [with_state(description, of("DE"), "assessed") for _ in range(2)]
    decision = DECISIONS["select"]
    plan = plan_for(actor=officer, description=description, decision=decision, applications=rows)
    assert (plan.possible, [row for row, _why in plan.impossible]) == (rows[:1], rows[1:])
    assert "needed for those above" in plan.impossible[0][1]
    decide_many(actor=officer, description=description, plan=plan)
    assert [fresh(row).state for row in rows] == ["selected", "assessed"]
    other = with_state(description, of("KE"), "assessed")
    plan = plan_for(actor=officer, description=description, decision=decision, applications=[other])
    assert plan.possible == [other]


def test_why_somebody_was_put_in_reserve_is_not_read_by_them_when_they_are_turned_down(description, officer, host):
    row = standing(description, "assessed")
    decide(signed_in(host), description, "reserve", [row], reason="Second choice: the first speaks better French.")
    signed_in(officer).post(f"/candidates/{row.ref}/do/not_select", {"version": fresh(row).version})
    assert fresh(row).state == "not_selected"
    assert "better French" not in signed_in(row.account).get(f"/applications/{row.ref}").content.decode()


def test_why_somebody_was_not_assessed_they_may_read_as_it_was_announced(description, officer, host):
    row = standing(description, "with_host")
    decide(signed_in(host), description, "not_assess", [row], reason="We found somebody who works there already.")
    signed_in(officer).post(f"/candidates/{row.ref}/do/not_select", {"version": fresh(row).version})
    assert "works there already" in signed_in(row.account).get(f"/applications/{row.ref}").content.decode()


def test_a_reason_for_leaving_the_order_goes_with_the_decision_that_was_taken_back(description, officer) -> None:
    better, row = (standing(description, "longlisted") for _ in range(2))
    type(better).objects.filter(pk=better.pk).update(skills_score=90)
    client = signed_in(officer)
    decide(client, description, "shortlist", [row], reason="Lives next door.")
    assert row_of(fresh(row)).application.why_order_was_left == "Lives next door."
    undo(client, description)
    page = client.get(f"/candidates/{row.ref}").content.decode()
    assert "Lives next door." not in page
    decide(client, description, "shortlist", [better, row], reason="")
    assert fresh(row).why_order_was_left == ""
