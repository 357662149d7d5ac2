"""Who is concerned themselves is never the second person, nor who looks after, pays or assesses; and where only they
are there, the administrators read it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.cost_world import dollar
from tests.assignments.selection_world import applied, asked
from tests.assignments.service_world import World, make_service
from tests.assignments.told import accounts_told, kinds_told
from tests.browser.cast import ready_to_apply
from tests.clients import signed_in

from minga.assignments.actions import clearances
from minga.assignments.actions.applications import submit_application
from minga.assignments.actions.assessment import choose_assessor
from minga.assignments.actions.hours import dispute_hours
from minga.assignments.actions.leave import ask_for_leave
from minga.assignments.actions.service import end_service
from minga.assignments.models import (
    ActualCost,
    Assessment,
    Assignment,
    CostEstimate,
    Description,
    Extension,
    HoursRecord,
    Leave,
    Seat,
)  # fmt: skip
from minga.assignments.queries.holders import officers_of, possible_assessors
from minga.assignments.queries.nobody import countries_without_finance, nobody_authorizes
from minga.assignments.queries.service import assessing_for_host, colleagues_of, hosts_of, seconds_for_waiver
from minga.assignments.rules import OF_RIVALS
from minga.assignments.waiting.administrators import for_administrators
from minga.assignments.waiting.service import for_hosts
from minga.core.access.models import Holding, Role
from minga.core.acting import allowed
from minga.core.errors import NotAllowed, Refused
from minga.core.registries import Waiting
from minga.people.models import Account

pytestmark = pytest.mark.django_db
OWN = "Nobody decides about their own service"


def served_by(world: World, person: Account) -> World:
    """The service is this person's, from the application on."""
    Assignment.objects.filter(pk=world.service.pk).update(account=person)
    world.description.applications.update(account=person)
    world.fresh()
    return world


def board(administrator: Account) -> list[str]:
    return [str(row.title) for row in for_administrators(administrator) if isinstance(row, Waiting)]


def test_an_officer_who_serves_is_not_the_second_person_for_their_own_waiver() -> None:
    administrator = make.make_administrator()
    world = make_service()
    served_by(world, world.colleague)
    row = world.service.clearances.get()
    clearances.ask_for_waiver(actor=world.officer, clearance=row, reason="Examined last month.")
    assert accounts_told("waiver_asked") == []
    assert accounts_told("second_officer_missing") == [administrator.pk]
    assert "the administrators are told" in world.read(world.officer, f"/clearances/{row.ref}")
    other = make.make_officer()
    assert list(colleagues_of(world.service, without=world.officer)) == [other]
    assert list(seconds_for_waiver(world.service, without=world.officer)) == [other]


def test_no_second_person_for_a_waiver_is_a_candidate_for_the_post() -> None:
    post, officer, rival = make.make_description(), make.make_officer(), make.make_officer()
    candidate = applied(post, state="shortlisted")
    assert list(seconds_for_waiver(candidate, without=officer)) == [rival]
    applied(post, account=rival)
    assert list(seconds_for_waiver(candidate, without=officer)) == []


def test_a_supervisor_who_serves_on_their_own_seat_is_looked_after_by_the_focal_points() -> None:
    world = make_service(kinds=())
    served_by(world, world.supervisor)
    assert hosts_of(world.service) == [world.focal_point]
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", entered_on=world.service.starts_on)
    day = timezone.localdate()
    ask_for_leave(
        actor=world.supervisor,
        assignment=world.fresh(),
        kind=Leave.Kind.SICK,
        starts_on=day,
        ends_on=day,
        note="Fever.",
    )
    assert "leave_requested" in kinds_told(world.focal_point)
    assert "leave_requested" not in kinds_told(world.supervisor)


def test_a_focal_point_who_serves_is_not_told_of_themselves() -> None:
    world = make_service(kinds=())
    Seat.objects.update(supervisor=None)
    served_by(world, world.focal_point)
    assert hosts_of(world.service) == []
    other = make.make_focal_point(world.description.host)
    assert hosts_of(world.service) == [other]


def test_administrators_are_no_assessors_where_every_officer_applied() -> None:
    post = make.make_description(state="selecting")
    officer, administrator = make.make_officer(), make.make_administrator()
    row = applied(post, state="with_host")
    applied(post, account=officer)
    focal_point = make.make_focal_point(post.host)
    assert list(officers_of(post)) == []
    assert list(possible_assessors(post)) == [focal_point]
    with pytest.raises(Refused, match="neither"):
        choose_assessor(actor=focal_point, application=row, assessor=administrator)


