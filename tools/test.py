"""`make test`: everything on SQLite with a real Chromium, then what touches the database again on PostgreSQL.

What is missing is installed where that is allowed; what cannot run is named at the end, and with CI=true is a failure
(but for Redis, for which nothing else in the suite asks).
Arguments are handed to pytest: `python tools/test.py -k certificate`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TWICE = "database and (not browser or cycle)"
COMPILED = (
    "from minga.engines.rostering.solver import once, warm; warm(once)",
    "from minga.engines.rostering.shiftscheduling.warming import warm; warm()",
)


def main() -> int:
    """Run both rounds; returns 0 only when all ran and held."""
    started = time.monotonic()
    ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    missing: list[str] = []
    optional: list[str] = []
    chromium = find_chromium()
    if chromium is None:
        missing.append("browser tests (tests/browser): there is no Chromium and it may not be installed here")
    if postgres.binaries() is None:
        _install("postgresql")
    if not (shutil.which("redis-server") or (_install("redis-server") and shutil.which("redis-server"))):
        optional.append("tests with a living Redis (tests/config/test_redis.py): it may not be installed here")
    workers = ["-n", str(max(2, min(8, os.cpu_count() or 2)))]  # tests/conftest.py says how they share the tests
    surroundings = {**os.environ, "MINGA_CHROMIUM": chromium or "", "MINGA_TEST_DB": "minga_make_test"}
    surroundings.pop("DATABASE_URL", None)

    if not sys.argv[1:]:
        _compile()
    print("First round: SQLite, Chromium", flush=True)
    selection = [] if chromium else ["-m", "not browser"]
    worst, failed = _round("first", [*workers, *selection], surroundings)
    print("Second round: PostgreSQL", flush=True)
    selection = ["-m", TWICE if chromium else "database and not browser"]
    try:
        with postgres.cluster() as url:
            status, more = _round("second", [*workers, *selection], {**surroundings, "DATABASE_URL": url})
        worst, failed = worst or status, [*failed, *more]
    except FileNotFoundError:
        missing.append("every test on PostgreSQL: it is not installed and may not be installed here")
    for sentence in [*failed, *(f"NOT RUN: {what}" for what in (*missing, *optional))]:
        print(sentence)
    print(f"make test took {(time.monotonic() - started) / 60:.1f} minutes")
    return worst or (1 if missing and ci else 0)


def _compile() -> None:
    """The engines' compiled parts once, into the cache that all tests share, instead of once for each worker."""
    for process in [subprocess.Popen([sys.executable, "-c", words], cwd=ROOT) for words in COMPILED]:
        process.wait()


def _round(name: str, options: list[str], surroundings: dict[str, str]) -> tuple[int, list[str]]:
    """The status of one round (0 where all held), and a sentence about each test that failed in it."""
    with tempfile.NamedTemporaryFile("r", encoding="utf-8", prefix="minga-failed-") as file:
        command = [*PYTEST, *options, *sys.argv[1:]]
        done = subprocess.run(command, cwd=ROOT, env={**surroundings, "MINGA_FAILED": file.name}, check=False)
        failed = file.read().splitlines()
    if done.returncode == 0 or (done.returncode == 5 and sys.argv[1:]):
        return 0, []
    return done.returncode, [f"FAILED in the {name} round: {test}" for test in failed or ["it did not get to its end"]]


def find_chromium() -> str | None:
    """A Chromium that starts: from the system, from Playwright's own folder, or installed now."""
    return _installed_chromium() or (_install("chromium") and _installed_chromium()) or _playwright_chromium()


def _installed_chromium() -> str | None:
    return next((path for path in map(shutil.which, CHROMIUM_NAMES) if path and _starts(path)), None)


def _playwright_chromium() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if not Path(path).exists():
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False, capture_output=True, timeout=600)
    return path if Path(path).exists() and _starts(path) else None


def _starts(path: str) -> bool:
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _install(package: str) -> bool:
    """Install a Debian package as root or by sudo without a password; False where that is not allowed."""
    apt, sudo = shutil.which("apt-get"), shutil.which("sudo")
    root = os.getuid() == 0
    may = root or (sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0)
    if not (apt and may):
        return False
    print(f"Installing {package} …", flush=True)
    lead = [] if root else [str(sudo), "-n"]
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([*lead, apt, "update", "-qq"], check=False, capture_output=True)
    command = [*lead, apt, "install", "-y", "-qq", "--no-install-recommends", package]
    return subprocess.run(command, check=False, capture_output=True, env=quiet).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
