"""From the shortlist to the reserve through the pages, and what each of those who work on it sees."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied, asked, consenting, criterion, fresh
from tests.clients import signed_in

from minga.assignments.actions.reserve import put_in_reserve
from minga.assignments.models import Application, ApplicationStep, Assessment, Clearance, Description
from minga.assignments.queries.assessments import mean_of
from minga.assignments.stepping import step_application
from minga.assignments.waiting.selection import for_assessors, for_hosts
from minga.assignments.waiting.selection_of_officers import for_officers
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice
from minga.people.actions.erasing import erase_account
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def candidate_of(description: Description, state: str, **fields) -> Application:
    """An application with the way behind it, so that the host is known to have seen it."""
    row = applied(description, state=state, **fields)
    ApplicationStep.objects.create(
        application=row, state="with_host", entered_at=timezone.now(), left_at=timezone.now()
    )
    return row


def do(account: Account, row: Application, verb: str, **fields: str):
    version = fresh(row).version
    return signed_in(account).post(f"/candidates/{row.ref}/do/{verb}", {"version": version, **fields})


def told(account: Account) -> list[str]:
    return [notice.kind for notice in Notice.objects.filter(account=account).order_by("pk")]


def test_submission_needs_consent_and_clearances_and_tells_candidate_and_host(description, officer, host):
    row = applied(description, state="shortlisted")
    assert do(officer, row, "submit_to_host").status_code == 422
    consenting(row)
    clearance = Clearance.objects.create(application=row, kind="medical", is_pre_submission=True)
    assert "Medical clearance has not passed." in do(officer, row, "submit_to_host").content.decode()
    Clearance.objects.filter(pk=clearance.pk).update(state="passed")
    assert do(officer, row, "submit_to_host").status_code == 302
    assert fresh(row).state == "with_host"
    assert told(row.account) == ["assignments.with_host"]
    assert told(host) == ["assignments.candidates_submitted"]


def test_a_host_sees_candidates_only_once_submitted_and_without_what_is_not_needed(description, host):
    before, row = applied(description, state="shortlisted"), applied(description, state="with_host")
    Account.objects.filter(pk=row.account_id).update(name="Quentin Zorro", email="quentin@example.org")
    browser = signed_in(host)
    assert browser.get(f"/candidates/{before.ref}").status_code == 404
    shown = browser.get(f"/candidates/{row.ref}").content.decode()
    assert "Candidate 2\u00a0·\u00a0Q" in shown
    for hidden in ("Zorro", "quentin@example.org", "Date of birth", "Nationality", "Rank 1"):
        assert hidden not in shown
    page = browser.get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "Candidate 2\u00a0·\u00a0Q" in page
    assert before.ref not in page
    assert "Zorro" not in page


def test_the_name_opens_to_the_host_with_the_selection(description, host):
    row = applied(description, state="selected")
    Account.objects.filter(pk=row.account_id).update(name="Quentin Zorro", email="quentin@example.org")
    shown = signed_in(host).get(f"/candidates/{row.ref}").content.decode()
    assert "Quentin Zorro" in shown
    assert "quentin@example.org" not in shown


def test_who_was_turned_down_before_the_host_saw_them_stays_unknown_to_it(description, host):
    early, late = applied(description, state="not_selected"), candidate_of(description, "not_selected")
    browser = signed_in(host)
    assert browser.get(f"/candidates/{early.ref}").status_code == 404
    assert browser.get(f"/candidates/{late.ref}").status_code == 200
    assert early.ref not in browser.get(f"/descriptions/{description.ref}/selection").content.decode()


def test_strangers_find_nothing(description):
    row = applied(description, state="with_host")
    others = (make.make_volunteer(), make.make_focal_point(make.make_organisation()), make.make_officer(country="KE"))
    for account in (*others, row.account):
        browser = signed_in(account)
        assert browser.get(f"/candidates/{row.ref}").status_code == 404
        assert browser.get(f"/descriptions/{description.ref}/selection").status_code == 403
        assert browser.post(f"/candidates/{row.ref}/do/select").status_code == 404
    assert signed_in(make.make_auditor()).get(f"/candidates/{row.ref}").status_code == 200
    assert signed_in(make.make_auditor()).post(f"/candidates/{row.ref}/do/not_select").status_code == 403


def test_once_everything_is_written_the_next_step_is_to_record_it_and_criteria_are_asked_for_no_more(description, host):
    row = consenting(applied(description, state="with_host"))
    step_application(row)
    client, page = signed_in(host), f"/descriptions/{description.ref}/selection"
    assert "Settle the criteria first." in client.get(page).content.decode()
    asked(row, host)
    next_step = "<dt>What happens next</dt><dd>Record the assessment</dd>"
    assert next_step not in client.get(f"/candidates/{row.ref}").content.decode()
    row.assessments.update(advice="select", words="Good.", written_at=timezone.now())
    assert next_step in client.get(f"/candidates/{row.ref}").content.decode()
    assert "Settle the criteria first" not in client.get(page).content.decode()


def test_criteria_begin_with_the_competencies_and_are_kept_with_anchors(host):
    description = make.make_description(state="selecting", competencies=["judgement"])
    make.give_role(host, "host_focal_point", organisation=description.host)
    browser, path = signed_in(host), f"/descriptions/{description.ref}/criteria"
    assert "Judgement" in browser.get(path).content.decode()
    half = {"name-1": "Judgement", "weight-1": "2", "anchor-1-1": "None"}
    assert "Criterion 1 lacks an anchor" in browser.post(path, half).content.decode()
    assert browser.post(path, {**half, "anchor-1-3": "One", "anchor-1-5": "Many"}).status_code == 302
    kept = description.criteria.get()
    assert (str(kept), kept.weight, kept.anchors["5"]) == ("Judgement", 2, {"en": "Many"})


def marks(score: int, *criteria, finish: bool = True, **fields: str) -> dict[str, str]:
    sent = {f"criterion-{row.pk}": str(score) for row in criteria}
    sent |= {"advice": "select", "words": "Answered with examples.", **fields}
    return {**sent, "finish": "1"} if finish else sent


def test_each_assessor_writes_before_seeing_another(description, officer, host):
    row, other = applied(description, state="with_host"), make.make_supervisor(description.host)
    first = criterion(description)
    for account in (host, other):
        answer = signed_in(host).post(
            f"/candidates/{row.ref}/assessors", {"assessor": account.ref, "kind": "interview"}
        )
        assert answer.status_code == 302
    mine, theirs = Assessment.objects.get(assessor=host), Assessment.objects.get(assessor=other)
    assert told(other) == ["assignments.assess_candidate"]
    assert signed_in(host).get(f"/assessments/{theirs.ref}").status_code == 404
    signed_in(other).post(f"/assessments/{theirs.ref}", marks(5, first, words="A secret of the other."))
    for reader in (host, officer, make.make_auditor()):
        shown = signed_in(reader).get(f"/candidates/{row.ref}").content.decode()
        assert "1 of 2 written" in shown
        assert "A secret of the other." not in shown
    assert "A secret of the other." not in signed_in(host).get(f"/assessments/{mine.ref}").content.decode()
    signed_in(host).post(f"/assessments/{mine.ref}", marks(2, first, words="Mine."))
    assert "A secret of the other." in signed_in(host).get(f"/candidates/{row.ref}").content.decode()
    assert "A secret of the other." not in signed_in(officer).get(f"/candidates/{row.ref}").content.decode()
    assert do(host, row, "assess").status_code == 302
    shown = signed_in(officer).get(f"/candidates/{row.ref}").content.decode()
    assert "A secret of the other." in shown
    assert shown.count(f'data-label="{other} · Interview"') == 4  # on a phone, who gave each mark stands beside it


def test_what_an_assessor_wrote_in_another_script_carries_its_language(description, host):
    row, first = applied(description, state="with_host"), criterion(description)
    signed_in(host).post(f"/assessments/{asked(row, host).ref}", marks(4, first, words="做过非常接近的工作。"))
    assert 'dir="auto" lang="zh"><p>做过' in signed_in(host).get(f"/candidates/{row.ref}?lang=en").content.decode()
    assert 'dir="auto"><p>做过' in signed_in(host).get(f"/candidates/{row.ref}?lang=zh-hans").content.decode()


def test_a_draft_is_kept_for_its_author_alone_and_a_finished_one_stays(description, host):
    row, first, second = applied(description, state="with_host"), criterion(description), criterion(description, "Care")
    mine = asked(row, host)
    browser, path = signed_in(host), f"/assessments/{mine.ref}"
    answer = browser.post(path, marks(4, first, finish=False), headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    mine.refresh_from_db()
    assert (mine.written_at, mine.marks.get().score) == (None, 4)
    shown = browser.post(path, marks(4, first)).content.decode()
    assert "Give a score for “Care”." in shown
    assert browser.post(path, marks(3, first, second)).status_code == 302
    assert browser.post(path, marks(1, first, second)).status_code == 302
    assert sorted(mark.score for mark in mine.marks.all()) == [3, 3]
    answer = browser.post(f"/descriptions/{description.ref}/criteria", {"name-1": "New"})
    assert answer.status_code in {409, 422}
    for one, weight, score in ((first, 3, 4), (second, 1, 5)):
        type(one).objects.filter(pk=one.pk).update(weight=weight)
        mine.marks.filter(criterion=one).update(score=score)
    assert str(mean_of(Assessment.objects.get(pk=mine.pk))) == "4.3"  # 4.25, half up


def test_nobody_assesses_from_outside_or_a_second_time_after_reading_the_others(description, officer, host):
    row = applied(description, state="with_host")
    browser, path = signed_in(officer), f"/candidates/{row.ref}/assessors"
    browser.post(path, {"assessor": make.make_account().ref, "kind": "interview"})
    assert not row.assessments.exists()
    mine = asked(row, host)
    signed_in(host).post(f"/assessments/{mine.ref}", marks(3))
    assert browser.post(path, {"assessor": host.ref, "kind": "written_test"}).status_code == 422


def test_not_assessed_with_a_reason_and_an_assessor_released(description, host):
    row = applied(description, state="with_host")
    mine = asked(row, host)
    assert signed_in(host).post(f"/assessments/{mine.ref}/release").status_code == 302
    assert do(host, row, "not_assess").status_code == 422
    assert do(host, row, "not_assess", reason="Did not come twice.").status_code == 302
    assert fresh(row).decision_reason == "Did not come twice."


def test_selection_fills_the_seats_and_the_rest_stands_in_a_ranked_reserve(description, officer, host):
    rows = [candidate_of(description, "assessed") for _ in range(5)]
    for row in rows[:2]:
        assert do(host, row, "select").status_code == 302
    assert "No seat is free." in do(host, rows[2], "select").content.decode()
    for row in rows[2:4]:
        do(host, row, "reserve")
    assert [fresh(row).reserve_rank for row in rows[2:4]] == [1, 2]
    browser = signed_in(officer)
    order = {f"rank-{rows[2].ref}": "2", f"rank-{rows[3].ref}": "1", "reason": "Speaks Tibetan."}
    browser.post(f"/descriptions/{description.ref}/selection/reserve", order)
    assert [fresh(row).reserve_rank for row in rows[2:4]] == [2, 1]
    page = browser.get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "1 person still waits for an answer" in page
    assert "1 of them is still with the host entity, which may not have decided yet." in page
    browser.post(f"/descriptions/{description.ref}/selection/answer")
    assert [fresh(row).state for row in rows] == ["selected", "selected", "reserve", "reserve", "not_selected"]
    assert [told(row.account) for row in rows] == [
        ["assignments.selected"], ["assignments.selected"], ["assignments.in_reserve"], ["assignments.in_reserve"],
        ["assignments.not_selected"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("longlisted", "compared with what the post asks for"),
        ("shortlisted", "You were on the shortlist. In the end"),
        ("assessed", "You came as far as the assessment"),
        ("reserve", "kept in reserve because you suit the post"),
    ],
)
def test_who_is_not_selected_is_told_how_far_they_came_in_their_own_language(description, officer, state, words):
    row = applied(description, state=state)
    do(officer, row, "not_select")
    notice = Notice.objects.get(account=row.account)
    assert words in words_of(notice).body
    assert not any(claim in words_of(notice).body for claim in ("other people", "others were", "every place is taken"))


def test_several_are_selected_from_one_preview_but_never_beyond_the_seats(description, host):
    rows = [candidate_of(description, "assessed") for _ in range(3)]
    query = "&".join(f"c={row.ref}" for row in rows)
    path = f"/descriptions/{description.ref}/decide"
    shown = signed_in(host).get(f"{path}?verb=select&from=selection&{query}").content.decode()
    assert "This happens to 2 candidates" in shown
    assert "No seat is free." in shown


def test_what_waits_is_one_press_from_done(officer, host, description):
    for _ in range(3):
        applied(description)
    assert [(row.verb, row.count) for row in for_officers(officer)] == [("Shortlist", 3)]
    applied(description, state="shortlisted")  # has not agreed to be shown to a host entity: nothing to submit yet
    selected = candidate_of(description, "selected")
    rows = {row.verb: row.url for row in for_officers(officer)}
    assert rows == {
        "Look": f"/descriptions/{description.ref}/longlist?show=shortlisted",
        "Make the offer": f"/candidates/{selected.ref}/offer",
    }
    waiting = candidate_of(description, "with_host", state_changed_at=timezone.now())
    candidate_of(description, "assessed")
    assert [(row.verb, row.count) for row in for_hosts(host)] == [("Assess", 1), ("Select", 1)]
    mine = asked(waiting, host)
    assert [row.url for row in for_assessors(host)] == [f"/assessments/{mine.ref}"]
    for url in [row.url for row in (*for_officers(officer), *for_hosts(host), *for_assessors(host))]:
        account = host if "assessments" in url or url.endswith("selection") else officer
        assert signed_in(account).get(url).status_code == 200


def test_a_reserve_that_needs_the_officer_waits_with_one_press(officer):
    category = make.make_category("expert")
    category.reserve_needs_officer = True
    category.save()
    description = make.make_description(state="selecting", category=category)
    first, second = candidate_of(description, "assessed"), candidate_of(description, "assessed")
    for row in (first, second):
        put_in_reserve(actor=officer, application=row)
    (row,) = for_officers(officer)
    assert row.post_url == f"/candidates/{first.ref}/move-up"
    assert signed_in(officer).post(f"/candidates/{second.ref}/move-up").status_code == 422
    assert signed_in(officer).post(row.post_url, row.post_fields).status_code == 302
    assert (fresh(first).state, fresh(second).state) == ("selected", "reserve")


def test_a_stale_page_is_refused(description, officer):
    row = applied(description)
    answer = signed_in(officer).post(f"/candidates/{row.ref}/do/not_select", {"version": row.version - 1})
    assert answer.status_code == 409


@pytest.mark.once
@pytest.mark.parametrize("role", ["officer", "host"])
def test_the_pages_cost_the_same_at_1_and_at_100_rows(role, description, officer, host):
    browser = signed_in(officer if role == "officer" else host)
    paths = (f"/descriptions/{description.ref}/selection", "/candidates")

    def costs() -> list[int]:
        found = []
        for path in paths:
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(path).status_code == 200
            found.append(len(queries))
        return found

    candidate_of(description, "with_host")
    costs()
    first = costs()
    for _ in range(99):
        candidate_of(description, "with_host")
        make.make_application(description=make.make_description(host=description.host), state="with_host")
    assert costs() == first
    assert max(first) <= 20


def test_clearances_are_asked_for_of_everyone_on_the_shortlist_at_once(description, officer):
    rows = [applied(description, state="shortlisted") for _ in range(3)]
    for row in rows[:2]:
        Clearance.objects.create(application=row, kind="reference", is_pre_submission=True)
    path, query = f"/descriptions/{description.ref}/decide", "&".join(f"c={row.ref}" for row in rows)
    shown = signed_in(officer).get(f"{path}?verb=ask_clearances&{query}").content.decode()
    assert "This happens to 2 candidates" in shown
    assert "None is needed before the host entity sees them." in shown
    chosen = " ".join(f"{row.ref}:{row.version}" for row in rows[:2])
    answer = signed_in(officer).post(path, {"verb": "ask_clearances", "chosen": chosen})
    assert answer.status_code == 302
    assert {row.state for row in Clearance.objects.all()} == {"requested"}
    again = signed_in(officer).get(f"{path}?verb=ask_clearances&{query}").content.decode()
    assert "Every clearance has been asked for." in again
    assert [told(row.account) for row in rows] == [["assignments.clearance_requested"]] * 2 + [[]]


def test_a_host_takes_its_candidates_away_without_names_that_are_not_open_yet(description, host):
    row = applied(description, state="with_host")
    applied(description, state="shortlisted")
    path = f"/descriptions/{description.ref}/selection/export"
    answer = signed_in(host).post(path, {"format": "csv", "reason": "For the panel."})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.count("\r\n") == 2
    assert row.account.name not in content
    assert signed_in(make.make_auditor()).get(path).status_code == 403


@pytest.mark.parametrize("state", ["longlisted", "selected", "not_selected"])
def test_a_candidate_who_erased_their_data_is_named_so_and_nothing_is_offered(description, officer, state):
    row = candidate_of(description, state)
    erase_account(actor=row.account, account=row.account)
    page = signed_in(officer).get(f"/candidates/{row.ref}").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "This person had their data erased on" in main
    for words in ("Not computed yet", "Keep the rating", "<form", "Put on the shortlist", "Why they would like"):
        assert words not in main, words
    answer = signed_in(officer).post(f"/candidates/{row.ref}/rate", {"score": "50", "version": fresh(row).version})
    assert (answer.status_code, fresh(row).motivation_score) == (422, None)
