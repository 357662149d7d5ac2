"""`minga run` says in one sentence what stands in its way; `minga --help` is a page worth reading."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from minga.config import fresh, running, stamps
from minga.config.children import Child, stop_all
from minga.config.command import main
from minga.config.help_page import GROUPS, page
from minga.config.holding import held

ROOT = Path(__file__).resolve().parents[2]


class Terminal(StringIO):
    """Somebody who can answer."""

    def isatty(self) -> bool:
        return True


class Space(NamedTuple):
    """What the disk would say."""

    total: int
    used: int
    free: int


def test_a_port_that_is_taken_is_named_with_another_one(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert running.command(["--port", str(port)]) == 1
    another = f"--port {port + 1}, or PORT={port + 1} make run"
    assert capsys.readouterr().err == f"Port {port} is taken: stop what uses it, or choose another: {another}.\n"


def test_a_full_disk_is_one_sentence(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: Space(10**9, 10**9, 5 * 2**20))
    assert running.command(["--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said == f"The disk is full: 5 MB are free in {tmp_path} and 300 MB are needed; make room and repeat.\n"


def test_a_worker_says_so_too(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("TASKS_URL", "redis://127.0.0.1:1/0")
    assert main(["worker", "--once"]) == 1
    assert capsys.readouterr().err.startswith("TASKS_URL: no Redis answers at 127.0.0.1:1 (")


@pytest.mark.parametrize("name", ["TASKS_URL", "CACHE_URL"])
def test_a_redis_that_does_not_answer_is_one_sentence(tmp_path: Path, monkeypatch: Any, capsys: Any, name: str) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    monkeypatch.setenv(name, f"redis://127.0.0.1:{port}/0")
    assert running.command(["--port", "0"]) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"{name}: no Redis answers at 127.0.0.1:{port} (")
    assert said.count("\n") == 1


def test_a_database_that_cannot_be_written_is_one_sentence(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    database = tmp_path / "minga.sqlite3"
    database.touch()
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != database)  # root may write everything
    assert running.command(["--port", "0"]) == 1
    assert (
        capsys.readouterr().err
        == f"{database} cannot be written: give this user the right to write it and its folder.\n"
    )


def test_a_folder_that_takes_no_files_is_one_sentence(
    tmp_path: Path, monkeypatch: Any, capsys: Any, settings: Any
) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    disk = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": taken / "files"}}
    settings.STORAGES = {**settings.STORAGES, "default": disk}
    for address, begins in ((f"file://{taken}/files", "STORAGE_URL: files cannot "), ("", "Files cannot ")):
        monkeypatch.setenv("STORAGE_URL", address)
        assert running.command(["--port", "0"]) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"{begins}be kept in {taken}/files (Not a directory): ")
        assert said.count("\n") == 1


def test_a_port_beyond_the_last_one_is_one_sentence(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    assert running.command(["--port", "70000"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("line", ["--processes 0", "--processes -1", "--threads none"])
def test_no_process_and_no_thread_serve_nobody(capsys: Any, line: str) -> None:
    with pytest.raises(SystemExit) as ended:
        running.command(["--port", "1", *line.split()])
    assert ended.value.code == 2
    assert capsys.readouterr().err.endswith("is no number from 1 on\n")


def test_port_0_is_refused(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    assert running.command(["--port", "0"]) == 1
    assert capsys.readouterr().err == "Port 0 is none to listen at: choose another --port, or PORT.\n"


@pytest.mark.parametrize(("demonstration", "says"), [("1", "choose one of seven people"), ("", "make_administrator")])
def test_five_lines_say_all_that_is_needed(tmp_path: Path, monkeypatch: Any, demonstration: str, says: str) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.setenv("MINGA_DEMO", demonstration)
    monkeypatch.delenv("SITE_URL", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    lines = running._five_lines(running._parser().parse_args(["--port", "8123"]))
    assert [line.split(":")[0] for line in lines] == ["Minga", "Sign in", "Stop", "Data", "Production"]
    assert lines[0] == "Minga:      http://localhost:8123"
    assert says in lines[1]
    assert lines[3] == f"Data:       {tmp_path}"
    assert (ROOT / lines[4].split()[-1]).is_file()


def test_beginning_afresh_is_refused_in_production(monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_PROFILE", "production")
    assert fresh.begin_afresh() is False
    assert "refused in production" in capsys.readouterr().err


def test_beginning_afresh_deletes_what_was_entered_and_nothing_else(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    for name in ("MINGA_PROFILE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    for name in ("minga.sqlite3", "minga.sqlite3-wal", ".prepared", "own.txt"):
        (tmp_path / name).write_text("x")
    (tmp_path / "files").mkdir()
    assert fresh.begin_afresh() is True
    assert sorted(path.name for path in tmp_path.iterdir()) == ["own.txt"]


def test_on_a_new_machine_beginning_afresh_asks_nothing(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    for name in ("MINGA_PROFILE", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert fresh.begin_afresh() is True
    for name in ("files", "cache"):  # what looking at the settings makes
        (tmp_path / name).mkdir()
    (tmp_path / "cache" / "x").write_text("x")
    (tmp_path / "minga.sqlite3").touch()
    assert fresh.begin_afresh() is True
    assert capsys.readouterr().out == ""
    (tmp_path / "files").mkdir(exist_ok=True)
    (tmp_path / "files" / "cv").write_text("x")
    assert fresh.begin_afresh() is False
    assert (tmp_path / "files" / "cv").exists()


def test_beginning_afresh_names_a_database_elsewhere_and_takes_no_for_an_answer(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.delenv("MINGA_PROFILE", raising=False)
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", "postgres://minga@127.0.0.1:1/minga")
    (tmp_path / "files").mkdir()
    monkeypatch.setattr("sys.stdin", Terminal("no\n"))
    assert fresh.begin_afresh() is False
    said = capsys.readouterr().out
    assert "every table of the database at DATABASE_URL" in said
    assert str(tmp_path / "files") in said
    assert (tmp_path / "files").is_dir()


def test_whoever_ends_the_question_without_an_answer_keeps_everything(
    tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    monkeypatch.delenv("MINGA_PROFILE", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    (tmp_path / "minga.sqlite3").write_text("x")
    monkeypatch.setattr("sys.stdin", Terminal(""))  # Ctrl-D
    assert fresh.begin_afresh() is False
    assert capsys.readouterr().out.endswith("Nothing was deleted.\n")
    assert (tmp_path / "minga.sqlite3").exists()


def test_nobody_begins_afresh_beneath_a_minga_that_runs(tmp_path: Path, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.delenv("MINGA_PROFILE", raising=False)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("MINGA_DATA", str(tmp_path))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    (tmp_path / "minga.sqlite3").write_text("x")
    with held(tmp_path), held(tmp_path):
        assert fresh.begin_afresh() is False
        assert capsys.readouterr().err.startswith(f"Minga runs on {tmp_path}: stop it first")
        assert (tmp_path / "minga.sqlite3").exists()
    assert fresh.begin_afresh() is True
    assert not (tmp_path / "minga.sqlite3").exists()


def test_a_catalogue_compiled_while_preparing_does_not_make_the_next_start_prepare_again() -> None:
    assert [path for path in stamps._watched() if path.suffix == ".mo"] == []


def test_the_help_page_lists_every_command_of_ours_with_a_sentence() -> None:
    text = page()
    ours = [path.stem for path in (ROOT / "src").glob("**/management/commands/*.py") if not path.stem.startswith("_")]
    assert [name for name in ours if f"\n  {name} " not in text] == []
    lines = [line for line in text.splitlines() if line.startswith("  ") and not line.startswith("  minga ")]
    assert [line for line in lines if len(line.split(maxsplit=1)) < 2] == []
    assert all(title in text for title in GROUPS)
    assert max(map(len, text.splitlines())) <= 120


def test_a_mistyped_command_is_answered_with_the_nearest(capsys: Any) -> None:
    assert main(["demonstrat"]) == 2
    assert "Did you mean demonstrate" in capsys.readouterr().err


def run_tool(command: Sequence[str], **surroundings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False, timeout=60,
        preexec_fn=hears_the_keyboard,
    )  # fmt: skip


def hears_the_keyboard() -> None:
    """Whatever runs the suite in the background may have it turn a deaf ear to Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_a_python_that_is_too_old_is_one_sentence(tmp_path: Path) -> None:
    for name in ("sh", "printf"):
        if found := shutil.which(name):
            (tmp_path / name).symlink_to(found)
    old = tmp_path / "python3"
    old.write_text('#!/bin/sh\n[ "$1" = --version ] && echo Python 3.9.2 && exit 0\nexit 1\n')
    old.chmod(0o755)
    copy = tmp_path / "find-python"
    copy.write_text((ROOT / "tools" / "find-python").read_text().replace("/usr/bin/python3", str(old)))
    done = run_tool([str(tmp_path / "sh"), str(copy)], PATH=str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Minga needs Python 3.11 or newer (found Python 3.9.2)" in done.stderr


def test_this_python_is_found() -> None:
    done = run_tool(["tools/find-python"], PATH=os.environ["PATH"])
    assert done.returncode == 0
    assert Path(done.stdout.strip()).exists()


def test_the_systems_own_python_comes_before_another_unless_one_is_named(tmp_path: Path) -> None:
    other, ours, copy = tmp_path / "python3", tmp_path / "system-python3", tmp_path / "find-python"
    for path in (other, ours):
        path.write_text(f"#!/bin/sh\necho {path}\n")
        path.chmod(0o755)
    copy.write_text((ROOT / "tools" / "find-python").read_text().replace("/usr/bin/python3", str(ours)))
    path = f"{tmp_path}:{os.environ['PATH']}"
    assert run_tool(["sh", str(copy)], PATH=path).stdout.strip() == str(ours)
    assert run_tool(["sh", str(copy)], PATH=path, PYTHON=str(other)).stdout.strip() == str(other)
    ours.unlink()
    assert run_tool(["sh", str(copy)], PATH=path).stdout.strip() == str(other)


CERTIFICATE = """#!/bin/sh
[ "$1" = --version ] && echo "uv 0.9.0" && exit 0
[ -n "$UV_SYSTEM_CERTS" ] && mkdir -p "$UV_PROJECT_ENVIRONMENT/bin" && exit 0
echo "error: invalid peer certificate: UnknownIssuer" >&2
exit 2
"""
NETWORK = """#!/bin/sh
[ "$1" = --version ] && echo "uv 0.9.0" && exit 0
echo "error: client error (Connect): dns error" >&2
exit 2
"""


INTERRUPTED = """#!/bin/sh
[ "$1" = --version ] && echo "uv 0.9.0" && exit 0
kill -INT $PPID
sleep 5
"""
LEADING = """#!/bin/sh
[ "$1" = --version ] && echo "uv 0.9.0" && exit 0
packages="$UV_PROJECT_ENVIRONMENT/lib/python3.11/site-packages"
mkdir -p "$packages"
echo "$PWD/src" > "$packages/minga.pth"
"""


CACHING = """#!/bin/sh
[ "$1" = --version ] && echo "uv 0.9.0" && exit 0
echo "$UV_CACHE_DIR" > "$PWD/cache"
"""


def set_up_with(uv: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`make setup` in a copy of the tools, with this script in the place of uv."""
    (folder / "tools").mkdir()
    for name in ("tools/environment.py", "tools/uv_wheel.py", "uv.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    binary = folder / "uv"
    binary.write_text(uv)
    binary.chmod(0o755)
    return run_tool(
        [sys.executable, str(folder / "tools" / "environment.py")], PATH=f"{folder}:/usr/bin:/bin", HOME=str(folder)
    )


def test_a_proxy_with_a_certificate_of_its_house_is_trusted_where_the_system_trusts_it(tmp_path: Path) -> None:
    done = set_up_with(CERTIFICATE, tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def test_without_a_network_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    done = set_up_with(NETWORK, tmp_path)
    assert done.returncode == 1
    assert done.stderr == (
        "The packages could not be fetched: connect to the network (or set HTTPS_PROXY) and repeat.\n"
    )


def test_whoever_stops_the_setup_reads_no_traceback(tmp_path: Path) -> None:
    done = set_up_with(INTERRUPTED, tmp_path)
    assert (done.returncode, done.stderr) == (130, "\nStopped; repeat the command, and it goes on from here.\n")


def test_a_folder_that_somebody_else_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / ".venv").touch()  # a file, since root may look into every folder
    done = set_up_with(CACHING, tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith(" cannot be used (Not a directory); mend that and repeat.\n")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("has_home", [True, False])
def test_where_no_cache_can_be_kept_at_home_it_is_kept_here(tmp_path: Path, has_home: bool) -> None:
    if not has_home:  # as one made by somebody else: root may write everywhere but into a file
        (tmp_path / ".cache").touch()
    set_up_with(CACHING, tmp_path)
    assert (tmp_path / "cache").read_text() == ("\n" if has_home else f"{tmp_path}/var/uv-cache\n")


def test_a_folder_named_in_chinese_is_found_where_the_system_speaks_ascii(tmp_path: Path) -> None:
    folder = tmp_path / "志愿 服务"
    folder.mkdir()
    assert set_up_with(LEADING, folder).stderr == ""
    way = folder / ".venv/lib/python3.11/site-packages/minga.pth"
    assert way.read_bytes() == b"../../../../src\n"


def test_what_a_server_that_was_killed_leaves_behind_is_stopped(tmp_path: Path) -> None:
    """A server that the system ends for its memory leaves its workers; they would keep the port."""
    left = tmp_path / "left"
    inner = "import time; time.sleep(60)"
    outer = (
        "import pathlib, subprocess, sys, time\n"
        f"one = subprocess.Popen([sys.executable, '-c', {inner!r}])\n"
        f"pathlib.Path({str(left)!r}).write_text(str(one.pid)); time.sleep(60)"
    )
    server = Child("server", [sys.executable, "-c", outer])
    until = time.monotonic() + 20
    while not (left.exists() and left.read_text()) and time.monotonic() < until:
        time.sleep(0.05)
    worker = int(left.read_text())
    server.process.kill()
    server.process.wait()
    os.kill(worker, 0)
    stop_all([server])
    assert not _runs(worker)


def _runs(pid: int) -> bool:
    """Whether a process runs; one that has ended and that nobody has asked for does not."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
