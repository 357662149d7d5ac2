"""The demonstration world as `make run` serves it: granian, worker, hashed static files, strict policy."""

from __future__ import annotations

import os
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

PATIENCE = 480  # seconds: the world is made first, beside other tests


@contextmanager
def serve_world(folder: Path, **surroundings: str) -> Iterator[str]:
    """Start `minga run` on a free port with data in `folder`, wait until it answers, stop it at the end."""
    port = _free_port()
    address = f"http://localhost:{port}"
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SITE_URL", "TASKS_URL"}}
    wanted = {"MINGA_DATA": str(folder), "MINGA_DEMO": "1", "DJANGO_SETTINGS_MODULE": "minga.config.settings"}
    log = folder / "run.log"
    with log.open("wb") as output:
        command = [sys.executable, "-m", "minga.config.command", "run", "--port", str(port), "--processes", "1"]
        process = subprocess.Popen(
            command, env=kept | wanted | surroundings, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )
    try:
        _wait(process, f"{address}/health", log)
        _give_a_card_to_data_protection(folder / "minga.sqlite3")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _give_a_card_to_data_protection(database: Path) -> None:
    """The demonstration has seven cards, and its data protection officer none: here she signs in by one as they do."""
    with closing(sqlite3.connect(database, timeout=30)) as line, line:
        given = line.execute(
            "UPDATE people_account SET demonstration_card = 'data_protection_officer' WHERE id = ("
            "SELECT account_id FROM access_holding WHERE role = 'data_protection_officer' ORDER BY id LIMIT 1)"
        )
        assert given.rowcount == 1


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
    raise AssertionError(f"minga run did not answer at {address}:\n{log.read_text()[-3000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
