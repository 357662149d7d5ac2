"""How a run of the command ends: told twice, told by the system, with a log that cannot be written."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.engines.rostering.worlds import drawn, plain

from minga.engines.rostering import Result, check, solver
from minga.engines.rostering.cli import command
from minga.engines.rostering.result import peak_megabytes
from minga.engines.rostering.running import Screen, interrupted_once
from minga.engines.rostering.stopping import Progress


@pytest.fixture(autouse=True)
def _signals_as_at_a_terminal() -> Iterator[None]:
    """As a shell starts a command, however these tests were started (in the background, they ignore Ctrl-C)."""
    usual: dict[signal.Signals, Any] = {
        signal.SIGINT: signal.default_int_handler, signal.SIGTERM: signal.SIG_DFL, signal.SIGHUP: signal.SIG_DFL,
    }  # fmt: skip
    before = {each: signal.signal(each, handler) for each, handler in usual.items()}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_run_told_to_end_twice_still_writes_the_best_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: signal.Signals
) -> None:
    def told(_screen: Screen, progress: Progress) -> None:
        if progress.phase not in {"prepare", "self sign-up"}:
            os.kill(os.getpid(), ending)

    monkeypatch.setattr(Screen, "__call__", told)
    monkeypatch.setattr(Screen, "close", lambda _screen: os.kill(os.getpid(), ending))  # while it is being written
    drawn(4, people=30, shifts=30, days=8).write(tmp_path / "in")
    before = signal.getsignal(ending)
    assert command(["solve", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--threads", "1"]) == 130
    assert check(tmp_path / "in", tmp_path / "out").valid
    assert signal.getsignal(ending) == before


def test_what_was_to_be_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with interrupted_once():
            assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_an_interruption_before_there_is_a_roster_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Screen, "__init__", lambda *_, **__: os.kill(os.getpid(), signal.SIGINT))
    folder = plain(tmp_path / "in")
    assert command(["solve", str(folder), "-o", str(tmp_path / "out"), "--threads", "1"]) == 130
    assert capsys.readouterr().err == "Interrupted before there was a result; nothing was written.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_log_that_cannot_be_written_does_not_cost_the_roster(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = plain(tmp_path / "in")
    given = ["solve", str(folder), "-o", str(tmp_path / "out"), "--iterations", "2", "--threads", "1"]
    assert command([*given, "--log", "/dev/full"]) == 0
    assert check(folder, tmp_path / "out").valid
    assert "/dev/full: No space left on device. The run goes on without its log." in capsys.readouterr().err


def test_a_page_where_a_folder_stands_names_the_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    assert command(["solve", str(folder), "-o", str(out), "--iterations", "2", "--threads", "1"]) == 0
    assert command(["show", str(folder), str(out), "-o", str(out)]) == 2
    assert f"{out}: is a folder; name a file" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "out"]


def test_too_little_memory_for_the_compiler_is_said_before_it_starts(tmp_path: Path) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    script = "import sys; from minga.engines.rostering.cli import command; sys.exit(command(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", script, "solve", str(folder), "-o", str(out)],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000)),
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("This process may use 400 MB of memory (ulimit -v); the compiled parts need 600 MB.")
    assert not out.exists()


@pytest.mark.parametrize("moment", ["finish", "write", "close"])
def test_who_interrupts_after_the_last_step_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    place, name = {
        "finish": (solver, "cost_parts"), "write": (Result, "write"), "close": (Screen, "close"),
    }[moment]  # fmt: skip
    usual, told = getattr(place, name), []

    def interrupted(*given: Any, **options: Any) -> Any:
        if not told:
            told.append(moment)
            os.kill(os.getpid(), signal.SIGINT)
        return usual(*given, **options)

    monkeypatch.setattr(place, name, interrupted)
    drawn(4, people=30, shifts=30, days=8).write(tmp_path / "in")
    given = ["solve", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--iterations", "5", "--threads", "1"]
    assert command([*given, "--log", str(tmp_path / "log.csv")]) == 130
    assert told
    assert check(tmp_path / "in", tmp_path / "out").valid
    assert (tmp_path / "out" / "report.json").is_file()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which nobody can make a file")
def test_a_place_that_cannot_be_written_is_told_before_the_run_and_not_after_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plain(tmp_path / "in")
    (tmp_path / "out" / "bound.json").mkdir(parents=True)
    monkeypatch.setattr(solver, "solve", lambda *_, **__: pytest.fail("an hour of computing for nothing"))
    assert command(["solve", str(folder), "-o", "/proc"]) == 2
    assert capsys.readouterr().err.startswith("/proc: ")
    assert command(["solve", str(folder), "-o", str(tmp_path / "out")]) == 2
    assert f"{tmp_path / 'out' / 'bound.json'}: is a folder; name a file." in capsys.readouterr().err


def test_memory_is_told_in_megabytes_where_the_system_counts_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    here = peak_megabytes()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert 0 < peak_megabytes() < here / 900
