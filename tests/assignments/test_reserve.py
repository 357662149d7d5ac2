"""The reserve: places are 1, 2, 3 … without gaps or doubles; who is told when a place becomes free."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.assignments.selection_world import applied, fresh, in_reserve, offered
from tests.assignments.told import kinds_told
from tests.clients import signed_in

from minga.assignments.actions.bulk import DECISIONS, plan_for
from minga.assignments.actions.offers import make_offer
from minga.assignments.actions.reserve import put_in_reserve
from minga.assignments.actions.selection import do_not_select
from minga.assignments.models import Application, Description
from minga.core.errors import Incomplete
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice
from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def description() -> Description:
    return make.make_description(state="selecting")


def places(*rows: Application) -> list[int | None]:
    return [fresh(row).reserve_rank for row in rows]


def test_two_candidates_are_never_given_the_same_place(description, officer):
    first, second = in_reserve(description, 1), in_reserve(description, 2)
    browser, path = signed_in(officer), f"/descriptions/{description.ref}/selection/reserve"
    sent = {f"rank-{first.ref}": "3", f"rank-{second.ref}": "3", "reason": "A second look."}
    answer = browser.post(path, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Two candidates have the same place." in page
    assert page.count('value="3"') == 2, "what was typed is kept"
    assert places(first, second) == [1, 2]
    assert browser.post(path, {**sent, f"rank-{first.ref}": ""}).status_code == 422
    assert browser.post(path, {**sent, f"rank-{first.ref}": "7"}).status_code == 302
    assert places(first, second) == [2, 1]


def test_a_new_order_needs_a_reason_said_beside_its_field(description, officer):
    first, second = in_reserve(description, 1), in_reserve(description, 2)
    sent = {f"rank-{first.ref}": "2", f"rank-{second.ref}": "1", "reason": "  "}
    answer = signed_in(officer).post(f"/descriptions/{description.ref}/selection/reserve", sent)
    assert (answer.status_code, places(first, second)) == (422, [1, 2])
    assert "Say why the order changes." in answer.content.decode()


def test_of_a_long_reserve_whoever_is_given_a_place_moves_and_everyone_else_keeps_their_order(description, officer):
    rows = [in_reserve(description, rank) for rank in range(1, 106)]
    browser, path = signed_in(officer), f"/descriptions/{description.ref}/selection"
    page = browser.get(f"{path}?page=2").content.decode()
    assert (page.count('name="rank-'), "Let them move up" in page) == (5, False)
    sent = {"stood": " ".join(row.ref for row in rows), "reason": "A second look."}
    sent |= {f"rank-{row.ref}": str(place) for place, row in enumerate(rows[100:], start=101)}  # as page two has them
    nobody = browser.post(f"{path}/reserve?page=2", sent)
    assert "Everyone stands where they stood." in nobody.content.decode()
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(f"{path}/reserve?page=2", {**sent, f"rank-{rows[104].ref}": "2"})
    assert answer["Location"] == f"{path}?page=2"
    assert len([one for one in queries if 'UPDATE "assignments_application"' in one["sql"]]) == 2
    assert places(rows[0], rows[104], rows[1], rows[103]) == [1, 2, 3, 105]
    assert fresh(rows[0]).version == rows[0].version, "whoever stays is not touched"


def test_the_second_who_orders_the_reserve_reads_that_it_changed_and_keeps_what_they_gave(description, officer):
    one, two, three = (in_reserve(description, rank) for rank in (1, 2, 3))
    browser, path = signed_in(officer), f"/descriptions/{description.ref}/selection/reserve"
    sent = {f"rank-{row.ref}": str(rank) for rank, row in enumerate((one, two, three), start=1)}
    sent |= {"stood": f"{one.ref} {two.ref} {three.ref}", "reason": "A second look."}
    assert browser.post(path, {**sent, f"rank-{two.ref}": "1"}).status_code == 302
    late = browser.post(path, {**sent, f"rank-{three.ref}": "2"})
    page = late.content.decode()
    assert (late.status_code, places(two, one, three)) == (422, [1, 2, 3])
    assert "The reserve has changed since you opened this page." in page
    assert f'name="stood" value="{two.ref} {one.ref} {three.ref}"' in page
    assert f'name="rank-{three.ref}" value="2"' in page and f'name="rank-{one.ref}" value="2"' in page


def test_those_behind_move_up_by_one_when_somebody_leaves_the_reserve(description, officer):
    first, second, third = (in_reserve(description, rank) for rank in (1, 2, 3))
    answer = signed_in(first.account).post(f"/applications/{first.ref}/withdraw", {"version": first.version})
    assert answer.status_code == 302
    assert places(first, second, third) == [None, 1, 2]
    description.seats.create(number=2)
    signed_in(officer).post(f"/candidates/{second.ref}/move-up", {"version": fresh(second).version})
    assert fresh(second).state == "selected"
    assert places(second, third) == [None, 1]


def test_who_is_put_in_reserve_while_seats_are_free_is_not_told_that_all_are_promised(description, officer):
    row = applied(description, state="assessed")
    put_in_reserve(actor=officer, application=row)
    said = words_of(Notice.objects.get(account=row.account, kind="assignments.in_reserve")).body
    assert "no place is kept for you so far" in said and "promised" not in said
    page = signed_in(row.account).get(f"/applications/{row.ref}").content.decode()
    assert "in line for a place that becomes free" in page


def test_the_officer_hears_that_somebody_who_moved_up_by_itself_waits_for_an_offer(description, officer):
    row, first, second = offered(description, officer), in_reserve(description, 1), in_reserve(description, 2)
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "no", "reason": "A new job."})
    assert (fresh(first).state, *places(first, second)) == ("selected", None, 1)
    assert kinds_told(officer) == ["offer_declined", "offer_to_make"]


def test_the_officer_and_the_host_entity_hear_of_a_chosen_candidate_who_withdraws(description, officer):
    host = make.make_focal_point(description.host)
    row, first = offered(description, officer), in_reserve(description, 1)
    assert signed_in(row.account).post(f"/applications/{row.ref}/withdraw", {"version": row.version}).status_code == 302
    assert (fresh(row).state, fresh(first).state) == ("withdrawn", "selected")
    assert "candidate_withdrew" in kinds_told(officer)
    assert "candidate_withdrew" in kinds_told(host)


def test_the_officer_reads_why_an_offer_was_declined_and_others_do_not(description, officer):
    row = offered(description, officer)
    signed_in(row.account).post(f"/applications/{row.ref}/offer", {"answer": "no", "reason": "A place at a school."})
    assert "A place at a school." in signed_in(officer).get(f"/candidates/{row.ref}").content.decode()
    host = make.make_focal_point(description.host)
    assert "A place at a school." not in signed_in(host).get(f"/candidates/{row.ref}").content.decode()


def test_an_answer_from_a_page_opened_earlier_leads_to_where_the_application_stands(description, officer):
    row = offered(description, officer)
    browser, path = signed_in(row.account), f"/applications/{row.ref}/offer"
    browser.post(path, {"answer": "no", "version": row.version})
    answer = browser.post(path, {"answer": "yes", "version": row.version}, follow=True)
    assert answer.redirect_chain == [(f"/applications/{row.ref}", 302)]
    assert "This offer is not open any more." in answer.content.decode()
    assert fresh(row).state == "declined"


def test_a_decision_without_its_reason_is_asked_for_again_with_what_was_sent(description, officer):
    row = offered(description, officer)
    browser, path = signed_in(officer), f"/candidates/{row.ref}/offer/take-back"
    answer = browser.post(path, {"version": row.version, "reason": "   "})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'name="reason"' in page
    assert f'name="version" value="{row.version}"' in page
    assert page.index("Say why; the person reads it.") < page.rindex("<textarea")
    assert browser.post(path, {"version": row.version, "reason": "The first day was wrong."}).status_code == 302


@pytest.mark.parametrize(
    ("state", "words"),
    [("preparing", "before your first day"), ("serving", "You are serving."), ("ended", "Your service has ended."),
     ("closed", "Your service is closed.")],
)  # fmt: skip
def test_an_accepted_application_says_how_far_the_service_is(description, officer, state, words):
    row = offered(description, officer)
    browser = signed_in(row.account)
    browser.post(f"/applications/{row.ref}/offer", {"answer": "yes", "version": row.version})
    description.assignments.update(state=state)
    for path in (f"/applications/{row.ref}", "/applications"):
        assert words in browser.get(path).content.decode(), path


def test_a_candidate_page_speaks_of_the_candidate_not_of_its_reader(description, officer):
    row = applied(description, state="shortlisted")
    row.account.profile.about = "A gardener."
    row.account.profile.save()
    page = signed_in(officer).get(f"/candidates/{row.ref}").content.decode()
    assert "About themselves" in page
    assert [words for words in ("About you", "where you live", "your own script") if words in page] == []


def test_the_list_of_applications_marks_what_waits_for_the_person(description, officer):
    row = offered(description, officer)
    browser = signed_in(row.account)
    assert browser.get("/applications").content.decode().count("Your turn") == 1
    browser.post(f"/applications/{row.ref}/offer", {"answer": "yes", "version": row.version})
    assert "Your turn" not in browser.get("/applications").content.decode()


def switched_off(row: Application) -> Application:
    Account.objects.filter(pk=row.account_id).update(is_active=False)
    return fresh(row)


def test_nobody_whose_account_is_switched_off_is_offered_or_selected_and_the_next_moves_up(description, officer):
    row, first, second = applied(description, state="selected"), in_reserve(description, 1), in_reserve(description, 2)
    chosen = applied(make.make_description(state="selecting", host=description.host), state="assessed")
    browser = signed_in(officer)
    assert "not_select" not in browser.get(f"/candidates/{row.ref}").content.decode()
    for one in (row, first, chosen):
        switched_off(one)
    answer = browser.get(f"/candidates/{row.ref}/offer")
    assert answer.status_code == 422
    assert "switch it on again, or do not select them" in answer.content.decode()
    sent = {"seat": "1", "starts_on": description.starts_on, "ends_on": description.ends_on, "dependants": "0"}
    assert browser.post(f"/candidates/{row.ref}/offer", sent).status_code == 422
    with pytest.raises(Incomplete) as refused:
        make_offer(
            actor=officer, application=row, seat=description.seats.get(), starts_on=description.starts_on,
            ends_on=description.ends_on,
        )  # fmt: skip
    assert [problem.place for problem in refused.value.problems] == ["account"]
    decision = DECISIONS["select"]
    plan = plan_for(actor=officer, description=chosen.description, decision=decision, applications=[fresh(chosen)])
    assert [why for _row, why in plan.impossible] == [
        "The account of this person is switched off, so that they could not answer."
    ]
    page = browser.get(f"/candidates/{row.ref}").content.decode()
    assert (
        "not_select" in page and "Their account is switched off" in page and f"/candidates/{row.ref}/offer" not in page
    )
    do_not_select(actor=officer, application=row, reason="")
    assert [fresh(one).state for one in (row, first, second)] == ["not_selected", "reserve", "selected"]
    assert "reserve_passed_over" in kinds_told(officer)


def test_whoever_was_selected_and_can_answer_is_not_let_go(description, officer):
    row = applied(description, state="selected")
    with pytest.raises(Incomplete) as refused:
        do_not_select(actor=officer, application=row, reason="")
    assert "waiting for an offer" in str(refused.value.problems[0].message)
    assert fresh(row).state == "selected"
