"""Where every officer of a country is concerned themselves: administrators are told, and what they are told leads to a
page that opens; nobody is left without somebody who could decide about a service.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied, consenting, in_reserve, offered
from tests.assignments.service_steps import hand_in
from tests.assignments.service_world import World, make_service
from tests.assignments.told import accounts_told, kinds_told
from tests.clients import signed_in

from minga.assignments.actions import clearances
from minga.assignments.actions.applications import withdraw_application
from minga.assignments.actions.descriptions import close_description
from minga.assignments.actions.offers import decline_offer
from minga.assignments.actions.reminding import remind
from minga.assignments.actions.taking_charge import take_charge
from minga.assignments.models import Application, Assignment, Clearance, Description
from minga.assignments.queries.standing_for import forget
from minga.assignments.waiting.administrators import for_administrators
from minga.assignments.waiting.service_of_officers import for_officers
from minga.core.acting import SYSTEM
from minga.core.errors import NotAllowed
from minga.core.notices.models import Notice
from minga.core.registries import Waiting
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def board(account: Account, rows: Any = for_administrators) -> list[str]:
    return [str(row.title) for row in rows(account) if isinstance(row, Waiting)]


def told_and_open(account: Account) -> list[str]:
    """The kinds of what they were told, each of which leads to a page that opens."""
    browser = signed_in(account)
    for notice in Notice.objects.filter(account=account):
        assert browser.get(notice.url).status_code == 200, (notice.kind, notice.url)
    return kinds_told(account)


def all_of_them_applied(world: World) -> None:
    """Both officers are candidates for the post that the volunteer serves in."""
    for officer in (world.officer, world.colleague):
        applied(world.description, account=officer, state="not_selected")


def test_administrators_are_called_once_a_day_to_a_page_that_opens_whatever_happens_to_candidates() -> None:
    administrator, officer = make.make_administrator(), make.make_officer()
    post = make.make_description(seats=1, officer=officer, host=make.make_organisation())
    chosen, kept = offered(post, officer), in_reserve(post, 1)
    other = consenting(applied(post, state="selected"))
    applied(post, account=officer)
    forget(officer)
    decline_offer(actor=chosen.account, application=chosen)
    withdraw_application(actor=other.account, application=other)
    Description.objects.filter(pk=post.pk).update(state="sourcing")
    close_description(actor=SYSTEM, description=Description.objects.get(pk=post.pk))
    assert Application.objects.get(pk=kept.pk).state != "with_host"
    assert told_and_open(administrator) == ["all_concerned"]
    assert not {"offer_declined", "candidate_withdrew", "offer_to_make"} & set(kinds_told(officer))


def test_administrators_are_called_to_a_page_that_opens_whatever_happens_to_a_clearance() -> None:
    administrator, world = make.make_administrator(), make_service(language="en")
    row = world.service.clearances.get()
    clearances.request_clearance(actor=world.officer, clearance=row)
    all_of_them_applied(world)
    hand_in(world, row)
    Clearance.objects.update(state="passed", expires_on=timezone.localdate() + timedelta(days=5))
    remind()
    Clearance.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    clearances.expire_due_clearances()
    assert {"clearance_expired", "clearance_runs_out"} <= set(kinds_told(world.volunteer))
    assert told_and_open(administrator) == ["all_concerned"]


def test_an_officer_who_was_not_selected_still_hears_of_a_colleagues_service_and_no_administrator_does() -> None:
    administrator, world = make.make_administrator(), make_service(kinds=())
    all_of_them_applied(world)
    world.step(world.officer, "assignment_do", world.service.ref, "issue_contract", thing=world.service)
    world.step(world.volunteer, "contract_sign", world.service.ref, thing=world.fresh().contract)
    assert accounts_told("contract_signed") == [world.officer.pk]
    assert kinds_told(administrator) == []


def test_whoever_is_told_of_a_service_is_never_its_volunteer() -> None:
    world = make_service(kinds=())
    Assignment.objects.filter(pk=world.service.pk).update(account=world.officer)
    world.step(world.colleague, "assignment_do", world.service.ref, "issue_contract", thing=world.service)
    world.step(world.officer, "contract_sign", world.service.ref, thing=world.fresh().contract)
    assert accounts_told("contract_signed") == [world.colleague.pk]


def test_of_two_officers_who_applied_and_one_serves_neither_decides_clearances_and_who_is_invited_does() -> None:
    administrator, world = make.make_administrator(), make_service(language="en")
    row = world.service.clearances.get()
    clearances.request_clearance(actor=world.officer, clearance=row)
    hand_in(world, row)
    Assignment.objects.filter(pk=world.service.pk).update(account=world.officer)
    world.description.applications.update(account=world.officer)
    applied(world.description, account=world.colleague, state="not_selected")
    with pytest.raises(NotAllowed, match="You applied for this post yourself"):
        take_charge(actor=world.colleague, description=world.description)
    assert [title for title in board(world.colleague, for_officers) if "Medical" in title] == []
    sentence = f"Every programme officer for {world.description.country} is a candidate or a volunteer there"
    assert sentence in board(administrator)
    third = make.make_officer()
    assert sentence not in board(administrator)
    assert "Nobody is in charge, take over: Medical clearance" in board(third, for_officers)
    world.step(third, "clearance_do", row.ref, "take_charge", version=world.description.version)
    world.step(third, "clearance_do", row.ref, "pass", thing=row)
    assert Clearance.objects.get().state == "passed"


def test_whoever_waits_in_reserve_does_not_open_the_seat_that_would_be_theirs() -> None:
    administrator, world = make.make_administrator(), make_service(kinds=())
    applied(world.description, account=world.officer, state="reserve", reserve_rank=1)
    assert "A seat is free" not in " ".join(board(world.colleague, for_officers))
    ended = {"end_kind": "resigned", "state": "ended", "ended_on": timezone.localdate()}
    Assignment.objects.filter(pk=world.service.pk).update(**ended)
    Description.objects.filter(pk=world.description.pk).update(state="filled")
    page = world.read(world.officer)
    assert "Open the seat again" not in page and "You applied for this post yourself" in page
    for verb in ("open_seat", "leave_seat"):
        answer = world.press(world.officer, "assignment_do", world.service.ref, verb, thing=world.service)
        assert (answer.status_code, "You applied for this post yourself" in answer.content.decode()) == (403, True)
    assert "A seat is free" not in " ".join(board(world.officer, for_officers))
    assert "A seat is free" in " ".join(board(world.colleague, for_officers))
    sentence = f"Every programme officer for {world.description.country} is a candidate or a volunteer there"
    assert sentence not in board(administrator)
    applied(world.description, account=world.colleague, state="reserve", reserve_rank=2)
    assert sentence in board(administrator)


def test_administrators_read_no_such_thing_once_the_clearances_are_in_order() -> None:
    administrator, world = make.make_administrator(), make_service()
    all_of_them_applied(world)
    sentence = f"Every programme officer for {world.description.country} is a candidate or a volunteer there"
    Description.objects.update(state="filled")
    assert sentence in board(administrator)
    Clearance.objects.update(state="passed", expires_on=None)
    assert sentence not in board(administrator)
    Clearance.objects.update(expires_on=timezone.localdate() + timedelta(days=3))
    assert sentence in board(administrator)
    Assignment.objects.update(state="ended")
    assert sentence not in board(administrator)
