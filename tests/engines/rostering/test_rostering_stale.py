"""After an update nothing runs that was compiled from the files before it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from minga.engines.rostering.stale import forget_what_is_old

INNER = "from numba import njit\n\n@njit(cache=True)\ndef inner():\n    return {}\n"
OUTER = "from numba import njit\nfrom part.inner import inner\n\n@njit(cache=True)\ndef outer():\n    return inner()\n"


def package_at(folder: Path) -> Path:
    package = folder / "part"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "inner.py").write_text(INNER.format(1), "utf-8")
    (package / "outer.py").write_text(OUTER, "utf-8")
    return package


def answer(folder: Path) -> str:
    """What the outer function gives in a process of its own."""
    told = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    words = "from part.outer import outer; print(outer())"
    done = subprocess.run(
        [sys.executable, "-c", words], cwd=folder, env=told, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_a_change_in_a_called_file_reaches_who_calls_it(tmp_path: Path) -> None:
    package = package_at(tmp_path)
    assert forget_what_is_old(package), "nothing was known of it before"
    assert answer(tmp_path) == "1"
    assert not forget_what_is_old(package)
    assert list(package.rglob("*.nbi"))
    (package / "inner.py").write_text(INNER.format(2222), "utf-8")
    assert forget_what_is_old(package)
    assert not list(package.rglob("*.nb*"))
    assert answer(tmp_path) == "2222"


def test_where_nothing_can_be_written_nothing_happens(tmp_path: Path) -> None:
    package = package_at(tmp_path)
    (package / "__pycache__").write_text("a file where the folder should be", "utf-8")
    assert not forget_what_is_old(package)
