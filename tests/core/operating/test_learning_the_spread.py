"""SQLite is told how rows are spread, since it does not find out by itself."""

from __future__ import annotations

import pytest
from django.db import connection

from minga.core.models import PeriodicRun
from minga.core.operating.signing_in import learn_the_spread
from minga.core.periodic import periodic

pytestmark = pytest.mark.django_db


def test_the_worker_looks_daily_how_rows_are_spread() -> None:
    assert periodic["operating.learn_the_spread"].run is learn_the_spread
    PeriodicRun.objects.create(name="example", due_at="2026-01-01T00:00Z", started_at="2026-01-01T00:00Z")
    learn_the_spread()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE tbl = %s", [PeriodicRun._meta.db_table])
            assert cursor.fetchone() is not None
