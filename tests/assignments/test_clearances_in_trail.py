"""What the audit trail says of clearances: that it was decided, not how; old rows are read as new ones are written."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from tests import factories as make
from tests.assignments.service_world import World, make_service
from tests.clients import signed_in

from minga.assignments.actions import clearances
from minga.assignments.models import Clearance
from minga.core.access.models import Role
from minga.core.audit import words
from minga.core.audit.chaining import Note, append
from minga.core.audit.exporting import export_person
from minga.core.audit.models import TrailEntry
from minga.core.audit.sealing import destroy_key

pytestmark = pytest.mark.django_db
TOLD = ("Medical clearance", "Failed", "Requested", "fail_clearance", "pass_clearance", "requested", "medical")


def protection_officer() -> Any:
    account = make.make_account()
    make.give_role(account, Role.DATA_PROTECTION_OFFICER)
    return account


def failed(world: World) -> TrailEntry:
    row = world.service.clearances.get()
    clearances.request_clearance(actor=world.officer, clearance=row)
    clearances.fail_clearance(actor=world.officer, clearance=row, result="Not fit for the tropics.")
    return TrailEntry.objects.get(verb="decide_clearance")


def test_each_field_of_a_clearance_is_sealed_with_the_person_or_open_for_a_reason() -> None:
    open_fields = {"is_pre_submission", "waiver_asked_by", "waived_by", "waiver_refused_by"}
    assert set(Clearance.audit_fields) - Clearance.personal_fields == open_fields
    assert Clearance.personal_fields <= set(Clearance.audit_fields)


def as_before(world: World, verb: str, now: str) -> TrailEntry:
    """A row as it was written until November 2026: kind and state in the open, the verb tells the result."""
    change = {"kind": [None, "medical"], "state": ["requested", now], "is_pre_submission": [None, False]}
    row = world.service.clearances.get()
    append([Note(world.officer.pk, verb, "assignments.clearance", row.ref, 9, change, world.volunteer.pk)])
    entry = TrailEntry.objects.order_by("sequence").last()
    assert entry is not None
    return entry


def exported(reader: Any, query: str = "") -> str:
    answer = signed_in(reader).post(f"/audit/export{query}", {"reason": "yearly audit"})
    return b"".join(answer.streaming_content).decode()


def test_a_row_of_today_keeps_kind_state_and_days_sealed_and_its_verb_tells_no_result() -> None:
    world = make_service()
    entry = failed(world)
    assert entry.changes == {} and entry.sealed and entry.reason == ""
    assert {row.verb for row in TrailEntry.objects.filter(target_type="assignments.clearance")} == {
        "require_clearance", "request_clearance", "decide_clearance",
    }  # fmt: skip
    rows = TrailEntry.objects.filter(target_type="assignments.clearance")
    assert {name for row in rows for name in row.kept} <= {"is_pre_submission"}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("is_old", [False, True])
def test_who_reads_the_trail_learns_that_it_was_decided_and_not_how(role: Role, is_old: bool) -> None:
    world, reader = make_service(), make.make_account()
    make.give_role(reader, role)
    entry = as_before(world, "fail_clearance", "failed") if is_old else failed(world)
    client = signed_in(reader)
    for path in (f"/audit?ref={entry.target_ref}", f"/audit/{entry.sequence}"):
        page = client.get(path).content.decode()
        head = page[page.index("<main") : page.index("</main")]
        head = head.split('class="mg-filter"')[0] + head.split("</form>", 1)[-1]
        assert "Decided about the clearance" in head
        assert [word for word in TOLD if word in head] == []
    lines = exported(reader, f"?ref={entry.target_ref}")
    assert "decide_clearance" in lines and [word for word in TOLD if word in lines] == []
    assert client.post(f"/audit/{entry.sequence}", {"reason": "complaint 12"}).status_code == 403
    assert "only a data protection officer may open" in client.get(f"/audit/{entry.sequence}").content.decode()


@pytest.mark.parametrize("verb", ["pass_clearance", "fail_clearance", "decide_clearance"])
def test_looking_for_one_result_finds_both(verb: str) -> None:
    world = make_service()
    old = [as_before(world, "pass_clearance", "passed"), as_before(world, "fail_clearance", "failed")]
    found = signed_in(make.make_auditor()).get("/audit", {"verb": verb}).context["lines"]
    assert [line.entry.sequence for line in reversed(found)] == [row.sequence for row in old]
    said = dict(words.known_verbs())
    assert said["decide_clearance"] == "Decided about the clearance"
    assert not {"pass_clearance", "fail_clearance"} & set(said)


@pytest.mark.parametrize("is_old", [False, True])
def test_the_data_protection_officer_opens_either_for_a_purpose_and_not_after_erasure(is_old: bool) -> None:
    world = make_service()
    entry = as_before(world, "fail_clearance", "failed") if is_old else failed(world)
    client = signed_in(protection_officer())
    assert "Failed" not in client.get(f"/audit/{entry.sequence}").content.decode()
    opened = client.post(f"/audit/{entry.sequence}", {"reason": "complaint 12"}).content.decode()
    assert "Failed" in opened
    own = [row for row in export_person(world.volunteer)["trail"] if row["about"].endswith(entry.target_ref)]
    assert own[-1]["change"]["state"] == ["requested", "failed"]
    destroy_key(account_id=world.volunteer.pk)
    assert "Failed" not in client.post(f"/audit/{entry.sequence}", {"reason": "complaint 12"}).content.decode()


def test_the_command_shows_no_more_and_the_chain_stays_whole(capsys: pytest.CaptureFixture[str]) -> None:
    world = make_service()
    entry = as_before(world, "fail_clearance", "failed")
    call_command("audit", "show", entry.target_ref)
    said = capsys.readouterr().out
    assert "decide_clearance" in said and "sealed" in said
    assert [word for word in TOLD if word in said] == []
    call_command("audit", "verify")
    assert "The chain is whole." in capsys.readouterr().out


def test_who_proposed_a_waiver_and_who_agreed_stays_open_to_an_auditor() -> None:
    world = make_service()
    row = world.service.clearances.get()
    clearances.ask_for_waiver(actor=world.officer, clearance=row, reason="It is valid abroad.")
    clearances.waive_clearance(actor=world.colleague, clearance=row)
    entry = TrailEntry.objects.get(verb="waive")
    assert entry.changes == {"waived_by": [None, world.colleague.pk]}
