"""A throw-away PostgreSQL: made in a temporary folder, on a port of its own, gone afterwards.

    python tools/postgres.py run -- .venv/bin/pytest tests/people

runs a command with DATABASE_URL set. PostgreSQL refuses to run as root, who therefore runs it as somebody else.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FAST = (
    "-c autovacuum=off -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c jit=off"
)
HERE = "-c listen_addresses=127.0.0.1"
READY = "ready"
"""An empty database beside the one of the address, to be migrated and copied by whoever wants to."""


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, newest version first; None where PostgreSQL is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parent.parent.name))
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    return Path(on_path).resolve().parent if on_path and shutil.which("initdb") else None


@contextmanager
def cluster() -> Iterator[str]:
    """Start a cluster and yield its DATABASE_URL; stop and delete it afterwards."""
    tools = binaries()
    if tools is None:
        raise FileNotFoundError("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="minga-pg-", dir="/tmp"))
    someone = _someone()
    if "user" in someone:
        os.chown(folder, someone["user"], someone["group"])
    port = _free_port()
    data = folder / "data"

    def call(*command: str | Path) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **someone)

    try:
        call(tools / "initdb", "-D", data, "-U", "minga", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-p {port} -k {folder} {FAST} {HERE}"
        call(tools / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
        for name in ("minga", READY):
            call(tools / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "minga", name)
        yield f"postgres://minga@127.0.0.1:{port}/minga"
    finally:
        subprocess.run(
            [tools / "pg_ctl", "-D", data, "-m", "immediate", "stop"],
            check=False, cwd=folder, capture_output=True, **someone,
        )  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


def _someone() -> dict[str, Any]:
    """For root: whom to be instead."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return {}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """`run -- COMMAND`: run it against a fresh cluster and return its exit status."""
    if sys.argv[1:2] != ["run"] or not sys.argv[2:]:
        print("usage: postgres.py run -- COMMAND", file=sys.stderr)
        return 2
    command = [part for part in sys.argv[2:] if part != "--"]
    try:
        with cluster() as url:
            return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode
    except FileNotFoundError as error:
        print(f"{error}: apt install postgresql", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
