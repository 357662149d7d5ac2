"""On PostgreSQL a connection that has just answered is not asked whether it lives, and one that ended is noticed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.db import DataError, connection
from django.db.backends.postgresql import base as djangos
from django.db.backends.postgresql.psycopg_any import BaseTzLoader

from minga.config.postgresql.base import MomentLoader

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="speaks to PostgreSQL")


@pytest.fixture
def asked(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How often the server was asked whether it lives, and what it said."""
    connection.ensure_connection()
    answers: list[bool] = []
    usual = djangos.DatabaseWrapper.is_usable

    def is_usable(wrapper: Any) -> bool:
        answers.append(usual(wrapper))
        return answers[-1]

    monkeypatch.setattr(djangos.DatabaseWrapper, "is_usable", is_usable)
    monkeypatch.setattr(connection, "health_check_enabled", True)
    monkeypatch.setattr(connection, "close_at", None)
    return answers


def request() -> int:
    """As one request after another uses the connection; the number of the server's process that answers."""
    connection.close_if_unusable_or_obsolete()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (number,) = cursor.fetchone()
    connection.close_if_unusable_or_obsolete()
    return int(number)


def test_who_has_just_answered_is_not_asked(asked: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    first = request()
    asked.clear()
    assert (request(), request(), asked) == (first, first, [])
    monkeypatch.setattr("minga.config.postgresql.base.QUIET", 0.0)
    assert (request(), asked) == (first, [True])


def test_a_connection_that_the_server_ended_is_opened_anew(asked: list[bool]) -> None:
    first = request()
    asked.clear()
    mine = connection.get_connection_params()
    with psycopg.connect(
        host=mine.get("host"), port=mine.get("port"), user=mine.get("user"), password=mine.get("password"),
        dbname=mine["dbname"], autocommit=True,
    ) as other:  # fmt: skip
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (first,))
    assert request() != first
    assert asked == [False]


@pytest.mark.django_db
def test_moments_are_read_as_django_reads_them() -> None:
    written = [
        "2026-11-30 08:15:00",
        "2026-11-30 08:15:00.25",
        "1970-01-01 00:00:00.000001",
        "9999-12-31 23:59:59.999999",
    ]
    ours, djangos_own = (kind(0, connection.connection) for kind in (MomentLoader, DjangosLoader))
    for moment in written:
        for zone in ("+00", "+05:30", "-08"):
            said = f"{moment}{zone}".encode()
            assert ours.load(said) == djangos_own.load(said)
            assert ours.load(said).tzinfo is UTC
    with connection.cursor() as cursor:
        cursor.execute("SELECT '2026-11-30 09:15+01'::timestamptz, NULL::timestamptz")
        assert cursor.fetchone() == (datetime(2026, 11, 30, 8, 15, tzinfo=UTC), None)
        with pytest.raises(DataError):
            cursor.execute("SELECT '12026-11-30 09:15+00'::timestamptz")
            cursor.fetchone()
    assert connection.connection.adapters.get_loader(1184, psycopg.pq.Format.TEXT) is MomentLoader


class DjangosLoader(BaseTzLoader):  # type: ignore[misc]
    timezone = UTC
