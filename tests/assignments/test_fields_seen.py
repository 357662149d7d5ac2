"""Pages, lists and tables show a field of a candidate's profile exactly where the table “Who sees what” says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from tests.assignments.marked_world import AUDIENCES, MARKS, UNMARKED, Marked, marked_world, marks_in

from minga.assignments.actions.shortlist import rate_motivation
from minga.assignments.models import Clearance, Description
from minga.assignments.rules import WITH_HOST_STATES
from minga.assignments.states import APPLICATION, SERVICE
from minga.core.audit.models import TrailEntry
from minga.core.errors import Refused
from minga.people.models import Account
from minga.people.visibility import FIELDS, fields_visible_to

pytestmark = pytest.mark.django_db
STATES = [*APPLICATION.states, *(state for state in SERVICE.states if state not in APPLICATION.states)]
LANGUAGES = ("en", "zh-hans")
WALKS = (
    ("draft", "longlisted", "with_host", "selected", "serving"),
    ("submitted", "shortlisted", "reserve", "not_selected", "accepted", "withdrawn", "closed"),
)
"""At these something opens or closes, and pages differ; taken in two parts, so that no worker is left alone with it."""
LOOKING = (
    "officer", "auditor", "host", "supervisor", "assessor", "partner", "administrator", "protection", "finance",
    "other_host",
)  # fmt: skip
FAR = {"administrator", "protection", "finance", "other_host"}
"""To them no stage opens anything; they look at those where the most stands on pages."""
FULL = {"with_host", "serving", "withdrawn"}


def allowed_to(role: str, state: str) -> frozenset[str]:
    """The fields that a role may come across, by the table."""
    return frozenset().union(*(fields_visible_to(audience, state) for audience in AUDIENCES[role]))


def pages_of(world: Marked) -> Iterable[str]:
    """Every address at which somebody might come across a candidate."""
    candidate, post = f"/candidates/{world.application.ref}", f"/descriptions/{world.application.description.ref}"
    yield from (candidate, f"{candidate}/offer", f"{post}/selection", f"{post}/longlist", f"{post}/longlist?show=all")
    yield from (f"{post}/decide?verb=not_select&c={world.application.ref}", f"{post}/criteria", post, "/candidates")
    yield f"/assessments/{world.application.assessments.get().ref}"
    yield from ("/", "/inbox", "/assignments?state=", "/certificates/issued", "/costs", "/costs/paid", "/search?q=41")
    yield from ("/nominations", "/nominations/people", "/people", f"/people/{world.account.ref}", f"{post}/cost")
    yield from ("/audit", *(f"/audit/{entry.sequence}" for entry in TrailEntry.objects.order_by("sequence")[:3]))
    yield from (f"/applications/{world.application.ref}", f"/nominations/{world.nomination.ref}")
    if world.service is not None:
        service = f"/assignments/{world.service.ref}"
        yield from (
            service,
            f"{service}/hours",
            f"{service}/assess",
            f"{service}/end",
            f"/costs/paid/{world.service.ref}",
        )
        yield f"/clearances/{world.service.clearances.get().ref}"


def tables_of(world: Marked) -> Iterable[str]:
    """Every table that names people, taken away with all of its columns."""
    post = f"/descriptions/{world.application.description.ref}"
    yield from (f"{post}/selection/export", f"{post}/longlist/export?show=all", "/assignments/table?state=")
    yield from ("/nominations/people/table", "/people/table", "/certificates/issued/table")


NOBODYS = {"/applications/…", "/nominations/…"}
"""The person's own pages, which nobody else opens."""


def kind_of(address: str) -> str:
    """The address without the reference in it."""
    return re.sub(r"/[a-z0-9]{12}\b", "/…", address)


def come_across(reader: Client, world: Marked) -> dict[str, frozenset[str]]:
    """Address -> the fields that the reader finds there."""
    found = {}
    for address in pages_of(world):
        answer = reader.get(address)
        if answer.status_code == 200:
            found[address] = marks_in(answer.content.decode())
    for address in tables_of(world):
        answer = reader.post(address, {"reason": "A test of what stands there", "format": "csv"})
        if answer.status_code == 200:
            assert answer["Content-Type"].startswith("text/csv"), address
            found[address] = marks_in(b"".join(answer).decode())
    return found


def test_every_field_of_the_table_has_a_mark() -> None:
    assert set(MARKS) | UNMARKED == set(FIELDS)