def test_an_administrator_who_applied_too_is_told_of_no_candidate() -> None:
    post, administrator = make.make_description(state="selecting"), make.make_administrator()
    make.give_role(administrator, Role.PROGRAMME_OFFICER, country="CN")
    assert list(officers_of(post)) == [administrator]
    applied(post, account=administrator)
    assert list(officers_of(post)) == []


def test_whoever_applies_is_waited_for_as_an_assessor_no_longer() -> None:
    post, supervisor = make.make_description(), make.make_volunteer()
    make.give_role(supervisor, Role.HOST_SUPERVISOR, organisation=post.host)
    focal_point, row = make.make_focal_point(post.host), applied(post, state="with_host")
    elsewhere = asked(applied(make.make_description(host=post.host), state="with_host"), supervisor)
    written = asked(row, focal_point)
    Assessment.objects.filter(pk=written.pk).update(written_at=timezone.now(), advice="select")
    asked(row, supervisor)
    ready_to_apply(supervisor)
    own = make.make_application(description=post, account=supervisor, state="draft")
    submit_application(
        actor=supervisor, application=own, motivation="I know the work.", available_from=date(2026, 1, 1),
        share_with_host=True,
    )  # fmt: skip
    assert set(Assessment.objects.all()) == {written, elsewhere}
    assert "assessments_written" in kinds_told(focal_point)


def test_administrators_read_where_the_only_focal_point_applied() -> None:
    host, administrator = make.make_organisation(name="Host of the test"), make.make_administrator()
    make.make_officer()
    post, focal_point = make.make_description(host=host), make.make_focal_point(host)
    make.make_supervisor(host)  # who assesses where asked, and records nothing
    sentence = f"Every focal point of {host} applied for a post there themselves"
    own = applied(post, account=focal_point)
    assert sentence in board(administrator)
    type(own).objects.filter(pk=own.pk).update(state="withdrawn")
    assert sentence not in board(administrator)
    type(own).objects.filter(pk=own.pk).update(state="with_host")
    make.make_focal_point(host)
    assert sentence not in board(administrator)


def test_a_supervisor_of_another_seat_does_not_decide_and_is_not_counted() -> None:
    world, administrator = make_service(kinds=()), make.make_administrator()
    served_by(world, world.focal_point)
    sentence = f"Nobody but the volunteer works for {world.description.host}"
    assert sentence not in board(administrator)
    Seat.objects.update(supervisor=None)
    assert sentence in board(administrator)


def test_a_certificate_that_only_the_volunteer_could_issue_is_waited_for_by_administrators() -> None:
    world, administrator = make_service(kinds=()), make.make_administrator()
    served_by(world, world.officer)
    Holding.objects.filter(account=world.colleague).delete()
    Description.objects.update(state="filled")
    sentence = f"Every programme officer for {world.description.country} is a candidate or a volunteer there"
    Assignment.objects.update(state="closed", closed_at=timezone.now())
    assert sentence not in board(administrator)  # nothing was served
    HoursRecord.objects.create(
        assignment=world.service, month=date(2026, 1, 1), hours=Decimal(10), state="verified",
        recorded_by=world.officer, verified_by=world.focal_point,
    )  # fmt: skip
    assert sentence in board(administrator)
    Assignment.objects.update(certified_at=timezone.now())
    assert sentence not in board(administrator)


def test_the_only_finance_officer_who_serves_themselves_is_nobody_who_could_authorize() -> None:
    make.make_administrator()
    world, finance = make_service(kinds=()), make.make_finance_officer()
    make.make_officer()
    extension = Extension.objects.create(
        assignment=world.service, old_end=world.service.ends_on, new_end=world.service.ends_on + timedelta(days=9),
        reason="Much is left to do.", funding_note="The host entity", asked_by=world.supervisor,
    )  # fmt: skip
    estimate = _requested(world, extension)
    assert (countries_without_finance(), nobody_authorizes(estimate, reader=world.officer)) == ([], "")
    served_by(world, finance)
    estimate = type(estimate).objects.get(pk=estimate.pk)
    assert countries_without_finance() == [world.description.country]
    assert "Nobody else is a finance officer" in nobody_authorizes(estimate, reader=world.officer)


