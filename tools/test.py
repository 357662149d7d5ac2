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
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import postgres

ROOT = Path(__file__).resolve().parent.parent
PYTEST = [sys.executable, "-m", "pytest"]
SHELL = "chromium-headless-shell"
"""Chromium without windows: the same pages for half of the processor."""
CHROMIUM_NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TWICE = "database and not once and (not browser or cycle)"
COMPILED = (
    "from minga.engines.rostering.ahead import solving; solving()",
    "from minga.engines.rostering.ahead import verifying; verifying()",
    "from minga.engines.rostering.shiftscheduling.warming import warm; warm()",
)
COLLECTED = "import io, sys, pytest; sys.stdout = io.StringIO(); pytest.main(['--collect-only', '-q'])"
MIGRATED = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "minga.config.settings"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from minga.config.collecting import keep_what_is_loaded
keep_what_is_loaded()
call_command("migrate", interactive=False, verbosity=0)
connection.close()  # SQLite's file is whole then
"""


def main() -> int:
    """Run both rounds; returns 0 only when all ran and held."""
    started, before = time.monotonic(), _processors()
    ci = os.environ.get("CI", "").lower() in {"1", "true", "yes"}
    missing: list[str] = []
    optional: list[str] = []
    # One more than there are processors: some wait for a browser or a server. tests/together.py: how they share.
    workers = ["-n", str(min(8, (os.cpu_count() or 2) + 1))]

    with ExitStack() as until_the_end:
        folder = until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="minga-ready-"))
        if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):  # then each of a hundred processes compiles what it imports
            os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        collecting = _begin_beside(until_the_end)
        on_sqlite = _migrating(folder, f"sqlite://{folder}/ready.sqlite3")
        chromium = _installed_or_told(missing, optional)
        url, on_postgresql = "", None
        try:
            url = until_the_end.enter_context(postgres.cluster())
            on_postgresql = _migrating(folder, f"{url.rpartition('/')[0]}/{postgres.READY}")
        except FileNotFoundError:
            missing.append("every test on PostgreSQL: it is not installed and may not be installed here")
        surroundings = {**os.environ, "MINGA_CHROMIUM": chromium or "", "MINGA_TEST_DB": "minga_make_test"}
        surroundings.pop("DATABASE_URL", None)
        for process in collecting:
            process.wait()

        copied = "" if on_sqlite.wait() else f"{folder}/ready.sqlite3"  # where migrating failed its round tells why
        print("First round: SQLite, Chromium", flush=True)
        options = [*workers, *([] if chromium else ["-m", "not browser"])]
        worst, failed = _round("first", options, {**surroundings, "MINGA_TEST_READY": copied})
        if on_postgresql is not None:
            copied = "" if on_postgresql.wait() else postgres.READY
            print("Second round: PostgreSQL", flush=True)
            chosen = TWICE if chromium else "database and not once and not browser"
            options = [*workers, "-m", chosen, "--ignore", "tests/engines"]  # no database there: not even collected
            where = {"DATABASE_URL": url, "MINGA_TEST_READY": copied}
            status, more = _round("second", options, surroundings | where)
            worst, failed = worst or status, [*failed, *more]
    for sentence in [*failed, *(f"NOT RUN: {what}" for what in (*missing, *optional))]:
        print(sentence)
    print(f"make test took {(time.monotonic() - started) / 60:.1f} minutes{_busy_since(before)}")
    return worst or (1 if missing and ci else 0)


def _processors() -> tuple[int, int]:
    """What Linux has counted of its processors since it started: their work, and all their time. Elsewhere nothing."""
    try:
        spent = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    except OSError:
        return 0, 0
    return sum(spent) - sum(spent[3:5]), sum(spent)  # the fourth and fifth are waiting


def _busy_since(before: tuple[int, int]) -> str:
    """How much of the processors was used: where it is little, more workers would be through sooner."""
    work, all_of_it = (now - then for now, then in zip(_processors(), before, strict=True))
    return f", the processors busy for {100 * work // all_of_it} % of them" if all_of_it else ""


def _begin_beside(until_the_end: ExitStack) -> list[subprocess.Popen[bytes]]:
    """What all workers would do for themselves, done once, into caches that they share. The engines go on being
    compiled while what is missing is installed and while the first round, which comes to them late, is under way.

    Returns what must be through before that round: the tests themselves, compiled by being collected.
    """
    if sys.argv[1:]:
        return []
    for words in COMPILED:
        until_the_end.callback(_start(words, dict(os.environ)).wait)
    return [_start(COLLECTED, dict(os.environ))]


def _migrating(folder: str, url: str) -> subprocess.Popen[bytes]:
    """An empty database on its way to one that stands ready, of which each worker takes a copy."""
    private = {name: value for name, value in os.environ.items() if not name.startswith("MINGA_")}
    quiet = {name: value for name, value in private.items() if not name.endswith("_URL")}
    return _start(MIGRATED, quiet | {"MINGA_DATA": folder, "DATABASE_URL": url})


def _installed_or_told(missing: list[str], optional: list[str]) -> str | None:
    """The Chromium to use. What is not there and may not be installed is put into the lists."""
    chromium = find_chromium()
    if chromium is None:
        missing.append("browser tests (tests/browser): there is no Chromium and it may not be installed here")
    if postgres.binaries() is None:
        _install("postgresql")
    if not (shutil.which("redis-server") or (_install("redis-server") and shutil.which("redis-server"))):
        optional.append("tests with a living Redis (tests/config/test_redis.py): it may not be installed here")
    return chromium


def _start(words: str, surroundings: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", words], cwd=ROOT, env=surroundings)


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
    """A Chromium that starts: from the system, installed now, or from Playwright's own folder."""
    if shutil.which(SHELL) is None:
        _install(SHELL)
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
    lead = () if root else (str(sudo), "-n")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _read_what_there_is(*lead, apt)
    command = [*lead, apt, "install", "-y", "-qq", "--no-install-recommends", package]
    return subprocess.run(command, check=False, capture_output=True, env=quiet).returncode == 0


@cache
def _read_what_there_is(*apt: str) -> None:
    subprocess.run([*apt, "update", "-qq"], check=False, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
