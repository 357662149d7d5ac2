"""The demonstration world keeps every promise that the product makes, row by row; and the same seed gives it again."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import Count, F, Q
from django.test import Client
from django.urls import resolve
from django.utils import timezone

from minga.assignments import guards
from minga.assignments.demonstration.applying import APPLICATIONS
from minga.assignments.models import (
    Application,
    ApplicationStep,
    Assessment,
    Assignment,
    Certificate,
    Clearance,
    CostEstimate,
    Description,
    DescriptionStep,
    HoursRecord,
    Leave,
    Nomination,
    Offer,
)
from minga.assignments.queries.cost import is_old
from minga.assignments.queries.dependants import counted_on
from minga.assignments.states import APPLICATION, CLEARANCE, DESCRIPTION, ESTIMATE, LEAVE, OFFER, SERVICE
from minga.core.audit.models import TrailEntry
from minga.core.audit.verifying import verify
from minga.core.demonstration import World, make_world
from minga.core.documents import signing
from minga.core.documents.models import SigningKey
from minga.core.documents.seals import verify_certificate_file
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice
from minga.core.reference import load_reference
from minga.core.registries import Waiting, waiting
from minga.partners.models import Organisation
from minga.people.demonstration.population import PEOPLE
from minga.people.models import Account, Profile

pytestmark = pytest.mark.django_db

SCALE = 0.25
CARDS = {
    "volunteer", "host_focal_point", "programme_officer", "finance_officer", "partner_representative", "auditor",
    "administrator",
}  # fmt: skip
COMPARED = (Account, Profile, Organisation, Description, Application, Offer, Assignment, Clearance, HoursRecord, Leave)
MACHINES = {
    Description: DESCRIPTION, Application: APPLICATION, Assignment: SERVICE, Clearance: CLEARANCE,
    CostEstimate: ESTIMATE, Offer: OFFER, Leave: LEAVE,
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, list[str], list[str]]]:
    """A quarter of the world, made twice from one seed; the second one stays for the tests of this file.

    On the second database it is made once: what comes of the seed is decided before any database.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        list(load_reference())
        today = timezone.localdate()
        first = _made_and_undone(today) if connection.vendor == "sqlite" else []
        world = make_world(scale=SCALE, today=today)
        yield world, first, _fingerprints()
        transaction.set_rollback(True)


def _made_and_undone(today: date) -> list[str]:
    mark = transaction.savepoint()
    make_world(scale=SCALE, today=today)
    prints = _fingerprints()
    transaction.savepoint_rollback(mark)
    return prints


def _fingerprints() -> list[str]:
    """One line a table: how many rows, and a digest over their references and what else does not hang on the clock."""
    return [f"{model.__name__} {_digest(model)}" for model in COMPARED]


def _digest(model: type[models.Model]) -> str:
    names = ["ref", *(name for name in ("state", "email", "name", "number", "birth_date") if hasattr(model, name))]
    rows = list(model._default_manager.order_by("ref").values_list(*names))
    return f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()}"


@pytest.fixture
def world(worlds: tuple[World, list[str], list[str]]) -> World:
    return worlds[0]


@pytest.mark.once
def test_the_same_seed_gives_the_same_world(worlds: tuple[World, list[str], list[str]]) -> None:
    _world, first, second = worlds
    assert first == second


@pytest.mark.parametrize("model", MACHINES, ids=lambda model: model.__name__)
def test_every_row_is_in_a_state_that_its_machine_knows(world: World, model: type[models.Model]) -> None:
    states = set(model._default_manager.values_list("state", flat=True))
    assert states <= set(MACHINES[model].states)


def test_there_are_no_fewer_applications_than_promised(world: World) -> None:
    assert world.made["counts"]["applications"] >= world.many(APPLICATIONS)


def test_the_whole_world_is_as_large_as_promised(world: World) -> None:
    assert (PEOPLE, APPLICATIONS) == (2000, 5000)
    assert 55 <= Description.objects.filter(is_template=False).count() <= 70  # whatever the scale


