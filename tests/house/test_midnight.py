"""A test that midnight spoils is run once more, with fixtures of its own made anew; any other failure stays one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.house.tree import ROOT

CONFTEST = """
from datetime import date
from tests import midnight

days = iter([date(2026, 11, 29), date(2026, 11, {next_day}), date(2026, 11, 30), date(2026, 11, 30)])
midnight.today = lambda: next(days)
pytest_runtest_protocol = midnight.pytest_runtest_protocol
"""
TRIED = """
from pathlib import Path
import pytest

@pytest.fixture
def tries():
    path = Path("tries")
    path.write_text((path.read_text() if path.exists() else "") + "x")
    return len(path.read_text())

def test_that_holds_at_the_second_try(tries):
    assert tries == 2
"""


@pytest.mark.parametrize(("next_day", "status", "tries"), [(30, 0, 2), (29, 1, 1)], ids=["midnight", "any other time"])
def test_only_midnight_gives_a_second_try(tmp_path: Path, next_day: int, status: int, tries: int) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST.format(next_day=next_day))
    (tmp_path / "test_tried.py").write_text(TRIED)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist", "."]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == status, done.stdout
    assert (tmp_path / "tries").read_text() == "x" * tries
    assert ("1 passed" if status == 0 else "1 failed") in done.stdout
