"""A description's way from draft to cancelled: what is legal, who may, who is told, what stays whole."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import chain

import pytest
from django.db import transaction
from django.utils import timezone
from tests import factories as make
from tests.assignments.description_world import complete_description, fresh
from tests.assignments.told import accounts_told
from tests.at_once import at_once
from tests.clients import signed_in

from minga.assignments.actions import cost as costs
from minga.assignments.actions import descriptions as verbs
from minga.assignments.actions.editing import duplicate_description, start_description, update_section
from minga.assignments.models import (
    Application,
    Description,
    DescriptionStep,
    FundingShare,
    Series,
)
from minga.assignments.numbering import next_number
from minga.assignments.queries.completeness import completeness, inconsistencies, missing_parts
from minga.assignments.queries.descriptions import editable_sections, visible_to
from minga.assignments.states import DESCRIPTION
from minga.core.audit.models import TrailEntry
from minga.core.errors import IllegalTransition, Incomplete, NotAllowed, Stale

pytestmark = pytest.mark.django_db


def authorize(description: Description) -> None:
    """A cost of nothing needs no authorization."""
    track = description.track
    Description.objects.filter(pk=description.pk).update(track="online")
    description.track = "online"
    for seat in description.seats.all():
        seat.city = None
        seat.save()
    finance = make.make_finance_officer()
    costs.compute_cost(actor=finance, description=description)
    assert track


def test_the_whole_way_from_draft_to_selecting() -> None:
    description = complete_description(track="online")
    description.hours_a_week = 10
    description.save()
    host_person, officer = make.make_focal_point(description.host), make.make_officer()
    verbs.submit_description(actor=host_person, description=description)
    assert accounts_told("description_submitted") == [officer.pk]
    description.refresh_from_db()
    authorize(description)
    verbs.approve_description(actor=officer, description=description)
    assert accounts_told("description_approved") == [host_person.pk]
    published = verbs.publish_description(actor=officer, description=description)
    assert (published.state, published.officer_id, published.published_at is not None) == (
        "sourcing",
        officer.pk,
        True,
    )
    verbs.close_description(actor=officer, description=description)
    steps = DescriptionStep.objects.filter(description=description).order_by("pk").values_list("state", flat=True)
    assert list(steps) == ["submitted", "ready_for_sourcing", "sourcing", "selecting"]
    assert DescriptionStep.objects.filter(description=description, left_at=None).count() == 1


def test_an_officer_who_approves_what_they_sent_reads_so_and_the_trail_says_so() -> None:
    sentence = "You sent this for approval yourself."
    for sent_by_officer in (True, False):
        description = complete_description(track="online", hours_a_week=10)
        officer = make.make_officer()
        sender = officer if sent_by_officer else make.make_focal_point(description.host)
        verbs.submit_description(actor=sender, description=description)
        description.refresh_from_db()
        authorize(description)
        page = signed_in(officer).get(f"/descriptions/{description.ref}").content.decode()
        assert (sentence in page) is sent_by_officer
        verbs.approve_description(actor=officer, description=description)
        noted = TrailEntry.objects.filter(verb="approve_what_one_sent", target_ref=description.ref, actor=officer.pk)
        assert noted.exists() is sent_by_officer
        page = signed_in(officer).get(f"/descriptions/{description.ref}").content.decode()
        assert ("Approved what they had sent for approval themselves" in page) is sent_by_officer


def test_an_incomplete_draft_is_not_sent_and_every_problem_is_named() -> None:
    description = make.make_description(state="draft", texts={})
    with pytest.raises(Incomplete) as refused:
        verbs.submit_description(actor=make.make_focal_point(description.host), description=description)
    assert {problem.place for problem in refused.value.problems} == {"words", "seats", "qualifications", "goals"}
    description.refresh_from_db()
    assert description.state == "draft"


@pytest.mark.parametrize(
    ("funding", "payers", "said"),
    [
        ("fully_funded", (), "No funder is named."),
        ("fully_funded", ("host", "a funder"), "others do not fund this fully"),
        ("joint", ("a funder",), "names one payer only"),
        ("joint", ("host", "a funder"), ""),
        ("fully_funded", ("a funder", "another"), ""),
    ],
)
def test_who_pays_agrees_with_how_it_is_paid(funding: str, payers: tuple[str, ...], said: str) -> None:
    description = complete_description(funding=funding)
    for name in payers:
        funder = description.host if name == "host" else make.make_organisation(is_funder=True)
        FundingShare.objects.create(description=description, funder=funder, percent=100 // len(payers))
    problems = [str(problem.message) for problem in DESCRIPTION.problems(fresh(description), verb="submit")]
    assert [said in words for words in problems] == ([True] if said else [])


@pytest.mark.parametrize("state", [state for state in DESCRIPTION.states if state != "draft"])
def test_only_a_draft_is_sent(state: str) -> None:
    description = complete_description(state=state)
    with pytest.raises(IllegalTransition):
        verbs.submit_description(actor=make.make_focal_point(description.host), description=description)


def test_approval_needs_an_authorized_cost_and_agreement_with_the_category() -> None:
    description = complete_description(state="submitted", min_experience_months=12)
    with pytest.raises(Incomplete) as refused:
        verbs.approve_description(actor=make.make_officer(), description=description)
    assert [problem.place for problem in refused.value.problems] == ["cost", "qualifications"]


def test_edits_are_asked_for_with_a_reason_that_the_host_reads() -> None:
    description = complete_description(state="submitted")
    officer, host_person = make.make_officer(), make.make_focal_point(description.host)
    with pytest.raises(Incomplete):
        verbs.request_edits(actor=officer, description=description, reason="  ")
    sent_back = verbs.request_edits(actor=officer, description=description, reason="Name the tasks")
    assert (sent_back.state, sent_back.state_reason) == ("draft", "Name the tasks")
    assert accounts_told("description_edits") == [host_person.pk]


def test_a_host_never_approves_and_an_officer_of_another_country_neither() -> None:
    description = complete_description(state="submitted")
    for account in (make.make_focal_point(description.host), make.make_officer(country="KE"), make.make_auditor()):
        with pytest.raises(NotAllowed):
            verbs.approve_description(actor=account, description=description)


def test_publishing_needs_a_closing_date_that_lies_ahead() -> None:
    description = complete_description(state="ready_for_sourcing", closes_on=timezone.localdate())
    with pytest.raises(Incomplete):
        verbs.publish_description(actor=make.make_officer(), description=description)


def test_closing_by_date_closes_what_is_past_and_nothing_else() -> None:
    today = timezone.localdate()
    past = make.make_description(closes_on=today - timedelta(days=2))
    last_day = make.make_description(closes_on=today)
    assert verbs.close_due_descriptions() == 1
    past.refresh_from_db()
    last_day.refresh_from_db()
    assert (past.state, last_day.state) == ("selecting", "sourcing")
    assert verbs.close_due_descriptions() == 0


def test_cancelling_tells_everyone_who_applied() -> None:
    description = make.make_description()
    states = ("submitted", "longlisted", "with_host", "reserve", "selected", "withdrawn", "draft")
    applications = {state: make.make_application(description=description, state=state) for state in states}
    officer = make.make_officer()
    with pytest.raises(Incomplete):
        verbs.cancel_description(actor=officer, description=description, reason="")
    verbs.cancel_description(actor=officer, description=description, reason="The project lost its funding.")
    after = {row.pk: row for row in Application.objects.all()}
    open_ones = [after[applications[state].pk] for state in states[:5]]
    assert {row.state for row in open_ones} == {"not_selected"}
    assert {row.decision_reason for row in open_ones} == {"The project lost its funding."}
    assert after[applications["withdrawn"].pk].state == "withdrawn"
    assert after[applications["draft"].pk].state == "draft"
    expected = [applications[state].account_id for state in (*states[:5], "draft")]
    assert accounts_told("post_cancelled") == sorted(expected)


def test_a_host_cancels_before_approval_only() -> None:
    draft, open_one = complete_description(), complete_description(state="sourcing")
    person = make.make_focal_point(draft.host)
    verbs.cancel_description(actor=person, description=draft, reason="No longer needed")
    with pytest.raises(NotAllowed):
        verbs.cancel_description(
            actor=make.make_focal_point(open_one.host), description=open_one, reason="No longer needed"
        )


def test_filling_needs_every_seat_taken() -> None:
    description = make.make_description(state="selecting", seats=2)
    with pytest.raises(Incomplete):
        verbs.fill_description(actor=make.make_officer(), description=description)


def test_a_second_person_with_an_old_page_is_told_what_changed() -> None:
    description = complete_description()
    first, second = make.make_focal_point(description.host), make.make_focal_point(description.host)
    seen = description.version
    content = {"category": description.category, "track": "national", "duration_months": 6}
    update_section(actor=first, description=description, section="basics", content=content, seen=seen)
    with pytest.raises(Stale) as stale:
        update_section(actor=second, description=description, section="basics", content=content, seen=seen)
    assert stale.value.changes["duration_months"] == (12, 6)


def test_changed_words_and_seats_stand_in_the_trail() -> None:
    description = complete_description()
    person = make.make_focal_point(description.host)
    words = {"en": {"title": "Nurse"}}
    update_section(actor=person, description=description, section="words", content=words)
    entry = TrailEntry.objects.get(verb="update_words")
    assert json.loads(entry.change)["title (en)"][1] == "Nurse"


def test_who_edits_which_section_in_which_state() -> None:
    description = complete_description()
    person, officer = make.make_focal_point(description.host), make.make_officer()
    found = {}
    for state in DESCRIPTION.states:
        description.state = state
        found[state] = (len(editable_sections(person, description)), len(editable_sections(officer, description)))
    assert found == {
        "draft": (7, 7),
        "submitted": (0, 7),
        "ready_for_sourcing": (0, 2),
        "sourcing": (0, 2),
        "selecting": (0, 2),
        "filled": (0, 0),
        "cancelled": (0, 0),
    }


def test_a_section_that_may_not_change_is_refused() -> None:
    description = complete_description(state="sourcing")
    with pytest.raises(NotAllowed):
        update_section(
            actor=make.make_officer(), description=description, section="words", content={"en": {"title": "Other"}}
        )


def test_a_copy_keeps_words_seats_and_requirements_and_begins_as_a_draft() -> None:
    description = complete_description(state="sourcing", seats=3)
    copy = duplicate_description(actor=make.make_focal_point(description.host), description=description)
    assert (copy.state, copy.starts_on, copy.closes_on, copy.published_at) == ("draft", None, None, None)
    assert (copy.title, copy.seats.count(), copy.targets.count()) == (description.title, 3, 1)
    assert copy.number != description.number
    assert [str(problem.message) for problem in missing_parts(copy)] == ["The first day is missing."]


def test_a_new_description_begins_with_the_words_of_its_category_in_two_languages() -> None:
    host = make.make_organisation()
    description = start_description(
        actor=make.make_focal_point(host),
        category=make.make_category("youth"),
        track="national",
        host=host,
        country=make.make_country(),
        languages=["en", "zh-hans"],
    )
    assert sorted(description.texts.values_list("language", flat=True)) == ["en", "zh-hans"]
    assert description.number == f"DOA-{timezone.localdate().year}-00001"
    assert completeness(description)[0] < completeness(description)[1]


def test_nobody_describes_for_a_foreign_host() -> None:
    stranger = make.make_focal_point(make.make_organisation())
    with pytest.raises(NotAllowed):
        start_description(
            actor=stranger,
            category=make.make_category(),
            track="national",
            host=make.make_organisation(),
            country=make.make_country(),
        )
    assert not Description.objects.exists()


@pytest.mark.parametrize(
    ("limits", "fields", "sentence"),
    [
        ({"max_duration_months": 24}, {"duration_months": 25}, "“Online” serves at most 24 months."),
        (
            {"max_duration_weeks": 12},
            {"duration_months": None, "duration_weeks": 13},
            "“Online” serves at most 12 weeks.",
        ),
        (
            {"min_hours_a_week": 1, "max_hours_a_week": 20},
            {"hours_a_week": 30},
            "“Online” serves 1 to 20 hours a week.",
        ),
        ({"min_experience_months": 36}, {}, "“Online” asks for at least 3 years of experience."),
    ],
)
def test_a_description_agrees_with_the_rule_in_force(limits: dict, fields: dict, sentence: str) -> None:
    category = make.make_category("online", **limits)
    description = make.make_description(category=category, **fields)
    assert [str(problem.message) for problem in inconsistencies(description)] == [sentence]


def test_online_service_is_never_on_site_and_never_supervises() -> None:
    description = make.make_description(track="online")
    description.texts.update(tasks="Translate\nSupervise two interns")
    found = [str(problem.message) for problem in inconsistencies(description)]
    assert found == [
        "Seat 1 has a duty station, but online volunteers are never on site.",
        "“Supervise two interns”: online volunteers never supervise others.",
    ]


def test_everybody_sees_only_their_descriptions() -> None:
    here, elsewhere = make.make_description(), make.make_description(country="KE")
    partner = make.make_organisation()
    elsewhere.nominating_partner = partner
    elsewhere.save()
    seen = {
        "officer": set(visible_to(make.make_officer())),
        "host": set(visible_to(make.make_focal_point(here.host))),
        "partner": set(visible_to(make.make_partner_representative(partner))),
        "auditor": set(visible_to(make.make_auditor())),
        "volunteer": set(visible_to(make.make_volunteer())),
    }
    assert seen == {
        "officer": {here},
        "host": {here},
        "partner": {elsewhere},
        "auditor": {here, elsewhere},
        "volunteer": set(),
    }


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_out_once_by_threads_at_the_same_time() -> None:
    def take() -> list[str]:
        numbers = []
        for _round in range(5):
            with transaction.atomic():
                numbers.append(next_number("DOA", year=2026))
        return numbers

    numbers = list(chain.from_iterable(at_once(*[take] * 6)))
    assert sorted(numbers) == [f"DOA-2026-{number:05d}" for number in range(1, 31)]
    assert Series.objects.get(name="DOA").last == 30