def test_the_cooperation_with_china_has_its_four_kinds_of_posts(world: World) -> None:
    rows = Description.objects.filter(is_template=False)
    beijing = rows.filter(track="national", host__type="un_entity", seats__city__code="cn110000")
    assert len(set(beijing.values_list("host", flat=True))) >= 5
    cohort = rows.filter(track="international", funding="fully_funded", nominating_partner__slug="cyva")
    sent = Assignment.objects.filter(description__in=cohort, description__category__code="youth")
    assert len(set(sent.values_list("seat__city__country", flat=True))) >= 3
    for code in ("community", "online"):
        kind = rows.filter(category__code=code)
        assert kind.filter(state="sourcing").exists()
        assert Assignment.objects.filter(description__in=kind).exists()


def test_every_organisation_has_its_sources_or_says_that_it_is_made_up(world: World) -> None:
    rows = Organisation.objects.all()
    assert rows.filter(state="registered").count() >= 20
    unsourced = [row for row in rows if not row.sources]
    assert unsourced and all("(fictitious)" in row.name for row in unsourced)


def test_descriptions_stand_in_every_state(world: World) -> None:
    assert set(Description.objects.values_list("state", flat=True)) == set(DESCRIPTION.states)


def test_applications_stand_in_every_state_but_the_one_that_passes_in_a_moment(world: World) -> None:
    assert set(Application.objects.values_list("state", flat=True)) == set(APPLICATION.states) - {"submitted"}


def test_services_and_clearances_stand_in_every_state(world: World) -> None:
    assert set(Assignment.objects.values_list("state", flat=True)) == set(SERVICE.states)
    assert set(Clearance.objects.values_list("state", flat=True)) == set(CLEARANCE.states)


@pytest.mark.parametrize(
    ("model", "owner", "machine"),
    [(ApplicationStep, "application", APPLICATION), (DescriptionStep, "description", DESCRIPTION)],
)
def test_steps_follow_the_machine_and_the_clock(world: World, model: Any, owner: str, machine: Any) -> None:
    legal = {(row.source, row.target) for row in machine.transitions}
    steps: dict[int, list[Any]] = {}
    for step in model.objects.order_by("entered_at", "pk").select_related(owner):
        steps.setdefault(getattr(step, f"{owner}_id"), []).append(step)
    wrong = []
    for rows in steps.values():
        last = rows[-1]
        moves = {(before.state, after.state) for before, after in pairwise(rows)}
        closed = all(before.left_at == after.entered_at for before, after in pairwise(rows))
        if not moves <= legal or not closed or last.left_at or last.state != getattr(last, owner).state:
            wrong.append([(step.state, step.entered_at) for step in rows])
        if last.entered_at > timezone.now():
            wrong.append(["in the future", last.state, last.entered_at])
    assert wrong[:3] == []
    assert len(steps) == model._meta.get_field(owner).related_model.objects.count()


def test_a_filled_description_has_an_accepted_offer_for_each_seat_and_no_seat_has_two(world: World) -> None:
    taken = Count("seats__offers", filter=Q(seats__offers__state="accepted"))
    rows = Description.objects.filter(state="filled").annotate(taken=taken, all_seats=Count("seats", distinct=True))
    assert [row.number for row in rows if row.taken != row.all_seats] == []
    standing = Offer.objects.filter(state__in=("open", "accepted")).values("seat").annotate(many=Count("pk"))
    assert [row for row in standing if row["many"] > 1] == []


def test_nobody_waits_for_an_answer_in_a_description_that_is_filled_or_cancelled(world: World) -> None:
    over = Application.objects.filter(description__state__in=("filled", "cancelled"))
    ended = {"accepted", "declined", "lapsed", "not_selected", "withdrawn"}
    assert set(over.values_list("state", flat=True)) <= ended
    assert Application.objects.filter(state="not_selected", told_at=None).count() == 0


def test_each_accepted_application_has_its_offer_and_its_service(world: World) -> None:
    accepted = Application.objects.filter(state="accepted")
    assert accepted.count() == accepted.filter(offers__state="accepted", offers__assignment__isnull=False).count()
    assert Assignment.objects.exclude(offer__state="accepted", account=F("offer__application__account")).count() == 0
    assert Offer.objects.filter(state="open").exclude(application__state="offered").count() == 0


def test_candidates_are_numbered_without_a_gap(world: World) -> None:
    posts = Description.objects.filter(state__in=("sourcing", "selecting", "filled"))
    assert posts
    for description in posts:
        numbers = description.applications.exclude(candidate_number=None).values_list("candidate_number", flat=True)
        assert sorted(numbers) == list(range(1, description.next_candidate_number)), description.number


