"""What ends in the middle of a selection ends there: roles, registrations, rules and clearances that ran out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied, asked, consenting
from tests.clients import signed_in

from minga.assignments.actions.assessment import write_assessment
from minga.assignments.actions.offers import decline_offer, make_offer
from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.guards import host_registered
from minga.assignments.models import Application, Clearance
from minga.assignments.personal.applications import export
from minga.assignments.waiting.selection import for_assessors
from minga.core.access.models import Holding, Role
from minga.core.errors import Incomplete
from minga.core.notices.models import Notice
from minga.partners.actions.registration import decide_registration

pytestmark = pytest.mark.django_db


def test_an_assessor_whose_role_has_ended_reads_and_writes_nothing_more() -> None:
    host = make.make_organisation()
    description = make.make_description(host=host, state="selecting")
    person = make.make_supervisor(host)
    candidate = applied(description, state="with_host")
    assessment = asked(candidate, person)
    pages = (f"/candidates/{candidate.ref}", f"/descriptions/{description.ref}/selection")
    assert [signed_in(person).get(page).status_code for page in pages] == [200, 200]
    assert signed_in(person).get(f"/assessments/{assessment.ref}").status_code == 200
    assert [row.url for row in for_assessors(person)] == [f"/assessments/{assessment.ref}"]  # type: ignore[union-attr]
    Holding.objects.filter(account=person).update(ends=timezone.localdate() - timedelta(days=1))
    make.give_role(person, Role.HOST_SUPERVISOR, organisation=make.make_organisation())
    person = type(person).objects.get(pk=person.pk)
    assert [signed_in(person).get(page).status_code for page in pages] == [404, 403]
    assert signed_in(person).get(f"/assessments/{assessment.ref}").status_code == 404
    assert list(for_assessors(person)) == []
    assert str(description) not in signed_in(person).get("/candidates").content.decode()


def test_while_a_host_entity_is_suspended_nothing_is_published_found_applied_for_or_offered_there() -> None:
    host, officer, volunteer = make.make_organisation(), make.make_officer(), make.make_volunteer()
    soon = timezone.localdate() + timedelta(days=9)
    ready = make.make_description(host=host, state="ready_for_sourcing", closes_on=soon)
    open_one = make.make_description(host=host, texts={"en": "Reading aloud to children"})
    closed = make.make_description(host=host, state="selecting")
    chosen = applied(closed, state="selected")
    refresh_all()
    client, path = signed_in(volunteer), f"/opportunities/{open_one.ref}"
    assert "Reading aloud" in client.get("/opportunities").content.decode()
    decide_registration(actor=officer, organisation=host, verb="suspend", reason="Papers are missing.")
    assert "Reading aloud" not in client.get("/opportunities").content.decode()
    page = client.get(path).content.decode()
    assert "The registration of the host entity is suspended" in page
    assert f"{path}/apply" not in page
    client.post(f"{path}/apply", {"motivation": "I would like to."})
    assert not Application.objects.filter(account=volunteer).exists()
    sent = {"version": ready.version}
    assert signed_in(officer).post(f"/descriptions/{ready.ref}/do/publish", sent).status_code == 422
    ready.refresh_from_db()
    assert ready.state == "ready_for_sourcing"
    closed.host.refresh_from_db()
    with pytest.raises(Incomplete):
        make_offer(
            actor=officer, application=Application.objects.get(pk=chosen.pk), seat=closed.seats.get(),
            starts_on=closed.starts_on, ends_on=closed.ends_on,
        )  # fmt: skip
    host.refresh_from_db()
    decide_registration(actor=officer, organisation=host, verb="reinstate")
    assert "Reading aloud" in client.get("/opportunities").content.decode()
    assert f"{path}/apply" in client.get(path).content.decode()


def test_where_the_rules_of_a_category_end_and_none_follow_the_last_ones_still_keep_people_out() -> None:
    category = make.make_category("expert", min_age=35)
    description = make.make_description(category=category)
    category.rules.update(in_force_to=timezone.localdate())
    refresh_all()
    client = signed_in(make.make_volunteer(age=24))
    assert "an age of at least 35" in client.get(f"/opportunities/{description.ref}").content.decode()
    assert description.title not in client.get("/opportunities?eligible=1").content.decode()


def test_a_clearance_that_ran_out_today_keeps_a_candidate_from_the_host_entity() -> None:
    """Also before the worker has looked at its date."""
    officer, description = make.make_officer(), make.make_description(state="selecting")
    candidate = consenting(applied(description, state="shortlisted"))
    row = Clearance.objects.create(
        application=candidate, kind="reference", state="passed", is_pre_submission=True,
        expires_on=timezone.localdate() - timedelta(days=1),
    )  # fmt: skip
    (kept,) = export(candidate.account)["applications"]
    assert [(one["kind"], one["state"]) for one in kept["clearances"]] == [("reference", "passed")], "it is their data"
    address = f"/candidates/{candidate.ref}/do/submit_to_host"
    answer = signed_in(officer).post(address, {"version": candidate.version})
    assert answer.status_code == 422
    assert "Reference check has not passed." in answer.content.decode()
    Clearance.objects.filter(pk=row.pk).update(expires_on=timezone.localdate())
    signed_in(officer).post(address, {"version": candidate.version})
    candidate.refresh_from_db()
    assert candidate.state == "with_host"


def test_who_was_to_assess_a_candidate_hears_that_they_withdrew_and_nobody_else_does() -> None:
    host = make.make_organisation()
    description = make.make_description(host=host, state="selecting")
    focal_point, writing, done, officer = (
        make.make_focal_point(host), make.make_supervisor(host), make.make_supervisor(host), make.make_officer(),
    )  # fmt: skip
    candidate = applied(description, state="with_host")
    asked(candidate, writing)
    written = asked(candidate, done)
    type(written).objects.filter(pk=written.pk).update(written_at=timezone.now(), advice="select")
    sent = {"version": candidate.version}
    signed_in(candidate.account).post(f"/applications/{candidate.ref}/withdraw", sent)
    told = Notice.objects.filter(kind="assignments.candidate_left").values_list("account", flat=True)
    assert sorted(told) == sorted([focal_point.pk, writing.pk])
    assert not Notice.objects.filter(account__in=(done, officer)).exists()
    assert candidate.account.name not in signed_in(writing).get("/inbox").content.decode()


def test_ones_data_hold_the_offers_one_had_and_why_one_declined() -> None:
    officer, description = make.make_officer(), make.make_description(state="selecting")
    chosen = applied(description, state="selected")
    make_offer(
        actor=officer, application=chosen, seat=description.seats.get(), starts_on=description.starts_on,
        ends_on=description.ends_on,
    )  # fmt: skip
    decline_offer(
        actor=chosen.account, application=Application.objects.get(pk=chosen.pk), reason="I found work nearby."
    )
    (kept,) = export(chosen.account)["applications"]
    (offer,) = kept["offers"]
    assert (offer["seat"], offer["state"], offer["decline_reason"]) == (1, "declined", "I found work nearby.")


def test_ones_data_hold_what_one_wrote_of_candidates_and_nothing_of_who_they_are() -> None:
    description = make.make_description(state="selecting")
    assessor, candidate = make.make_supervisor(description.host), applied(description, state="with_host")
    view = asked(candidate, assessor)
    mark = {view.application.description.criteria.create(names={"en": "Judgement"}).pk: (4, "Weighs before speaking.")}
    write_assessment(
        actor=assessor, assessment=view, marks=mark, advice="select", words="Convincing in the talk.", finish=True
    )
    (written,) = export(assessor)["assessments_written"]
    assert (written["description"], written["candidate_number"]) == (description.number, candidate.candidate_number)
    assert (written["words"], written["advice"]) == ("Convincing in the talk.", "select")
    assert [(one["score"], one["words"]) for one in written["marks"]] == [(4, "Weighs before speaking.")]
    person = candidate.account
    assert not [value for value in (person.name, person.email, person.ref, candidate.ref) if value in str(written)]
    assert export(person)["assessments_written"] == []
    assert export(person)["applications"][0]["assessments"] == [], "the choice is not made yet"
    Application.objects.filter(pk=candidate.pk).update(state="not_selected")
    (theirs,) = export(person)["applications"][0]["assessments"]
    own = ("kind", "advice", "words", "created_at", "written_at", "marks")
    assert theirs == {name: written[name] for name in own}, "and nothing of who wrote it"


@pytest.mark.parametrize(
    ("state", "remedy"),
    [
        ("registered", None),
        ("suspended", "Reinstate it first, or cancel."),
        ("under_review", "Register it first, or cancel."),
    ],
)
def test_what_stands_in_the_way_at_a_host_entity_is_named_with_what_helps(state: str, remedy: str | None) -> None:
    description = make.make_description(host=make.make_organisation(state=state))
    assert [problem.remedy for problem in host_registered(description)] == ([remedy] if remedy else [])
