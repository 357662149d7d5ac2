"""Of a clearance the officer in charge reads the result; colleagues learn whether it is passed, and may take over."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.assignments.service_steps import hand_in, pass_all
from tests.assignments.service_world import World, make_service, require
from tests.assignments.told import kinds_told
from tests.clients import signed_in

from minga.assignments.actions import clearances
from minga.assignments.actions.bulk import DECISIONS, plan_for
from minga.assignments.actions.shortlist import shortlist_application
from minga.assignments.actions.taking_charge import take_charge
from minga.assignments.models import Clearance, Description
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.access.models import Holding
from minga.core.audit.models import TrailEntry
from minga.core.errors import NotAllowed, Refused

pytestmark = pytest.mark.django_db
FOUND = "Not fit for the tropics."


def fresh(row: Any) -> Any:
    return type(row)._default_manager.get(pk=row.pk)


def page_of(row: Clearance) -> str:
    return reverse("assignments:clearance", args=[row.ref])


def failed() -> tuple[World, Clearance]:
    """A service whose medical clearance was handed in and failed."""
    world = make_service(language="en")
    row = world.service.clearances.get()
    clearances.request_clearance(actor=world.officer, clearance=row)
    hand_in(world, row)
    clearances.fail_clearance(actor=world.officer, clearance=fresh(row), result=FOUND)
    return world, fresh(row)


def waits_for(account: Any) -> list[str]:
    return [str(row.title) for row in for_officers(account) if hasattr(row, "title")]


def nobody_in_charge(world: World) -> None:
    Description.objects.update(officer=None)
    world.description = fresh(world.description)


def test_a_colleague_reads_that_it_is_not_passed_and_neither_result_nor_date_nor_document() -> None:
    world, row = failed()
    assert FOUND in world.read(world.officer, page_of(row)) and "Failed" in world.read(world.officer)
    for page in (world.read(world.colleague, page_of(row)), world.read(world.colleague)):
        assert "Not yet" in page
        assert [word for word in (FOUND, "Failed", "doctor.pdf") if word in page] == []
    assert str(world.officer) in world.read(world.colleague, page_of(row))
    document = reverse("documents:file", args=[row.proof.ref])
    assert signed_in(world.officer).get(document).status_code == 200
    assert signed_in(world.colleague).get(document).status_code in (403, 404)


def test_a_passed_one_is_passed_and_no_more_to_a_colleague() -> None:
    world = make_service(language="en")
    pass_all(world)
    row = world.service.clearances.get()
    page = world.read(world.colleague, page_of(row))
    assert "Passed" in page and "Valid until" not in page and "doctor.pdf" not in page


@pytest.mark.parametrize(
    ("verb", "sent"), [("pass", {}), ("fail", {"result": "x"}), ("ask_for_waiver", {"reason": "x"})]
)
def test_a_colleague_does_not_decide_and_reads_how_to(verb: str, sent: dict[str, str]) -> None:
    world = make_service(language="en")
    row = world.service.clearances.get()
    clearances.request_clearance(actor=world.officer, clearance=row)
    answer = world.press(world.colleague, "clearance_do", row.ref, verb, thing=row, **sent)
    assert answer.status_code == 403
    assert "Take over first; they are told." in answer.content.decode()
    assert fresh(row).state == "requested"


def test_whoever_takes_over_decides_and_reads_and_who_was_in_charge_is_told_and_does_not() -> None:
    world, row = failed()
    page = world.press(world.colleague, "clearance_do", row.ref, "take_charge").content.decode()
    assert "You are in charge now." in page and FOUND in page
    assert fresh(world.description).officer == world.colleague
    entry = TrailEntry.objects.get(verb="take_charge")
    assert (entry.actor, entry.changes) == (world.colleague.pk, {"officer": [world.officer.pk, world.colleague.pk]})
    assert "taken_over" in kinds_told(world.officer) and "taken_over" not in kinds_told(world.colleague)
    assert FOUND not in world.read(world.officer, page_of(row))
    assert world.press(world.officer, "clearance_do", row.ref, "request", thing=row).status_code == 403
    assert world.press(world.colleague, "clearance_do", row.ref, "request", thing=row).status_code == 200
    assert fresh(row).state == "requested"


def test_of_two_who_read_that_nobody_is_in_charge_the_second_does_not_displace_the_first() -> None:
    world, row = failed()
    Description.objects.update(officer=None)
    third, seen = make.make_officer(), fresh(world.description).version
    sent = f'name="version" value="{seen}"'
    assert sent in world.read(world.colleague, page_of(row))
    assert world.press(third, "clearance_do", row.ref, "take_charge", version=seen).status_code == 200
    answer = world.press(world.colleague, "clearance_do", row.ref, "take_charge", version=seen)
    assert (answer.status_code, fresh(world.description).officer) == (409, third)


def test_the_page_of_the_description_offers_it_to_colleagues_only() -> None:
    world = make_service(language="en")
    path = reverse("assignments:description", args=[world.description.ref])
    press = reverse("assignments:description_do", args=[world.description.ref, "take_charge"])
    assert press in world.read(world.colleague, path)
    for account in (world.officer, world.focal_point):
        assert press not in world.read(account, path)
    assert world.press(world.colleague, "description_do", world.description.ref, "take_charge").status_code == 200
    assert fresh(world.description).officer == world.colleague
    with pytest.raises(Refused, match="in charge already"):
        take_charge(actor=world.colleague, description=fresh(world.description))
    with pytest.raises(NotAllowed):
        take_charge(actor=make.make_officer(country="KE"), description=fresh(world.description))
    draft = make.make_description(state="draft")
    with pytest.raises(Refused, match="draft"):
        take_charge(actor=world.officer, description=draft)


def test_who_was_in_charge_is_told_too_where_a_colleague_is_named_on_the_form() -> None:
    world = make_service(language="en")
    Description.objects.update(state="selecting")
    path = reverse("assignments:description_section", args=[world.description.ref, "publication"])
    client = signed_in(world.colleague)
    form = client.get(path).context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    sent |= {"officer": world.colleague.pk, "version": fresh(world.description).version}
    assert client.post(path, sent).status_code == 302
    assert fresh(world.description).officer == world.colleague
    assert "taken_over" in kinds_told(world.officer)


def test_where_nobody_is_in_charge_nobody_reads_and_the_board_leads_to_taking_over() -> None:
    world = make_service(language="en")
    row = world.service.clearances.get()
    clearances.request_clearance(actor=world.officer, clearance=row)
    hand_in(world, row)
    nobody_in_charge(world)
    assert "doctor.pdf" not in world.read(world.colleague, page_of(row))
    for officer in (world.officer, world.colleague):
        assert "Nobody is in charge, take over: Medical clearance" in waits_for(officer)
    world.press(world.colleague, "clearance_do", row.ref, "take_charge", then="home")
    assert "Look at a document: Medical clearance" in waits_for(world.colleague)
    assert not [title for title in waits_for(world.officer) if "Medical clearance" in title]
    world.step(world.colleague, "clearance_do", row.ref, "pass", thing=row)
    assert fresh(row).state == "passed"


def test_who_has_left_office_is_in_charge_no_more() -> None:
    world, row = failed()
    Holding.objects.filter(account=world.officer).delete()
    assert signed_in(world.officer).get(page_of(row)).status_code == 404
    assert "Nobody is in charge." in world.read(world.colleague, page_of(row))
    world.press(world.colleague, "clearance_do", row.ref, "take_charge")
    assert FOUND in world.read(world.colleague, page_of(row))


def test_the_second_person_of_a_waiver_reads_the_reason_and_decides_without_the_result() -> None:
    world, row = failed()
    clearances.ask_for_waiver(actor=world.officer, clearance=row, reason="The post is in an office.")
    assert "Decide about a waiver: Medical clearance" in waits_for(world.colleague)
    page = world.read(world.colleague, page_of(row))
    assert "The post is in an office." in page and "Agree to the waiver" in page
    assert FOUND not in page and "Failed" not in page
    assert "Agree to the waiver" not in world.read(world.officer, page_of(row))
    world.step(world.colleague, "clearance_do", row.ref, "waive", thing=row)
    assert fresh(row).state == "waived"
    assert "Passed" in world.read(world.colleague, page_of(row))


def test_a_colleague_asks_for_what_was_never_asked_for_and_not_anew() -> None:
    world = make_service(language="en")
    row = world.service.clearances.get()
    assert "Ask for it" in world.read(world.colleague, page_of(row))
    world.step(world.colleague, "clearance_do", row.ref, "request", thing=row)
    for state in ("requested", "failed", "expired", "passed"):
        Clearance.objects.update(state=state)
        assert "Ask for it" not in world.read(world.colleague, page_of(row)), state
        with pytest.raises(NotAllowed, match="The officer in charge decides"):
            clearances.request_clearance(actor=world.colleague, clearance=fresh(row))


def test_asking_many_tells_a_colleague_nothing_of_what_failed() -> None:
    require("reference", is_pre_submission=True)
    officer, colleague = make.make_officer(), make.make_officer()
    description = make.make_description(state="selecting", officer=officer)
    rows = [applied(description) for _person in range(2)]
    for row in rows:
        shortlist_application(actor=officer, application=row)
    first, second = (fresh(row) for row in rows)
    Clearance.objects.filter(application=first).update(state="failed")
    ask = DECISIONS["ask_clearances"]
    Clearance.objects.filter(application=second).update(state="required")
    plan = plan_for(actor=colleague, description=description, decision=ask, applications=[first, second])
    assert plan.possible == [second]
    assert [str(why) for _row, why in plan.impossible] == ["Every clearance has been asked for."]
    plan = plan_for(actor=officer, description=description, decision=ask, applications=[first, second])
    assert plan.possible == [first, second]


def test_what_waits_before_submission_waits_for_who_is_in_charge_of_the_post() -> None:
    require("reference", is_pre_submission=True)
    officer, colleague = make.make_officer(), make.make_officer()
    description = make.make_description(state="selecting", officer=officer)
    shortlist_application(actor=officer, application=applied(description))
    Clearance.objects.update(state="required")
    assert "Ask for it: Reference check" in waits_for(officer)
    assert not [title for title in waits_for(colleague) if "Reference check" in title]