def test_who_applied_was_allowed_to(world: World) -> None:
    rows = Application.objects.exclude(state="draft")
    broken = [row.pk for row in rows if not row.conditions or not all(rule["ok"] for rule in row.conditions)]
    assert broken == []
    nominated = rows.filter(description__nominating_partner__isnull=False)
    agreed = Nomination.objects.filter(answer="agreed").values_list("description_id", "account_id")
    assert {(row.description_id, row.account_id) for row in nominated} <= set(agreed)


def test_nominations_keep_the_quota(world: World) -> None:
    posts = Description.objects.filter(nomination_quota__isnull=False)
    assert posts
    for row in posts:
        assert row.nominations.exclude(answer="refused").count() <= (row.nomination_quota or 0), row.number


def test_what_was_approved_could_be_approved(world: World) -> None:
    past = ("ready_for_sourcing", "sourcing", "selecting", "filled", "cancelled")
    for row in Description.objects.filter(state__in=past):
        asked = (guards.description_complete, guards.funding_named, guards.cost_computed,
                 guards.authorization_attached, guards.eligibility_consistent)  # fmt: skip
        assert [problem.message for guard in asked for problem in guard(row)] == [], row.number
    assert [row.pk for row in CostEstimate.objects.exclude(state="superseded") if is_old(row)] == []


def test_nobody_approved_a_cost_that_they_asked_for(world: World) -> None:
    assert CostEstimate.objects.filter(decided_by=F("requested_by")).count() == 0
    assert set(CostEstimate.objects.values_list("state", flat=True)) >= {
        "computed",
        "requested",
        "authorized",
        "refused",
    }


def test_one_change_of_dependants_counts_and_another_waits_for_the_finance_officer(world: World) -> None:
    staff = world.made["staff"]
    estimates = CostEstimate.objects.exclude(dependants_change=None).order_by("state")
    assert [(row.state, row.requested_by, row.decided_by) for row in estimates] == [
        ("authorized", staff["officer"], staff["finance"]),
        ("requested", staff["officer"], None),
    ]
    counts, waits = (row.dependants_change for row in estimates)
    assert counts is not None and waits is not None
    assert counts.starts_on < waits.starts_on < world.today
    assert counts.assignment_id != waits.assignment_id
    assert counted_on(counts.assignment, world.today) == 1
    assert counted_on(waits.assignment, world.today) == 0
    urls = {row.url for _name, ask in waiting for row in ask(staff["finance"]) if isinstance(row, Waiting)}
    assert f"/dependants/{waits.ref}/cost" in urls
    told = Notice.objects.filter(account=counts.assignment.account, kind="assignments.dependants_counted")
    assert [row.url for row in told] == [f"/assignments/{counts.assignment.ref}"]


def test_assessments_were_written_before_the_outcome(world: World) -> None:
    for row in Application.objects.filter(state__in=("assessed", "selected", "reserve", "offered", "accepted")):
        assert list(guards.assessments_written(row)) == []
    late = Assessment.objects.filter(written_at__gt=timezone.now())
    assert late.count() == 0


def test_who_is_cleared_has_every_clearance_and_a_signed_contract(world: World) -> None:
    for row in Assignment.objects.filter(state="cleared"):
        assert [*guards.clearances_valid(row), *guards.contract_signed(row)] == []
    assert Clearance.objects.filter(state="waived", waived_by=F("waiver_asked_by")).count() == 0


def test_who_serves_has_begun_and_is_not_over(world: World) -> None:
    today = timezone.localdate()
    serving = Assignment.objects.filter(state__in=("serving", "suspended"))
    assert serving.count() == serving.filter(entered_on__lte=today, ends_on__gte=today).count()
    assert Assignment.objects.filter(state__in=("ended", "closed"), ended_on=None).count() == 0
    assert Assignment.objects.filter(state="suspended").exclude(suspensions__ends_on=None).count() == 0


def test_hours_lie_within_the_service_and_were_verified_by_another(world: World) -> None:
    rows = HoursRecord.objects.select_related("assignment")
    outside = [row.pk for row in rows if row.assignment.entered_on.replace(day=1) > row.month]
    assert outside == []
    assert rows.filter(state="verified").filter(Q(verified_by=None) | Q(verified_by=F("recorded_by"))).count() == 0


