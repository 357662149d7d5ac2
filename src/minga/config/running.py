"""`minga run`: prepare, serve with granian, run a worker beside it, and stop both cleanly."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from types import FrameType
from urllib.parse import urlparse

from minga.config.children import Child, stop_all
from minga.config.environment import is_production, read_flag, read_number
from minga.config.fresh import begin_afresh
from minga.config.holding import held
from minga.config.production import warnings
from minga.config.receiving import PLACES, THREADS
from minga.config.stamps import data_folder, database_file, is_prepared

LITTLE = 300  # MB
PATIENCE = 60  # seconds until the first answer
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104 what --host says to listen at every address


class Stopped(Exception):
    """Somebody pressed Ctrl-C or the system asked us to end."""


def command(argv: Sequence[str]) -> int:
    """Run `minga run` until it is stopped; returns the exit status."""
    options = _parser().parse_args(argv)
    # Refused settings are told once, here, and not by each serving process.
    settings = vars(import_module("minga.config.settings"))
    if problem := _problem(options):
        print(problem, file=sys.stderr)
        return 1
    for sentence in warnings(settings) if settings["PRODUCTION"] else ():
        print(sentence, file=sys.stderr)
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _stop)
    children: list[Child] = []
    try:
        return _run(options, children)
    except Stopped:
        print("\nStopping …", flush=True)
        return 0
    finally:
        stop_all(children)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="minga run", description="Serve, with a worker beside it.")
    parser.add_argument(
        "--host", default=os.environ.get("HOST") or "127.0.0.1", help="address to listen at (127.0.0.1)"
    )
    parser.add_argument("--port", type=int, default=read_number("PORT", default=8000), help="port (8000, or PORT)")
    parser.add_argument("--processes", type=_some, default=2, help="serving processes (2)")
    parser.add_argument("--threads", type=_some, default=4, help="threads in each of them (4)")
    parser.add_argument("--no-worker", action="store_true", help="serve only: `minga worker` runs elsewhere")
    parser.add_argument("--no-prepare", action="store_true", help="leave database and static files as they are")
    parser.add_argument("--afresh", action="store_true", help="delete everything entered and start the world anew")
    return parser


def _some(text: str) -> int:
    """A number of processes or threads: at least one."""
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"“{text}” is no number from 1 on")
    return int(text)


def _problem(options: argparse.Namespace) -> str:
    """One sentence about what stands in the way, or nothing."""
    found = (
        _port_problem(options),
        silent_redis("TASKS_URL"),
        silent_redis("CACHE_URL"),
        _closed_bucket(),
        _data_problem(),
        _closed_folder(),
        "" if options.port else "Port 0 is none to listen at: choose another --port, or PORT.",
    )
    return next((sentence for sentence in found if sentence), "")


def _port_problem(options: argparse.Namespace) -> str:
    with socket.socket(socket.AF_INET6 if ":" in options.host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except (OSError, OverflowError) as error:
            if getattr(error, "errno", 0) == 98:
                other = f"--port {options.port + 1}, or PORT={options.port + 1} make run"
                return f"Port {options.port} is taken: stop what uses it, or choose another: {other}."
            return f"{options.host}:{options.port} cannot be listened at ({error}): choose another --host or --port."
    return ""


def _data_problem() -> str:
    folder, database = data_folder(), database_file()
    if not _writable(folder):
        return f"{folder} cannot be written: give this user the right to, or set MINGA_DATA to another folder."
    if database is not None and database.exists() and not (_writable(database) and _writable(database.parent)):
        return f"{database} cannot be written: give this user the right to write it and its folder."
    free = shutil.disk_usage(folder).free // 2**20
    if free < LITTLE:
        return f"The disk is full: {free} MB are free in {folder} and {LITTLE} MB are needed; make room and repeat."
    return ""


def _writable(path: Path) -> bool:
    return os.access(path, os.W_OK)


def silent_redis(name: str) -> str:
    """One sentence where this variable names a Redis that nobody serves or that does not let us in."""
    url = os.environ.get(name, "")
    address = urlparse(url)
    if not address.scheme.startswith("redis"):
        return ""
    from redis import Redis
    from redis.exceptions import RedisError

    place = f"{address.hostname or 'localhost'}:{address.port or 6379}"
    try:
        Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5).ping()
    except TypeError:  # from_url hands on whatever follows the question mark
        return f"{name}: something after its “?” is no option of Redis: leave it out, or look how it is written."
    except (RedisError, OSError, ValueError) as error:
        said = str(error).rstrip(".")
        return f"{name}: no Redis answers at {place} ({said}): start it, or name another."
    return ""


def _closed_bucket() -> str:
    """One sentence where STORAGE_URL names a bucket that does not take files from us."""
    if not os.environ.get("STORAGE_URL", "").startswith("s3:"):
        return ""
    from django.core.files.storage import storages

    from minga.core.documents.bucket import Bucket

    bucket = storages["default"]
    said = bucket.trouble() if isinstance(bucket, Bucket) else ""
    return (
        f"STORAGE_URL: files cannot be kept in that bucket ({said}): mend the address, key or bucket." if said else ""
    )


def _closed_folder() -> str:
    """One sentence where the folder of uploaded and made files cannot be made or takes no file."""
    from django.core.files.storage import FileSystemStorage, storages

    store = storages["default"]
    if not isinstance(store, FileSystemStorage):
        return ""
    try:
        Path(store.location).mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=store.location).close()
    except OSError as error:
        said = f"files cannot be kept in {store.location} ({error.strerror}): give this user the right to write there"
        if os.environ.get("STORAGE_URL"):
            return f"STORAGE_URL: {said}, or name another folder."
        return f"{said[0].upper()}{said[1:]}, or set MINGA_DATA to another folder."
    return ""


def _run(options: argparse.Namespace, children: list[Child]) -> int:
    if not is_production() and not os.environ.get("SITE_URL"):
        os.environ["SITE_URL"] = _address(options)
    if options.afresh and not begin_afresh():
        return 1
    with held(data_folder()):
        return _serve(options, children)


def _serve(options: argparse.Namespace, children: list[Child]) -> int:
    if not options.no_prepare and not is_prepared():
        done = subprocess.run([sys.executable, "-m", "minga.config.command", "prepare"], check=False)
        if done.returncode:
            return done.returncode
    os.environ[THREADS] = str(options.threads)
    serving = Child("server", _server_command(options))
    children.append(serving)
    if not _answers(options, serving):
        print("The server did not start; the lines above say why.", file=sys.stderr)
        return 1
    if not options.no_worker:
        children.append(Child("worker", [sys.executable, "-m", "minga.config.command", "worker"]))
    print("\n".join(_five_lines(options)), flush=True)
    return _watch(children)


def _server_command(options: argparse.Namespace) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"]
    command += ["--host", options.host, "--port", str(options.port), "--workers", str(options.processes)]
    # It warns of more threads than twice the processors; those of `receiving` only wait.
    command += ["--blocking-threads", str(options.threads + PLACES), "--log-level", "error"]
    command += ["--respawn-failed-workers", "--workers-kill-timeout", "5", "--backpressure", "256"]
    return [*command, "minga.config.wsgi:application"]


def _answers(options: argparse.Namespace, serving: Child) -> bool:
    """Wait until somebody listens; granian opens its port when a worker is ready."""
    host = "127.0.0.1" if options.host in EVERYWHERE else options.host
    request = f"GET /health HTTP/1.1\r\nHost: {_known_host()}\r\nConnection: close\r\n\r\n".encode()
    for _attempt in range(PATIENCE * 20):
        if serving.ended():
            return False
        try:
            with socket.create_connection((host, options.port), timeout=10) as line:
                line.sendall(request)
                if answer := line.recv(12):
                    return not answer.endswith(b" 500")
        except OSError:
            time.sleep(0.05)
    return False


def _known_host() -> str:
    return (os.environ.get("ALLOWED_HOSTS", "").split(",")[0] or "localhost").lstrip(".")


def _address(options: argparse.Namespace) -> str:
    """Where a browser on this machine finds it; who listens at one address only is not found at “localhost”."""
    host = "localhost" if options.host in {"localhost", "127.0.0.1", *EVERYWHERE} else options.host
    return f"http://{f'[{host}]' if ':' in host else host}:{options.port}"


def _five_lines(options: argparse.Namespace) -> list[str]:
    site = os.environ.get("SITE_URL") or _address(options)
    demonstration = read_flag("MINGA_DEMO", default=False)
    cards = f"choose one of seven people at {site}/account/login/ (demonstration: their data is made up)"
    own = f"{site}/account/login/ (the first administrator: sign up, then .venv/bin/minga make_administrator EMAIL)"
    database = os.environ.get("DATABASE_URL", "")
    elsewhere = "" if not database or database.startswith("sqlite") else " (files; the database is at DATABASE_URL)"
    return [
        f"Minga:      {site}",
        f"Sign in:    {cards if demonstration else own}",
        "Stop:       Ctrl-C",
        f"Data:       {data_folder()}{elsewhere}",
        "Production: docs/operators.md",
    ]


def _watch(children: list[Child]) -> int:
    """Until the server ends; a worker that dies is started again."""
    while True:
        for child in children:
            if child.ended() and child.name == "server":
                print("The server ended by itself; the lines above say why.", file=sys.stderr)
                return 1
            if child.ended():
                child.start_again()
        time.sleep(0.5)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    raise Stopped
