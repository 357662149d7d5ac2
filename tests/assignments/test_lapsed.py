"""When a service or a description ends, nothing goes on waiting that nobody decides any more; whoever asked is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.cost_world import make_rates
from tests.assignments.service_steps import begin
from tests.assignments.service_world import World, make_service
from tests.clients import signed_in
from tests.standing import standing

from minga.assignments.actions import extensions, service
from minga.assignments.actions import leave as leave_acts
from minga.assignments.actions.clearances import hand_in_proof
from minga.assignments.actions.descriptions import cancel_description
from minga.assignments.actions.lapsing import lapse_leftovers
from minga.assignments.actions.nominations import agree_to_nomination, nominate_people
from minga.assignments.models import (
    Assignment,
    Clearance,
    CostEstimate,
    Description,
    Extension,
    Leave,
    Nomination,
    Suspension,
)
from minga.assignments.queries.cost import estimates_for_finance
from minga.core import registries
from minga.core.audit.models import TrailEntry
from minga.core.audit.trail import open_reason
from minga.core.errors import Incomplete, Refused
from minga.core.money.models import Currency
from minga.core.notices.models import Notice
from minga.core.registries import Waiting

pytestmark = pytest.mark.django_db


def serving() -> World:
    """A service under way, with its rates. The clearance that it needs, all who come after need too."""
    make_rates()
    world = make_service(language="en")
    begin(world)
    return world


@pytest.fixture(scope="module", autouse=True)
def under_way(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, serving)


@pytest.fixture
def world(under_way: World, db: None) -> World:
    return under_way.anew()


def end(world: World, kind: str = "resigned") -> None:
    Notice.objects.all().delete()
    service.end_service(
        actor=world.officer, assignment=world.fresh(), end_kind=kind, ended_on=timezone.localdate(), reason="Family"
    )


def waits(account: object) -> list[str]:
    found = (row for _name, ask in registries.waiting for row in ask(account))
    return [str(row.title) for row in found if isinstance(row, Waiting)]


def told(kind: str) -> set[int]:
    return set(Notice.objects.filter(kind=f"assignments.{kind}").values_list("account_id", flat=True))


def longer(world: World) -> Extension:
    return extensions.ask_for_extension(
        actor=world.focal_point, assignment=world.fresh(), reason="The work goes on", funding_note="The host entity",
        new_end=world.service.ends_on + timedelta(days=61),
    )  # fmt: skip


def away(world: World, days: int) -> Leave:
    day = timezone.localdate() + timedelta(days=days)
    return leave_acts.ask_for_leave(
        actor=world.volunteer, assignment=world.fresh(), kind="special", starts_on=day, ends_on=day
    )


def test_an_extension_lapses_with_the_service_and_whoever_asked_is_told(world: World) -> None:
    extension, finance = longer(world), make.make_finance_officer()
    assert extension.estimates.get().state == "requested"
    end(world)
    extension.refresh_from_db()
    assert (extension.state, extension.estimates.get().state) == ("lapsed", "lapsed")
    assert told("extension_lapsed") == {world.focal_point.pk, world.volunteer.pk}
    row = TrailEntry.objects.get(verb="lapse_extension", actor=world.officer.pk)
    assert (row.changes, open_reason(row)) == ({"state": ["requested", "lapsed"]}, "Family")
    assert TrailEntry.objects.filter(verb="lapse_cost", actor=world.officer.pk).count() == 1
    assert not estimates_for_finance(finance).filter(state="requested").exists()
    page = world.read(world.focal_point)
    assert "Not needed any more" in page and "Requested" not in page
    with pytest.raises(Refused):
        extensions.decide_extension(actor=world.colleague, extension=extension, verb="approve")
    with pytest.raises(Refused):
        extensions.decide_extension(actor=world.colleague, extension=extension, verb="lapse")


def test_leave_after_the_end_lapses_and_leave_before_it_is_still_decided(world: World) -> None:
    before, later, granted = away(world, 0), away(world, 5), away(world, 6)
    leave_acts.decide_leave(actor=world.supervisor, leave=granted, verb="approve")
    end(world)
    states = dict(Leave.objects.values_list("pk", "state"))
    assert states == {before.pk: "requested", later.pk: "lapsed", granted.pk: "lapsed"}
    assert told("leave_lapsed") == {world.volunteer.pk}
    assert TrailEntry.objects.filter(verb="lapse_leave").count() == 2
    before.refresh_from_db()
    leave_acts.decide_leave(actor=world.supervisor, leave=before, verb="approve")


def test_all_leave_of_a_service_that_never_began_lapses() -> None:
    world = make_service(kinds=(), language="en")
    leave = away(world, 0)
    end(world, "not_started")
    leave.refresh_from_db()
    assert leave.state == "lapsed"


def test_a_rest_ends_with_the_service_and_the_trail_says_so(world: World) -> None:
    service.suspend_service(
        actor=world.officer, assignment=world.fresh(), starts_on=timezone.localdate(), reason="A flood"
    )
    end(world)
    assert Suspension.objects.get().ends_on == timezone.localdate()
    assert TrailEntry.objects.get(verb="close_suspension").changes == {
        "ends_on": [None, timezone.localdate().isoformat()]
    }


def test_no_document_is_asked_for_once_the_service_has_ended(world: World) -> None:
    Clearance.objects.update(state="requested", proof=None)
    assert "Hand in a document: Medical clearance" in waits(world.volunteer)
    end(world)
    assert "Hand in a document: Medical clearance" not in waits(world.volunteer)
    clearance = Clearance.objects.get()
    page = world.read(world.volunteer, reverse("assignments:clearance", args=[clearance.ref]))
    assert "Nothing: what it was needed for is over" in page
    assert "Record as passed" not in world.read(world.officer, reverse("assignments:clearance", args=[clearance.ref]))
    with pytest.raises(Refused, match="needs no document now"):
        hand_in_proof(actor=world.volunteer, clearance=clearance, upload=None)


def nominated() -> tuple[Description, list[Nomination]]:
    """An open post for which two people were nominated; one has agreed, nobody has applied."""
    partner = make.make_organisation(is_partner=True)
    representative = make.make_partner_representative(partner)
    description = make.make_description(state="sourcing", nominating_partner=partner)
    Description.objects.filter(pk=description.pk).update(published_at=timezone.now())
    people = [make.make_volunteer() for _number in range(2)]
    nominate_people(actor=representative, description=description, emails=[account.email for account in people])
    rows = list(description.nominations.order_by("pk"))
    agree_to_nomination(actor=rows[0].account, nomination=rows[0])
    return description, rows


def test_who_was_nominated_and_the_partner_hear_that_the_post_is_cancelled() -> None:
    description, rows = nominated()
    officer, partner = make.make_officer(), description.nominating_partner
    cancel_description(actor=officer, description=description, reason="No budget")
    representative = rows[0].nominated_by
    assert representative is not None and partner is not None
    assert {rows[0].account_id, rows[1].account_id, representative.pk} <= told("description_cancelled")
    client = signed_in(rows[1].account)
    assert "nominates you" not in client.get(reverse("assignments:applications")).content.decode()
    page = client.get(reverse("assignments:nomination", args=[rows[1].ref])).content.decode()
    assert "This post was cancelled." in page and "Agree and apply" not in page
    answer = reverse("assignments:answer_nomination", args=[rows[1].ref])
    assert "not open any more" in client.post(answer, {"answer": "agree"}, follow=True).content.decode()
    with pytest.raises(Incomplete):
        agree_to_nomination(actor=rows[1].account, nomination=rows[1])
    page = signed_in(representative).get(reverse("assignments:nominations")).content.decode()
    assert "The post was cancelled." in page and "has not answered yet" not in page


def test_the_cost_of_a_cancelled_description_waits_for_nobody() -> None:
    description, officer = make.make_description(state="submitted"), make.make_officer()
    usd = Currency.objects.get_or_create(code="USD", defaults={"names": {"en": "US dollar"}})[0]
    estimate = CostEstimate.objects.create(description=description, currency=usd, total=10, state="requested")
    finance = make.make_finance_officer()
    assert len(waits(finance)) == 1
    cancel_description(actor=officer, description=description, reason="No budget")
    estimate.refresh_from_db()
    assert (estimate.state, waits(finance)) == ("lapsed", [])
    assert TrailEntry.objects.get(verb="lapse_cost").reason == "No budget"


def test_what_an_earlier_end_left_waiting_lapses_once_by_itself(world: World) -> None:
    """Services that ended under a version that left these waiting."""
    extension, leave = longer(world), away(world, 5)
    assert lapse_leftovers() == 0
    Assignment.objects.update(state="closed", end_kind="resigned", ended_on=timezone.localdate(), end_reason="Family")
    assert lapse_leftovers() == 1
    extension.refresh_from_db()
    leave.refresh_from_db()
    assert (extension.state, leave.state) == ("lapsed", "lapsed")
    assert told("extension_lapsed") == {world.focal_point.pk, world.volunteer.pk}
    assert TrailEntry.objects.filter(verb="lapse_what_is_left", actor=None).count() == 1
    assert lapse_leftovers() == 0


def test_a_partner_reads_that_a_letter_to_somebody_nominated_did_not_arrive() -> None:
    _description, rows = nominated()
    representative = rows[0].nominated_by
    assert representative is not None
    address = reverse("assignments:nominations")
    assert "of them did not arrive" not in signed_in(representative).get(address).content.decode()
    Notice.objects.filter(account=rows[1].account, kind="assignments.nominated").update(refusal="550 No such user")
    assert "The email to 1 of them did not arrive" in signed_in(representative).get(address).content.decode()
    agree_to_nomination(actor=rows[1].account, nomination=rows[1])
    assert "of them did not arrive" not in signed_in(representative).get(address).content.decode()
