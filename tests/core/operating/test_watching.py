"""What waits for administrators: roles that end, periodic work that failed, a worker that is silent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import give_role, make_account, make_administrator, make_auditor, make_organisation

from minga.core.access import waiting as roles_waiting
from minga.core.access.actions import prolong_role
from minga.core.access.models import Holding, Role
from minga.core.audit.models import TrailEntry
from minga.core.days import add_months
from minga.core.errors import NotAllowed, Refused
from minga.core.models import PeriodicRun
from minga.core.notices.models import Notice
from minga.core.operating import waiting as work_waiting
from minga.core.periodic import HEARTBEAT, beat, run_due

pytestmark = pytest.mark.django_db


def ending(days: int, role: Role = Role.HOST_SUPERVISOR) -> Holding:
    account = make_account(name="Sita Rao")
    give_role(account, role, organisation=make_organisation(name="River") if role == Role.HOST_SUPERVISOR else None)
    holding = Holding.objects.get(account=account)
    Holding.objects.filter(pk=holding.pk).update(ends=timezone.localdate() + timedelta(days=days))
    holding.refresh_from_db()
    return holding


def test_a_role_that_ends_soon_is_prolonged_by_one_press_and_the_person_is_told(client):
    administrator, holding, last = make_administrator(), ending(10), ending(31)
    (row,) = roles_waiting.for_administrators(administrator)
    assert (str(row.title), str(row.detail)) == ("A role ends: Sita Rao, Host supervisor", "River")
    client.force_login(administrator)
    assert client.post(row.post_url, row.post_fields).status_code == 302
    before, holding = holding.ends, Holding.objects.get(pk=holding.pk)
    assert holding.ends == add_months(before, 12)
    assert list(roles_waiting.for_administrators(administrator)) == []
    assert Notice.objects.get().kind == "access.role_prolonged"
    assert client.post(row.post_url, row.post_fields).status_code == 409
    assert Holding.objects.get(pk=last.pk).ends == last.ends


def test_more_roles_than_three_stand_in_one_row_that_leads_to_all(client):
    administrator = make_administrator()
    for days in (9, 5, 7, 3, 8):
        ending(days)
    rows = list(roles_waiting.for_administrators(administrator))
    assert [(row.due - timezone.localdate()).days for row in rows] == [3, 5, 7, 8]
    assert (str(rows[3].title), rows[3].count) == ("2 more roles end soon", 2)
    client.force_login(administrator)
    assert client.get(rows[3].url).content.decode().count("/prolong") == 5


def test_a_role_is_not_prolonged_by_its_holder_nor_after_its_end_nor_without_one():
    administrator, own = make_administrator(), ending(5, Role.ADMINISTRATOR)
    assert list(roles_waiting.for_administrators(own.account)) == []
    with pytest.raises(NotAllowed):
        prolong_role(actor=own.account, holding=own)
    with pytest.raises(NotAllowed):
        prolong_role(actor=make_auditor(), holding=own)
    for holding in (ending(-1), Holding.objects.get(account=administrator)):
        with pytest.raises((Refused, NotAllowed)):
            prolong_role(actor=own.account, holding=holding)
    assert list(roles_waiting.for_administrators(make_auditor())) == []


def test_a_year_after_the_last_day_of_february():
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_periodic_work_that_failed_runs_again_by_one_press(client):
    beat()
    now = timezone.now()
    name = "importing.drop_forgotten"
    said = "IntegrityError: Key (email)=(li@example.org) already exists."
    row = {"due_at": now + timedelta(days=1), "started_at": now, "finished_at": now, "error": said}
    PeriodicRun.objects.update_or_create(name=name, defaults=row)
    administrator = make_administrator()
    assert list(work_waiting.for_administrators(make_auditor())) == []
    (wait,) = work_waiting.for_administrators(administrator)
    assert (str(wait.title), str(wait.detail)) == (f"Periodic work failed: {name}", said)
    client.force_login(administrator)
    assert client.post(wait.post_url, wait.post_fields).status_code == 302
    kept = TrailEntry.objects.get(verb="choose_work").changes
    assert kept == {"name": [None, name], "error": [None, "IntegrityError"]}
    assert list(work_waiting.for_administrators(administrator)) == []
    assert name in run_due()
    assert client.post(wait.post_url, wait.post_fields).status_code == 422
    client.force_login(make_auditor())
    assert client.post(wait.post_url, wait.post_fields).status_code == 403


def test_a_silent_worker_waits_until_it_gives_a_sign():
    administrator = make_administrator()
    PeriodicRun.objects.filter(name=HEARTBEAT).delete()
    assert [str(row.title) for row in work_waiting.for_administrators(administrator)] == [
        "The background worker gives no sign"
    ]
    beat()
    assert list(work_waiting.for_administrators(administrator)) == []


def test_periodic_work_that_nobody_runs_beside_a_living_worker_is_said(client):
    """A worker with --no-periodic, and a cron that was forgotten."""
    beat()
    administrator, now = make_administrator(), timezone.now()
    name = "assignments.expire_offers"
    PeriodicRun.objects.update_or_create(name=name, defaults={"due_at": now, "started_at": now, "finished_at": now})
    assert client.get("/health").json()["well"]
    PeriodicRun.objects.filter(name=name).update(due_at=now - timedelta(hours=1))
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["well"]) == (200, False)
    assert answer.json()["periodic"] == {"ok": False, "late": [name]}
    (row,) = work_waiting.for_administrators(administrator)
    assert str(row.title) == "Periodic work has been due for half an hour"
    client.force_login(administrator)
    assert "<dt>Periodic work</dt>" in client.get("/").content.decode()
    PeriodicRun.objects.filter(name=HEARTBEAT).delete()
    (row,) = work_waiting.for_administrators(administrator)
    assert str(row.title) == "The background worker gives no sign"
