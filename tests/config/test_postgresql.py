"""On PostgreSQL a connection that has just answered is not asked whether it lives, and one that ended is noticed."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from django.db import connection
from django.db.backends.postgresql import base as djangos

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
