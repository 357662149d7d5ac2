"""What was erased is not left in the bytes of SQLite's files either."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from minga.config.environment import databases
from minga.core.forgetting import empty_journal

pytestmark = pytest.mark.django_db
MARK = "Quillwort Amberjack"


@pytest.fixture
def database(tmp_path: Path) -> Any:
    wrapper = DatabaseWrapper({**connection.settings_dict, **databases("", data=tmp_path)["default"]})
    yield wrapper
    wrapper.close()


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_no_page_of_the_file_or_of_its_journal_keeps_what_was_overwritten_or_deleted(
    database: Any, tmp_path: Path
) -> None:
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE person (id integer PRIMARY KEY, name text)")
        cursor.executemany("INSERT INTO person VALUES (%s, %s)", [(row, f"{MARK} {row}") for row in range(500)])
        cursor.execute("UPDATE person SET name = '' WHERE id % 2 = 0")
        cursor.execute("DELETE FROM person WHERE id % 2 = 1")
    assert MARK.encode() in bytes_of(tmp_path)
    empty_journal(database)
    assert MARK.encode() not in bytes_of(tmp_path)
    with database.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 30_000