def test_thirty_closed_services_have_certificates_that_verify(world: World) -> None:
    closed = Assignment.objects.filter(state="closed")
    assert closed.count() == 30
    for row in closed:
        assert [*guards.assessed_by_both(row), *guards.hours_verified(row)] == []
    keys = signing.published_keys()
    verdicts = []
    for certificate in Certificate.objects.select_related("file"):
        assert certificate.file is not None
        with certificate.file.file.open("rb") as file:
            verdicts.append(verify_certificate_file(file.read(), keys=keys, revoked=[]).reason_code)
    assert Counter(verdicts) == {"valid": 30}


def test_certificates_were_issued_within_days_after_each_service_was_closed_by_a_key_that_stood(world: World) -> None:
    [key] = SigningKey.objects.all()
    rows = list(Certificate.objects.select_related("assignment", "file").order_by("issued_at"))
    for row in rows:
        service = row.assignment
        assert service.ended_on < timezone.localdate(service.closed_at) <= row.issued_on <= world.today
        assert timedelta(0) < row.issued_at - service.closed_at <= timedelta(days=4)
        assert key.created_at < row.issued_at == row.created_at == service.certified_at == row.file.created_at
        assert row.number.startswith(f"CERT-{row.issued_on.year}-")
    assert len({row.issued_on for row in rows}) > 5
    numbers = [row.number for row in rows]
    assert numbers == sorted(numbers)


def test_the_trail_is_whole_and_tells_of_everything(world: World) -> None:
    assert verify().findings == []
    for model in (Account, Description, Application, Offer, Assignment, Clearance, CostEstimate):
        refs = set(model._default_manager.values_list("ref", flat=True))
        told = set(TrailEntry.objects.filter(target_type=model._meta.label_lower).values_list("target_ref", flat=True))
        assert refs - told == set(), model.__name__


def test_people_are_fictitious_and_reach_nobody(world: World) -> None:
    assert Account.objects.exclude(email__endswith="@example.org").count() == 0
    assert all("fictitious" in about or "虚构" in about for about in Profile.objects.values_list("about", flat=True))
    assert Account.objects.exclude(password="!").count() == 0


def test_seven_people_have_a_card_and_something_to_see(world: World) -> None:
    cards = {row.demonstration_card: row for row in Account.objects.exclude(demonstration_card="")}
    assert set(cards) == CARDS
    waits = {card: [row for _name, ask in waiting for row in ask(account)] for card, account in cards.items()}
    assert {card for card, rows in waits.items() if rows} == CARDS
    for rows in waits.values():
        for row in (row for row in rows if isinstance(row, Waiting)):
            resolve(row.url.split("?")[0])
            resolve((row.post_url or row.url).split("?")[0])


def test_every_notice_leads_to_a_page(world: World) -> None:
    assert Notice.objects.filter(account__demonstration_card="volunteer", read_at=None).count() >= 3
    for url in Notice.objects.exclude(url="").values_list("url", flat=True):
        resolve(url.split("?")[0])
    told = Notice.objects.filter(kind="assignments.certificate_issued").latest("created_at")
    assert told.created_at > Certificate.objects.earliest("issued_at").issued_at - timedelta(days=1)


def test_no_e_mail_goes_out_for_a_past_that_was_made_up(world: World) -> None:
    assert set(Notice.objects.values_list("delivery", flat=True)) == {"inbox"}


@pytest.mark.parametrize("card", sorted(CARDS))
def test_a_card_signs_in_within_the_demonstration_only(world: World, settings: Any, card: str) -> None:
    assert Client().post(f"/people/demonstration/{card}").status_code == 404
    settings.DEMONSTRATION = True
    client = Client()
    assert client.post(f"/people/demonstration/{card}").status_code == 302
    assert client.get("/").status_code == 200


def test_the_command_refuses_a_database_with_people_in_it(world: World) -> None:
    with pytest.raises(CommandError, match="empty database"):
        call_command("demonstrate", verbosity=0)


def test_no_notice_of_the_world_lacks_a_word(worlds: Any) -> None:
    said = [(row.kind, f"{words_of(row).title} {words_of(row).body}") for row in Notice.objects.all()]
    assert len(said) > 20
    assert [(kind, words) for kind, words in said if "…" in words or " ," in words or "  " in words] == []
