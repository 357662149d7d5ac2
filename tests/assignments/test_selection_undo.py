"""Decisions about many taken back: nobody has heard of them yet, and nothing was built on them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import asked, decide, fresh, standing, undo
from tests.clients import signed_in

from minga.assignments.actions.assessment import choose_assessor, leave_unassessed
from minga.assignments.actions.offers import make_offer
from minga.assignments.actions.selection import do_not_select, select_application
from minga.assignments.actions.taking_back import take_back_decision
from minga.assignments.models import Application, Clearance, Description, Nomination
from minga.assignments.queries.nominations import with_stages
from minga.assignments.queries.steps import ALSO_ONWARD, BACK
from minga.assignments.states import APPLICATION
from minga.core.audit.models import TrailEntry
from minga.core.errors import NotAllowed, Refused
from minga.core.notices.delivering import send_stranded
from minga.core.notices.models import Notice
from minga.core.notices.queries import inbox_of, unread_count

pytestmark = pytest.mark.django_db
BEFORE = {
    "shortlist": "longlisted",
    "return_to_longlist": "shortlisted",
    "submit_to_host": "shortlisted",
    "not_assess": "with_host",
    "assess": "with_host",
    "select": "assessed",
    "reserve": "assessed",
    "not_select": "assessed",
}


@pytest.mark.parametrize("verb", list(BEFORE))
def test_every_decision_about_many_is_taken_back_by_one_press(verb, description, officer, host):
    rows = [standing(description, BEFORE[verb]) for _ in range(2)]
    for row in rows if verb == "assess" else ():
        asked(row, host)
        row.assessments.update(advice="select", words="Good.", written_at=timezone.now())
    who = host if verb in {"assess", "not_assess", "select", "reserve"} else officer
    client = signed_in(who)
    decide(client, description, verb, rows)
    assert all(fresh(row).state != BEFORE[verb] for row in rows)
    page = client.get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "Undo" in page
    assert undo(client, description).status_code == 302
    assert [fresh(row).state for row in rows] == [BEFORE[verb]] * 2
    assert [row.steps.filter(left_at=None).get().state for row in rows] == [BEFORE[verb]] * 2
    assert not Notice.objects.filter(account__in=[row.account for row in rows]).exists()
    assert undo(client, description).status_code == 422


def test_no_way_back_is_shown_once_everybody_has_moved_on(description, officer, host):
    rows = [standing(description, "longlisted") for _ in range(2)]
    client = signed_in(officer)
    decide(client, description, "shortlist", rows)
    page = f"/descriptions/{description.ref}/selection"
    Application.objects.filter(pk=rows[0].pk).update(state="with_host")
    assert "Undo" in client.get(page).content.decode()
    Application.objects.filter(pk=rows[1].pk).update(state="with_host")
    assert "Undo" not in client.get(page).content.decode()


def test_nobody_hears_of_a_decision_about_many_before_ten_minutes_have_passed(description, officer, mailoutbox):
    row = standing(description, "longlisted")
    decide(signed_in(officer), description, "not_select", [row])
    assert unread_count(row.account) == 0
    assert not inbox_of(row.account).exists()
    Notice.objects.update(delivery="at_once", created_at=timezone.now() - timedelta(minutes=5))
    assert send_stranded() == 0
    Notice.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert unread_count(row.account) == 1
    assert send_stranded() == 1
    assert [letter.to for letter in mailoutbox] == [[row.account.email]]


def test_one_decision_from_the_page_of_the_candidate_is_told_at_once(description, officer):
    row = standing(description, "longlisted")
    signed_in(officer).post(f"/candidates/{row.ref}/do/not_select", {"version": row.version})
    assert unread_count(row.account) == 1


def test_what_has_been_told_stays(description, officer):
    row = standing(description, "longlisted")
    client = signed_in(officer)
    decide(client, description, "not_select", [row])
    Notice.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    answer = undo(client, description)
    assert answer.status_code == 422
    assert "The decision has been told already." in answer.content.decode()
    assert fresh(row).state == "not_selected"


def test_what_something_was_built_on_stays(description, officer, host):
    row = standing(description, "shortlisted")
    client = signed_in(officer)
    decide(client, description, "submit_to_host", [row])
    choose_assessor(actor=host, application=fresh(row), assessor=host)
    assert "have been" in undo(client, description).content.decode()
    assert fresh(row).state == "with_host"


def test_some_are_taken_back_and_the_others_are_named(description, officer, host):
    rows = [standing(description, "assessed") for _ in range(2)]
    client = signed_in(host)
    decide(client, description, "select", rows)
    with pytest.raises(Refused):
        take_back_decision(actor=officer, application=standing(description, "assessed"))
    today = timezone.localdate()
    make_offer(
        actor=officer, application=fresh(rows[0]), seat=description.seats.first(), starts_on=today, ends_on=today
    )
    page = client.post(f"/descriptions/{description.ref}/decide/undo?from=selection", follow=True).content.decode()
    assert "Taken back for 1 candidate" in page
    assert "1 stays as they are" in page
    assert [fresh(row).state for row in rows] == ["offered", "assessed"]


def test_whoever_a_colleague_has_asked_for_clearances_since_stays_on_the_shortlist(description, officer):
    rows = [standing(description, "longlisted") for _ in range(2)]
    client = signed_in(officer)
    decide(client, description, "shortlist", rows)
    for row in rows:
        Clearance.objects.create(application=row, kind="reference", is_pre_submission=True)
    decide(signed_in(make.make_officer()), description, "ask_clearances", rows[:1])
    page = client.post(f"/descriptions/{description.ref}/decide/undo?from=selection", follow=True).content.decode()
    assert "Taken back for 1 candidate" in page
    assert "Clearances have been asked for since." in page
    assert [fresh(row).state for row in rows] == ["shortlisted", "longlisted"]


def test_the_host_hears_nothing_of_candidates_that_were_taken_back(description, officer, host):
    rows = [standing(description, "shortlisted") for _ in range(2)]
    client = signed_in(officer)
    decide(client, description, "submit_to_host", rows)
    assert Notice.objects.filter(account=host).count() == 1
    undo(client, description)
    assert not Notice.objects.filter(account=host).exists()
    decide(client, description, "submit_to_host", rows)
    assert Notice.objects.filter(account=host).count() == 1


def test_only_those_who_may_decide_may_take_it_back(description, officer, host):
    row = standing(description, "shortlisted")
    decide(signed_in(officer), description, "submit_to_host", [row])
    with pytest.raises(NotAllowed):
        take_back_decision(actor=host, application=fresh(row))
    with pytest.raises(NotAllowed):
        take_back_decision(actor=row.account, application=fresh(row))
    take_back_decision(actor=officer, application=fresh(row))
    assert TrailEntry.objects.filter(verb="step_back").count() == 1


def test_a_decision_without_words_to_anybody_may_be_taken_back_later(description, host):
    row = standing(description, "with_host")
    leave_unassessed(actor=host, application=row, reason="Did not come.")
    Application.objects.update(state_changed_at=timezone.now() - timedelta(days=2))
    take_back_decision(actor=host, application=fresh(row))
    assert (fresh(row).state, fresh(row).decision_reason) == ("with_host", "")


def test_a_person_taken_back_from_the_reserve_stands_at_its_end_again(description, officer, host):
    rows = [standing(description, "assessed") for _ in range(3)]
    decide(signed_in(host), description, "reserve", rows)
    Notice.objects.all().delete()
    client = signed_in(officer)
    decide(client, description, "not_select", rows[:1])
    undo(client, description)
    assert [fresh(row).reserve_rank for row in rows] == [3, 1, 2]
    assert fresh(rows[0]).told_at is None


def test_when_the_selection_is_over_nothing_is_taken_back(description, officer):
    row = standing(description, "longlisted")
    client = signed_in(officer)
    decide(client, description, "not_select", [row])
    Description.objects.update(state="cancelled")
    assert "The selection for this post is over." in undo(client, description).content.decode()


def test_what_was_told_by_a_single_decision_is_not_taken_back(description, officer, host):
    rows = [standing(description, "assessed") for _ in range(2)]
    select_application(actor=host, application=rows[0])
    do_not_select(actor=host, application=rows[1])
    for row in rows:
        with pytest.raises(Refused, match="told already"):
            take_back_decision(actor=officer, application=fresh(row))


def test_everyone_else_is_told_only_once_the_choice_stands_and_that_too_can_be_undone(description, officer, host):
    chosen = [standing(description, "assessed") for _ in range(2)]
    left = [standing(description, "longlisted"), standing(description, "assessed")]
    kept = standing(description, "reserve")
    decide(signed_in(host), description, "select", chosen)
    client, page = signed_in(officer), f"/descriptions/{description.ref}/selection"
    shown = client.get(page).content.decode()
    assert "the host entity may take its choice back until" in shown
    assert "Tell them" not in shown
    assert "it cannot." in client.get(f"/candidates/{chosen[0].ref}/offer").content.decode()
    assert client.post(f"{page}/answer").status_code == 422
    assert [fresh(row).state for row in left] == ["longlisted", "assessed"]
    Notice.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    shown = client.get(page).content.decode()
    assert "Tell them" in shown
    assert "may take its choice back" not in client.get(f"/candidates/{chosen[0].ref}/offer").content.decode()
    preview = client.get(
        f"/descriptions/{description.ref}/decide?verb=not_select&stage=undecided&all=1&from=selection"
    ).content.decode()
    assert all(f"{row.ref}:{fresh(row).version}" in preview for row in left)
    assert all(f"{row.ref}:{fresh(row).version}" not in preview for row in (*chosen, kept))
    decide(client, description, "not_select", left, reason="")
    assert [unread_count(row.account) for row in left] == [0, 0]
    undo(client, description)
    assert [fresh(row).state for row in left] == ["longlisted", "assessed"]


def test_nobody_hears_late_of_a_decision_that_another_has_overtaken(description, officer, host):
    chosen, kept = standing(description, "assessed"), standing(description, "assessed")
    decide(signed_in(host), description, "select", [chosen])
    decide(signed_in(host), description, "reserve", [kept])
    today = timezone.localdate()
    make_offer(actor=officer, application=fresh(chosen), seat=description.seats.first(), starts_on=today, ends_on=today)
    do_not_select(actor=officer, application=fresh(kept))
    Notice.objects.update(next_try_at=None)
    told = [row.kind for account in (chosen.account, kept.account, officer) for row in inbox_of(account)]
    assert told == ["assignments.offer_made", "assignments.not_selected"]


def test_whoever_is_assessed_at_once_still_hears_that_they_are_with_the_host_entity(description, officer, host):
    row = standing(description, "shortlisted")
    decide(signed_in(officer), description, "submit_to_host", [row])
    leave_unassessed(actor=host, application=fresh(row), reason="A reason.")
    Notice.objects.update(next_try_at=None)
    assert [notice.kind for notice in inbox_of(row.account)] == ["assignments.with_host"]


def test_the_host_reads_no_decision_that_was_taken_back_and_the_officer_keeps_it(description, officer, host):
    row = standing(description, "assessed")
    decide(signed_in(host), description, "select", [row])
    undo(signed_in(host), description)  # from another browser nothing is undone
    assert fresh(row).state == "selected"
    take_back_decision(actor=host, application=fresh(row))
    path = f"/candidates/{row.ref}"
    ways = [signed_in(who).get(path).content.decode().split("The steps so far")[1] for who in (host, officer)]
    assert [way.count(">Selected<") for way in ways] == [0, 1]
    assert [way.count(">Assessed<") for way in ways] == [1, 2]
    assert [way.count("This decision was taken back.") for way in ways] == [0, 1]


def test_whoever_was_taken_back_from_the_host_and_turned_down_is_not_seen_by_it(description, officer, host):
    row, other = standing(description, "shortlisted"), standing(description, "shortlisted")
    decide(signed_in(officer), description, "submit_to_host", [row, other])
    for one in (row, other):
        take_back_decision(actor=officer, application=fresh(one))
    decide(signed_in(officer), description, "submit_to_host", [other])
    decide(signed_in(officer), description, "not_select", [row, other])
    browser, page = signed_in(host), f"/descriptions/{description.ref}/selection"
    assert [browser.get(f"/candidates/{one.ref}").status_code for one in (row, other)] == [404, 200]
    assert [one.ref in browser.get(page).content.decode() for one in (row, other)] == [False, True]


def test_the_candidate_reads_nothing_of_a_decision_that_may_still_be_undone(description, officer, host):
    row = standing(description, "assessed")
    browser, told = signed_in(row.account), "You were not selected this time."
    decide(signed_in(officer), description, "not_select", [row], reason="Too far away.")
    for path in ("/", "/applications", f"/applications/{row.ref}"):
        page = browser.get(path).content.decode()
        assert told not in page and "Too far away." not in page, path
    nominated = Nomination(description=description, account=row.account)
    assert [one.stage for one in with_stages([nominated])] == ["considered"]
    Notice.objects.update(next_try_at=timezone.now() - timedelta(seconds=1))
    assert told in browser.get("/applications").content.decode()
    assert [one.stage for one in with_stages([nominated])] == ["not_selected"]
    assert "Too far away." in browser.get(f"/applications/{row.ref}").content.decode()


def test_each_move_that_leads_back_as_well_as_on_is_named_so():
    onward = {(row.source, row.target) for row in APPLICATION.transitions if row.verb != "step_back"}
    assert BACK & onward == ALSO_ONWARD
