"""Periodic work runs when it is due, once, whoever asks."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DataError
from django.utils import timezone

from minga.core import periodic as module
from minga.core.errors import Refused
from minga.core.models import PeriodicRun
from minga.core.periodic import LATE, NotAll, Periodic, beat, each, periodic, run_due, signs
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


def test_what_the_code_makes_is_made_again_with_new_code_and_once(
    ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Periodic(every=timedelta(days=1), run=lambda: ran.append("made"), with_new_code=True)
    module.periodic.sign_in("test.made", made)
    run_due()
    assert run_due() == []
    monkeypatch.setattr(module, "code", lambda: "of the next version")
    assert (run_due(), run_due()) == (["test.made"], [])


def test_the_search_index_is_such_work() -> None:
    assert dict(periodic)["assignments.refresh_search"].with_new_code


def test_a_failure_is_kept_in_its_row_and_stops_nothing(ran: list[str]) -> None:
    run_due()
    assert PeriodicRun.objects.get(name="test.bad").error == "ZeroDivisionError: division by zero"
    assert PeriodicRun.objects.get(name="test.good").error == ""


def test_work_that_nobody_runs_is_late_after_half_an_hour_and_what_is_known_no_more_never_is(ran: list[str]) -> None:
    now = timezone.now()
    assert signs(now) == (None, [])
    beat()
    run_due()
    PeriodicRun.objects.create(name="test.of_a_former_version", due_at=now - timedelta(days=9), started_at=now)
    PeriodicRun.objects.filter(name="test.good").update(due_at=now - LATE - timedelta(seconds=1))
    PeriodicRun.objects.filter(name="test.bad").update(due_at=now - LATE + timedelta(minutes=1))
    last, late = signs(now)
    assert last is not None
    assert late == ["test.good"]
    run_due()
    assert signs(now)[1] == []


def test_one_row_that_breaks_holds_up_no_other_and_the_run_is_seen_to_have_failed() -> None:
    done = list[int]()

    def do(number: int) -> None:
        if number == 2:
            raise Refused("Somebody was quicker.")
        if number == 3:
            raise ValueError("three")
        done.append(number)

    with pytest.raises(NotAll, match=r"^1 left, 2 done; ValueError: three$"):
        each([1, 2, 3, 4], do, quicker=Refused)
    assert done == [1, 4]
    assert each([2, 5], do, quicker=Refused) == 1


def test_of_a_row_that_a_database_quotes_only_the_kind_of_error_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def quoting() -> None:
        raise DataError("DETAIL: Key (email)=(ana@example.org) already exists.")

    mine: Registry[Periodic] = Registry("work")
    mine.sign_in("quoting", Periodic(every=timedelta(hours=1), run=quoting))
    monkeypatch.setattr(module, "periodic", mine)
    run_due()
    assert PeriodicRun.objects.get(name="quoting").error == "DataError"
