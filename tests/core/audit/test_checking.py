"""An auditor verifies the trail by a press, is reminded weekly, and whoever answers for it hears what was found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories import give_role, make_account, make_administrator, make_auditor, make_officer

from minga.core.access.models import Role
from minga.core.acting import together
from minga.core.audit import checking, guarding, trail
from minga.core.audit.checking import check_trail, waits_for
from minga.core.audit.models import TrailCheck, TrailEntry
from minga.core.errors import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chain() -> None:
    account = make_account()
    with together():
        for number in range(5):
            before = trail.snapshot(account)
            account.language = f"x{number}"
            account.save()
            trail.note(actor=account, verb="step", target=account, before=before)


def titles(account) -> list[str]:
    return [str(row.title) for row in waits_for(account)]


def test_a_press_on_what_waits_verifies_the_trail_and_it_waits_no_more(client):
    auditor = make_auditor()
    client.force_login(auditor)
    (row,) = waits_for(auditor)
    assert (str(row.title), str(row.detail)) == ("Verify the audit trail", "5 links were never verified.")
    page = client.post(row.post_url, follow=True)
    check = TrailCheck.objects.get()
    assert (check.created_by, check.rows, check.last, check.found) == (auditor, 5, 5, 0)
    assert check.head == f"5:{TrailEntry.objects.get(sequence=5).digest}"
    assert check.head in page.content.decode()
    assert TrailEntry.objects.order_by("-sequence").first().verb == "note_check"
    assert titles(auditor) == []
    assert "Verified up to link 5" in client.get("/audit").content.decode()
    TrailCheck.objects.update(created_at=timezone.now() - timedelta(days=8))
    (row,) = waits_for(auditor)
    assert (row.due, str(row.detail)) == (timezone.localdate() - timedelta(days=1), "1 link was never verified.")


def test_what_was_found_is_named_to_auditor_administrator_and_protection_officer(client):
    guarding.remove(connection)
    TrailEntry.objects.filter(sequence=3).update(reason="forged")
    guarding.install(connection)
    auditor, protection = make_auditor(), make_account()
    give_role(protection, Role.DATA_PROTECTION_OFFICER)
    check = check_trail(actor=auditor)
    assert [(one["kind"], one["sequence"]) for one in check.findings] == [("altered", 3)]
    for account in (auditor, protection, make_administrator()):
        assert titles(account) == ["The audit trail is not whole"]
    assert titles(make_officer()) == []
    client.force_login(auditor)
    page = client.get(f"/audit/checks/{check.ref}").content.decode()
    assert "1 thing was found" in page
    assert "does not match its digest" in page


def test_the_head_of_an_earlier_check_finds_a_chain_that_was_written_anew():
    check_trail(actor=make_auditor())
    TrailCheck.objects.update(head=f"4:{'a' * 64}")
    found = check_trail(actor=make_auditor())
    assert [(one["kind"], one["sequence"]) for one in found.findings] == [("anchor", 4)]


def test_a_long_trail_is_verified_by_the_worker(client, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    client.force_login(make_auditor())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/audit/verify")["Location"] == "/audit"
    assert TrailCheck.objects.get().rows == 5


def test_nobody_else_verifies(client):
    client.force_login(make_officer())
    assert client.post("/audit/verify").status_code == 403
    with pytest.raises(NotAllowed):
        check_trail(actor=make_officer())
    assert not TrailCheck.objects.exists()
