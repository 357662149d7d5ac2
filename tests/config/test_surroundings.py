"""Surroundings that are not as usual: a shell of another project, an older terminal, a backup in place of the data."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from minga.config import running, stamps

ROOT = Path(__file__).resolve().parents[2]


def minga(*arguments: str, **surroundings: str) -> subprocess.CompletedProcess[bytes]:
    """The command, with nothing in the environment but what is given."""
    command = [sys.executable, "-m", "minga.config.command", *arguments]
    wanted = {"PATH": os.environ["PATH"], **surroundings}
    return subprocess.run(command, cwd=ROOT, env=wanted, capture_output=True, check=False, timeout=120)


@pytest.mark.parametrize("named", ["shop.settings", "shop", "", ".", "shop..settings"])
def test_settings_of_another_project_are_not_taken_for_ours(tmp_path: Path, named: str) -> None:
    done = minga("migrate", "--help", DJANGO_SETTINGS_MODULE=named, MINGA_DATA=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_our_signs_gets_others_and_no_traceback(tmp_path: Path) -> None:
    done = minga("help", PYTHONIOENCODING="latin-1:strict", MINGA_DATA=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"STORAGE_URL \\u2026" in done.stdout


def test_make_leaves_other_pythons_words_outside(tmp_path: Path) -> None:
    """As `make` hands its environment on: a folder of modules called as ours would stop the setup at its first line."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "tools").mkdir()
    tell = tmp_path / "tools" / "find-python"
    tell.write_text("#!/bin/sh\nenv | grep -E '^(PYTHON|DJANGO)' >&2\nexit 1\n")
    tell.chmod(0o755)
    foreign = {"PYTHONPATH": "/x", "PYTHONSAFEPATH": "1", "PYTHONHOME": "/x", "DJANGO_SETTINGS_MODULE": "shop.settings"}
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run(
        [make, "setup"], cwd=tmp_path, env={"PATH": os.environ["PATH"], **foreign}, capture_output=True, check=False
    )
    assert b"PYTHON" not in done.stderr
    assert b"DJANGO" not in done.stderr


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://localhost:8123"),
        ("0.0.0.0", "http://localhost:8123"),
        ("127.0.0.2", "http://127.0.0.2:8123"),
        ("::1", "http://[::1]:8123"),
        ("volunteers.lan", "http://volunteers.lan:8123"),
    ],
)
def test_the_first_line_is_an_address_at_which_it_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, address: str
) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.delenv("SITE_URL", raising=False)
    lines = running._five_lines(running._parser().parse_args(["--host", host, "--port", "8123"]))
    assert lines[0] == f"Minga:      {address}"
    assert f"{address}/account/login/" in lines[1]


@pytest.fixture
def prepared(tmp_path: Path, monkeypatch: Any) -> Path:
    """A database that was prepared, as far as the next start can see."""
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    database = tmp_path / "minga.sqlite3"
    _write(database, ("people", "0001_initial"), ("people", "0002_more"))
    stamps.leave_stamp(stamps.fingerprint())
    return database


def _write(database: Path, *migrations: tuple[str, str]) -> None:
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as opened, opened:
        opened.execute("CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT)")
        opened.executemany("INSERT INTO django_migrations (app, name) VALUES (?, ?)", migrations)


def test_what_was_prepared_is_not_prepared_again(prepared: Path) -> None:
    assert stamps.is_prepared()
    _write(prepared, ("people", "0002_more"), ("people", "0001_initial"))
    assert stamps.is_prepared(), "a backup of this version needs nothing"


@pytest.mark.parametrize("damage", ["older", "empty", "none", "no database"])
def test_a_backup_of_an_older_version_in_its_place_is_brought_up_to_date(prepared: Path, damage: str) -> None:
    if damage == "older":
        _write(prepared, ("people", "0001_initial"))
    elif damage == "empty":
        prepared.write_bytes(b"")
    elif damage == "none":
        prepared.unlink()
    else:
        prepared.write_bytes(b"no database at all")
    assert not stamps.is_prepared()
