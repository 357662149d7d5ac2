"""`minga worker` lets /health know that it lives, whatever it leaves to others."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from minga.config import working
from minga.core.models import PeriodicRun
from minga.core.periodic import HEARTBEAT


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_a_worker_gives_signs_also_where_cron_does_the_periodic_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker in the database is Django's, and would not end: until the sign is there this waits in its place."""
    seen: list[str] = []

    def instead(*_named: Any, **_options: Any) -> None:
        ends = time.monotonic() + 20
        while not seen and time.monotonic() < ends:
            seen.extend(PeriodicRun.objects.values_list("name", flat=True))
            time.sleep(0.05)

    monkeypatch.setattr("django.core.management.call_command", instead)
    monkeypatch.delenv("TASKS_URL", raising=False)
    assert working.command(["--no-periodic"]) == 0
    assert seen == [HEARTBEAT]
    for thread in threading.enumerate():
        if thread.name == working.give_signs.__name__:
            thread.join(20)
            assert not thread.is_alive()