@pytest.mark.once
@pytest.mark.parametrize("states", WALKS)
def test_nobody_comes_across_a_field_that_the_table_does_not_open(states: tuple[str, ...]) -> None:
    world, opened, wrong = marked_world(), set(), {}
    for state in states:
        with transaction.atomic():
            world.stands(state)
            for role in (role for role in LOOKING if state in FULL or role not in FAR):
                for address, fields in come_across(world.readers[role], world).items():
                    opened.add(kind_of(address))
                    if hidden := fields - allowed_to(role, state):
                        wrong[f"{role} at {address}, {state}"] = sorted(hidden)
            transaction.set_rollback(True)
    assert wrong == {}
    if states == WALKS[0]:
        world.stands("serving")
        every = {kind_of(address) for address in (*pages_of(world), *tables_of(world))}
        assert opened == every - NOBODYS


@pytest.mark.once
@pytest.mark.parametrize("state", STATES)
def test_a_candidate_s_page_and_curriculum_open_what_the_table_says_and_nothing_else(state: str) -> None:
    world = marked_world()
    world.stands(state)
    by_host = world.application.state in WITH_HOST_STATES
    reading = {"officer", "manager", "auditor"} if state != "draft" else set()
    reading |= {"host", "assessor"} if by_host else set()
    for role, reader in world.readers.items():
        answer = reader.get(f"/candidates/{world.application.ref}")
        assert answer.status_code == (200 if role in reading else 404), role
        audience = "officer" if role == "auditor" else (AUDIENCES[role] or ("",))[0]
        opens = fields_visible_to(audience, state) if role in reading else frozenset()
        assert marks_in(answer.content.decode()) == opens, role
        file = reader.get(f"/files/{world.curriculum.ref}")
        assert file.status_code == (200 if "cv" in opens else 404), role


def test_of_whoever_withdrew_nothing_stays_but_the_number_the_initial_and_the_steps() -> None:
    world = marked_world()
    application = world.application
    officer = Account.objects.get(pk=world.readers["officer"].session["_auth_user_id"])
    world.stands("shortlisted")
    Description.objects.update(officer=officer)
    application.refresh_from_db()
    application.motivation, application.decision_reason = "Zyxmotivation", "Zyxreason"
    application.motivation_score = Decimal(83)
    application.save()
    application.assessments.update(written_at=timezone.now(), advice="select", words="Zyxwords")
    clearance = Clearance.objects.create(application=application, kind="reference", state="failed", result="Zyxresult")
    said = ("Zyxmotivation", "Zyxreason", "Zyxwords", "Reference check", 'name="score"')

    def read(role: str) -> list[str]:
        page = world.readers[role].get(f"/candidates/{application.ref}").content.decode()
        return [word for word in said if word in page]

    assert read("officer") == list(said)
    assert "Zyxresult" in world.readers["officer"].get(f"/clearances/{clearance.ref}").content.decode()
    world.stands("withdrawn")
    for role in ("officer", "manager", "auditor"):
        assert read(role) == [], role
        assert world.readers[role].get(f"/clearances/{clearance.ref}").status_code == 404, role
    page = world.readers["officer"].get(f"/candidates/{application.ref}").content.decode()
    assert "Candidate 41" in page
    assert "They withdrew their application." in page and "Withdrawn" in page
    assert "Zyxresult" in world.readers["protection"].get(f"/clearances/{clearance.ref}").content.decode()
    application.refresh_from_db()
    with pytest.raises(Refused, match="withdrew"):
        rate_motivation(actor=officer, application=application, score=Decimal(10))


@pytest.mark.parametrize("state", ["draft", "submitted", "withdrawn", "serving"])
def test_a_partner_and_who_keeps_accounts_see_of_a_person_all_that_the_table_opens(state: str) -> None:
    world = marked_world()
    world.stands(state)
    for role, addresses in (
        ("partner", ["/nominations/people"]),
        ("administrator", ["/people", f"/people/{world.account.ref}"]),
        ("protection", ["/people", f"/people/{world.account.ref}"]),
        ("auditor", ["/people", f"/people/{world.account.ref}"]),
    ):
        read = [world.readers[role].get(address, {"lang": language}) for address in addresses for language in LANGUAGES]
        found = frozenset().union(*(marks_in(answer.content.decode()) for answer in read))
        assert found == fields_visible_to("partner" if role == "partner" else "keeper", state), role
