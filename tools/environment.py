"""Make `.venv` from uv.lock with nothing but Python's standard library: `make setup`.

Debian's bare python3 has neither pip nor ensurepip, so uv is fetched as a wheel (address and hash stand in uv.lock),
unpacked under var/uv and asked to do the rest. A stamp in `.venv` makes a second call cost a few milliseconds.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NEEDED = {False: 1500, True: 2400}  # MB free before starting: the environment and uv's cache of it
OWN_CERTIFICATES = {"UV_NATIVE_TLS": "1", "UV_SYSTEM_CERTS": "1"}
"""Where a proxy signs with a certificate of its house, the system trusts it and uv's own list does not."""
NETWORK_SIGNS = ("error sending request", "dns error", "connect", "timed out", "network", "tls", "certificate")


def main() -> int:
    """Make the environment unless it stands already; returns the exit status."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of another encoding has no sign for “…”
    parser = argparse.ArgumentParser(description="Make .venv from uv.lock.")
    parser.add_argument("--dev", action="store_true", help="with the tools that tests and checks need")
    dev = parser.parse_args().dev
    try:
        if _stands(dev=dev):
            return 0
        free = shutil.disk_usage(ROOT).free // 2**20
        if free < NEEDED[dev]:
            return _say(
                f"The disk is full: {free} MB are free in {ROOT} and {NEEDED[dev]} MB are needed; make room and repeat."
            )
        return _make(dev=dev)
    except OSError as error:  # most often a folder that somebody else made
        return _say(f"{error.filename or ROOT} cannot be used ({error.strerror}); mend that and repeat.")
    except KeyboardInterrupt:
        return _say("\nStopped; repeat the command, and it goes on from here.", status=130)


def _make(*, dev: bool) -> int:
    from uv_wheel import Missing, uv_binary

    print("Making the environment in .venv from uv.lock (the first time takes a minute or two) …", flush=True)
    try:
        uv = uv_binary(ROOT)
    except Missing as missing:
        return _say(str(missing))
    if VENV.exists() and not _here():
        shutil.rmtree(VENV)
    command = [str(uv), "sync", "--frozen", "--all-extras", "--quiet", "--no-progress", "--python", sys.executable]
    command += [] if dev else ["--no-dev", "--inexact"]
    result = _run(command)
    if result.returncode and "certificate" in result.stderr.lower():
        result = _run(command, **OWN_CERTIFICATES)
    if result.returncode:
        return _explain(result.stderr)
    _lead_to_the_sources()
    _stamp(dev=True).unlink(missing_ok=True)
    _stamp(dev=dev).write_text(_wanted())
    if not dev:  # the tests do it before they begin
        _compile_ahead()
    return 0


def _compile_ahead() -> None:
    """Let the roster engine be compiled in the background, half a minute at the lowest priority: the first roster finds
    it done, or what is done so far.
    """
    command = [str(VENV / "bin" / "python"), "-m", "minga.engines.rostering.ahead"]
    nowhere = subprocess.DEVNULL
    with contextlib.suppress(OSError):
        subprocess.Popen(command, cwd=ROOT, stdin=nowhere, stdout=nowhere, stderr=nowhere, start_new_session=True)


def _lead_to_the_sources() -> None:
    """Python reads the way to our sources in the system's signs; under LC_ALL=C that is ASCII, and a folder named in
    another script would stop it before its first line. From the folder of packages the way is the same everywhere.
    """
    for way in VENV.glob("lib/python3*/site-packages/minga.pth"):
        way.write_text(f"{os.path.relpath(ROOT / 'src', way.parent)}\n")


def _run(command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
    surroundings = _surroundings() | more
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def _surroundings() -> dict[str, str]:
    wanted = {
        "UV_PYTHON_PREFERENCE": "only-system",
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(VENV),
    }
    surroundings = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    if "UV_CACHE_DIR" not in os.environ and not _takes_a_cache():
        wanted["UV_CACHE_DIR"] = str(ROOT / "var" / "uv-cache")
    return surroundings | wanted


def _takes_a_cache() -> bool:
    """Whether uv's usual folder can be written, or made: there may be no home, or one that is somebody else's."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    try:
        folder = (Path(named) if named.startswith("/") else Path.home() / ".cache") / "uv"
    except RuntimeError:
        return False
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK)


def _explain(errors: str) -> int:
    log = ROOT / "var" / "setup.log"
    log.parent.mkdir(exist_ok=True)
    log.write_text(errors)
    lower = errors.lower()
    if "no space left" in lower:
        return _say(
            f"The disk is full: {NEEDED[True]} MB are needed in {ROOT} and in uv's cache; make room and repeat."
        )
    if any(sign in lower for sign in NETWORK_SIGNS):
        return _say("The packages could not be fetched: connect to the network (or set HTTPS_PROXY) and repeat.")
    return _say(f"The environment could not be made; {log} says why.")


def _here() -> bool:
    """Whether the existing .venv was made in this very folder: scripts in it hold their own path."""
    script = VENV / "bin" / "minga"
    return not script.exists() or str(VENV) in script.read_text(errors="replace")[:400]


def _wanted() -> str:
    summary = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml"):
        summary.update((ROOT / name).read_bytes())
    return f"{summary.hexdigest()} {VENV}\n"


def _stamp(*, dev: bool) -> Path:
    return VENV / (".minga-dev" if dev else ".minga")


def _stands(*, dev: bool) -> bool:
    if not (VENV / "bin" / "minga").exists():
        return False
    stamps = [_stamp(dev=True)] if dev else [_stamp(dev=True), _stamp(dev=False)]
    return any(stamp.exists() and stamp.read_text() == _wanted() for stamp in stamps)


def _say(sentence: str, *, status: int = 1) -> int:
    print(sentence, file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
