"""How workers share the tests: one that dies fails the test it died of, and the others get through the rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT
from tests.together import _place

CONFTEST = """
from tests.together import Together

def pytest_xdist_make_scheduler(config, log):
    return Together(config, log)
"""
DYING = """
import os, signal
import pytest

@pytest.mark.parametrize("number", range(12))
def test_number(number):
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_death_of_a_worker_fails_the_test_it_died_of_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_dying.py").write_text(DYING)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-n2", "-p", "no:cacheprovider", "-p", "no:django", "."]
    done = subprocess.run(
        command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 1, done.stdout
    assert "FAILED test_dying.py::test_number[5]" in done.stdout
    assert "1 failed, 11 passed" in done.stdout


def test_what_takes_long_begins_first() -> None:
    late, dear = "tests/people/test_names.py::test_a_name", "tests/browser/test_cycle.py::test_the_national_track"
    assert sorted([late, dear, "served world"], key=_place) == ["served world", dear, late]
