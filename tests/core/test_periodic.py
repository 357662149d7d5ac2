"""Periodic work runs when it is due, once, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from minga.core import periodic as module
from minga.core.models import PeriodicRun
from minga.core.periodic import Periodic, run_due
from minga.core.registries import Registry

pytestmark = pytest.mark.django_db


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    registry: Registry[Periodic] = Registry("of this test")
    monkeypatch.setattr(module, "periodic", registry)
    calls: list[str] = []
    registry.sign_in("test.good", Periodic(every=timedelta(hours=1), run=lambda: calls.append("good")))
    registry.sign_in("test.bad", Periodic(every=timedelta(hours=1), run=lambda: 1 / 0))
    return calls


def test_it_runs_at_first_and_not_again_before_its_time(ran: list[str]) -> None:
    assert run_due() == ["test.good", "test.bad"]
    assert run_due() == []
    assert ran == ["good"]


def test_it_runs_again_when_it_is_due(ran: list[str]) -> None:
    run_due()
    PeriodicRun.objects.filter(name="test.good").update(due_at=timezone.now() - timedelta(seconds=1))
    assert run_due() == ["test.good"]
    assert ran == ["good", "good"]


def test_a_failure_is_kept_in_its_row_and_stops_nothing(ran: list[str]) -> None:
    run_due()
    assert PeriodicRun.objects.get(name="test.bad").error == "ZeroDivisionError: division by zero"
    assert PeriodicRun.objects.get(name="test.good").error == ""