def _requested(world: World, extension: Extension) -> Any:
    return CostEstimate.objects.create(
        description=world.description, extension=extension, state="requested", total=Decimal(5), currency=dollar(),
        requested_by=world.supervisor, requested_at=timezone.now(),
    )  # fmt: skip


def test_a_finance_officer_who_serves_records_nothing_that_was_paid_to_them() -> None:
    world, finance = make_service(kinds=()), make.make_finance_officer()
    page = f"/costs/paid/{world.service.ref}"
    assert "Record the payment" in world.read(finance, page)
    served_by(world, finance)
    shown = world.read(finance, page)
    assert "Record the payment" not in shown
    assert OWN in shown
    sent = {"kind": "learning", "paid_on": "2026-01-02", "amount": "5", "currency": "USD"}
    answer = signed_in(finance).post(page, sent)
    assert (answer.status_code, OWN in answer.content.decode()) == (403, True)
    assert ActualCost.objects.count() == 0


def test_an_officer_who_serves_disputes_no_hours_of_their_own() -> None:
    world = make_service(kinds=())
    served_by(world, world.officer)
    row = HoursRecord.objects.create(
        assignment=world.service, month=date(2026, 1, 1), hours=Decimal(10), state="verified",
        recorded_by=world.colleague, verified_by=world.focal_point,
    )  # fmt: skip
    with pytest.raises(Refused, match="served themselves"):
        dispute_hours(actor=world.officer, record=row, reason="They were more.")


def test_the_page_of_their_own_service_says_to_an_officer_and_a_focal_point_why_they_decide_nothing() -> None:
    world = make_service(kinds=())
    assert OWN not in world.read(world.volunteer) + world.read(world.officer)
    for person in (world.officer, world.focal_point):
        served_by(world, person)
        assert OWN in world.read(person)


def test_a_representative_does_not_nominate_themselves() -> None:
    partner = make.make_organisation(is_partner=True)
    post = make.make_description(nominating_partner=partner, nomination_quota=2)
    own, other = make.make_partner_representative(partner), make.make_partner_representative(partner)
    answer = signed_in(own).post(f"/opportunities/{post.ref}/nominate", {"emails": own.email})
    assert (answer.status_code, "Nobody nominates themselves" in answer.content.decode()) == (422, True)
    assert post.nominations.count() == 0
    signed_in(other).post(f"/opportunities/{post.ref}/nominate", {"emails": own.email})
    assert post.nominations.get().account == own


def test_whoever_stood_for_the_post_neither_suspends_ends_nor_assesses_the_service_and_colleagues_do() -> None:
    administrator, world = make.make_administrator(), make_service(kinds=())
    Assignment.objects.update(state="serving", entered_on=world.service.starts_on)
    Seat.objects.update(supervisor=None)
    rivals = (world.focal_point, world.officer)
    for rival in rivals:
        applied(world.description, account=rival, state="reserve")
    Description.objects.update(state="filled")
    sentence = f"Every focal point of {world.description.host} applied for a post there themselves"
    served = world.fresh()
    for rival in rivals:
        assert "neither suspend, end nor assess" in world.read(rival)
        assert not any(allowed(rival, name, served) for name in OF_RIVALS)
    assert all(allowed(world.colleague, f"assignments.{name}", served) for name in ("suspend_service", "end_service"))
    with pytest.raises(NotAllowed, match="neither suspend, end nor assess"):
        end_service(
            actor=world.focal_point, assignment=served, end_kind="terminated", ended_on=timezone.localdate(),
            reason="Somebody else is wanted.",
        )  # fmt: skip
    assert sentence not in board(administrator)
    end_service(
        actor=world.colleague, assignment=served, end_kind="terminated", ended_on=timezone.localdate(),
        reason="The project ended.",
    )  # fmt: skip
    assert accounts_told("assessment_due") == []
    assert "Assess the service" not in str(list(for_hosts(world.focal_point)))
    assert sentence in board(administrator)
    other = make.make_focal_point(world.description.host)
    assert sentence not in board(administrator)
    assert [account.pk for account in assessing_for_host(served)] == [other.pk]
    assert "Assess the service" in str(list(for_hosts(other)))
