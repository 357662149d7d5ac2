"""How the address of a database becomes a connection."""

from __future__ import annotations

from pathlib import Path

from minga.config.environment import SHORT, databases


def test_postgresql_is_told_that_questions_are_short_unless_the_address_says_otherwise() -> None:
    made = databases("postgres://minga:a%40b@db:5433/minga?sslmode=require", data=Path("/nowhere"))["default"]
    assert made["OPTIONS"] == {"options": SHORT, "sslmode": "require"}
    assert (made["PASSWORD"], made["HOST"], made["PORT"]) == ("a@b", "db", "5433")
    own = databases("postgres://minga@db/minga?options=-c%20jit%3Don", data=Path("/nowhere"))["default"]
    assert own["OPTIONS"] == {"options": "-c jit=on"}
