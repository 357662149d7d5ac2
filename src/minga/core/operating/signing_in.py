"""What every installation tidies by itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from minga.core.operating import actions, personal, rules  # noqa: F401 - actions and permissions sign in by being imported
from minga.core.operating.waiting import for_administrators
from minga.core.periodic import Periodic, periodic
from minga.core.registries import PersonalData, personal_data, waiting


def forget_sessions() -> None:
    """Delete sessions that have ended."""
    call_command("clearsessions", verbosity=0)


def forget_finished_tasks() -> None:
    """Delete the results of background tasks after two weeks; what failed stays for a while longer."""
    if not settings.RQ_QUEUES:
        call_command("prune_db_task_results", min_age_days=14, failed_min_age_days=60, verbosity=0)


def learn_the_spread() -> None:
    """Tell SQLite how its rows are spread, as PostgreSQL finds out by itself; reads 1,000 rows of each index at most.

    Without it a query over a million rows may begin at the wrong table (sqlite.org/lang_analyze.html, section 3).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")


personal_data.sign_in("operating", PersonalData(export=personal.export, erase=personal.erase))
waiting.sign_in("operating", for_administrators)
periodic.sign_in("operating.forget_sessions", Periodic(every=timedelta(days=1), run=forget_sessions))
periodic.sign_in("operating.forget_finished_tasks", Periodic(every=timedelta(days=1), run=forget_finished_tasks))
periodic.sign_in("operating.learn_the_spread", Periodic(every=timedelta(days=1), run=learn_the_spread))
