"""What every installation tidies by itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command

from minga.core.periodic import Periodic, periodic


def forget_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions", verbosity=0)


def forget_finished_tasks() -> None:
    """Delete the results of background tasks after two weeks; what failed stays for a while longer."""
    if not settings.RQ_QUEUES:
        call_command("prune_db_task_results", min_age_days=14, failed_min_age_days=60, verbosity=0)


periodic.sign_in("operating.forget_sessions", Periodic(every=timedelta(days=1), run=forget_sessions))
periodic.sign_in("operating.forget_finished_tasks", Periodic(every=timedelta(days=1), run=forget_finished_tasks))
