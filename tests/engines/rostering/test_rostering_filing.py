"""Files of a folder: all new or all old, wherever the program is killed; whoever comes next goes on."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.engines.rostering.worlds import drawn, plain

from minga.engines.rostering import Instance, Roster, check
from minga.engines.rostering.checker import Unreadable
from minga.engines.rostering.cli import command
from minga.engines.rostering.filing import NOTE, _machine, finish_writing, make_ready, write_files

OLD = {"a.csv": b"old a", "b.csv": b"old b", "gone.csv": b"old c"}
NEW = {"a.csv": b"new a", "b.csv": b"new b", "c.csv": b"new c"}
WAYS = ("replace", "unlink", "chmod")


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.startswith(".")}


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do the work in a process that is killed at its step-th rename, removal or change of rights; whether it was."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    left = [step]

    def counted(usual: Callable[..., Any]) -> Callable[..., Any]:
        def act(*given: Any, **options: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                os._exit(9)
            return usual(*given, **options)

        return act

    for name in WAYS:
        setattr(Path, name, counted(getattr(Path, name)))
    work()
    os._exit(0)


def test_whoever_is_killed_at_any_step_leaves_all_new_or_all_old(tmp_path: Path) -> None:
    outcomes = []
    for step in range(100):
        folder = tmp_path / str(step)
        write_files(folder, OLD)
        if not killed_at(step, lambda place=folder: write_files(place, NEW, gone=["gone.csv", "never.csv"])):
            break
        finish_writing(folder)
        outcomes.append(content(folder))
        assert outcomes[-1] in (OLD, NEW), step
        assert not (folder / NOTE).exists()
    assert outcomes[0] == OLD
    assert outcomes[-1] == NEW
    assert outcomes == sorted(outcomes, key=lambda found: found == NEW)
    assert content(folder) == NEW
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_an_interruption_after_the_note_is_made_good_by_the_next_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_files(tmp_path, OLD)
    usual, moved = Path.replace, []

    def interrupted(path: Path, target: Path) -> Path:
        moved.append(target.name)
        if target.name == "b.csv":
            raise KeyboardInterrupt
        return usual(path, target)

    with monkeypatch.context() as changed:
        changed.setattr(Path, "replace", interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_files(tmp_path, NEW, gone=["gone.csv"])
    assert moved == [NOTE, "a.csv", "b.csv"]
    write_files(tmp_path, {"d.csv": b"d"})
    assert content(tmp_path) == NEW | {"d.csv": b"d"}


def test_a_roster_half_moved_is_completed_by_commands_and_refused_by_the_checker(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    few = ["--iterations", "5", "--threads", "1"]
    assert command(["solve", str(folder), "-o", str(out), *few]) == 0
    before = content(out)
    (folder / "absences.csv").write_text("volunteer,start,end\nana,2027-03-01T00:00,9999-12-31T00:00\n", "utf-8")
    assert command(["replan", str(folder), str(out), "-o", str(tmp_path / "new"), *few]) == 0
    after = content(tmp_path / "new")
    assert after.keys() == {"roster.csv", "report.json", "bound.json", "changes.csv", "previous.csv"}
    moves = {f".{name}.x1": name for name in after}
    for hidden, name in moves.items():
        (out / hidden).write_bytes(after[name])
    (out / NOTE).write_text(json.dumps({"moves": moves, "gone": []}), "utf-8")
    (out / ".roster.csv.x1").replace(out / "roster.csv")  # here the machine went off
    with pytest.raises(Unreadable, match="do not belong together"):
        check(folder, out)
    assert content(out) == before | {"roster.csv": after["roster.csv"]}
    capsys.readouterr()
    assert command(["verify", str(folder), str(out)]) == 0, capsys.readouterr().err
    assert content(out) == after
    assert check(folder, out).valid
    (folder / NOTE).write_text('{"moves": {}, "gone": ["locked.csv"]}', "utf-8")
    with pytest.raises(Unreadable, match="do not belong together"):
        check(folder, out)
    assert command(["verify", str(folder), str(out)]) == 0
    assert not (folder / NOTE).exists()


def test_show_and_explain_of_a_replan_half_moved_count_changes_as_the_whole_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out, new = plain(tmp_path / "in"), tmp_path / "out", tmp_path / "new"
    few = ["--iterations", "5", "--threads", "1"]
    assert command(["solve", str(folder), "-o", str(out), *few]) == 0
    (folder / "absences.csv").write_text("volunteer,start,end\nana,2027-03-01T00:00,2027-03-04T00:00\n", "utf-8")
    assert command(["replan", str(folder), str(out), "-o", str(new), *few]) == 0
    whole = content(new)
    capsys.readouterr()
    lines = [["explain", str(folder), str(new), "bo"], ["show", str(folder), str(new), "-o", str(tmp_path / "page")]]
    told = []
    for half_moved in (False, True):
        for line in lines:
            if half_moved:
                for name, hidden in (("previous.csv", ".previous.csv.x"), ("roster.csv", ".roster.csv.x")):
                    (new / name).replace(new / hidden)
                moves = {".previous.csv.x": "previous.csv", ".roster.csv.x": "roster.csv"}
                (new / NOTE).write_text(json.dumps({"moves": moves, "gone": []}), "utf-8")
            assert command(line) == 0, capsys.readouterr().err
            told.append(capsys.readouterr().out)
        told.append((tmp_path / "page").read_text("utf-8"))
    assert told[:3] == told[3:]
    assert content(new) == whole


def test_a_note_moves_nothing_out_of_its_folder_or_into_another(tmp_path: Path) -> None:
    folder, other = tmp_path / "in", tmp_path / "mine.csv"
    instance = drawn(1)
    instance.write(folder)
    other.write_text("mine", "utf-8")
    for note in (
        {"moves": {".x": "../mine.csv"}, "gone": []},
        {"moves": {"../mine.csv": "zones.csv"}, "gone": []},
        {"moves": {}, "gone": [str(other)]},
        {"moves": {}, "gone": [".."]},
        {"moves": []},
        [],
    ):
        (folder / NOTE).write_text(json.dumps(note), "utf-8")
        with pytest.raises(OSError, match="does not tell what was being written"):
            Instance.read(folder)
    (folder / NOTE).write_text("{", "utf-8")
    with pytest.raises(OSError, match="delete it"):
        Roster.read(folder / "roster.csv", instance)
    assert other.read_text("utf-8") == "mine"


def hidden(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.startswith("."))


def test_what_a_run_left_that_was_killed_before_its_note_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    for come_next in (lambda: write_files(tmp_path, OLD), lambda: make_ready(tmp_path, OLD)):
        assert killed_at(
            2, lambda: write_files(tmp_path, NEW)
        )  # a.csv and b.csv are beside their places, c.csv not yet
        assert [name.split(".")[1] for name in hidden(tmp_path)] == ["a", "b", "c"]
        come_next()
        assert hidden(tmp_path) == []
    assert content(tmp_path) == OLD


def test_hidden_files_of_others_and_of_runs_under_way_stay(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    here, elsewhere = _machine(), "0123abcd"
    kept = [
        ".roster.csv.swp",
        f".roster.csv.minga-{os.getpid()}-{here}.abcdefgh",  # its process is at work
        f".roster.csv.minga-{child}-{elsewhere}.abcdefgh",  # perhaps at work, on another machine
        f".roster.csv.minga-{child}-{here}.abcdefghi",
        f"roster.csv.minga-{child}-{here}.abcdefgh",
    ]
    gone = [f".roster.csv.minga-{child}-{here}.abcdefgh", f".a.csv.minga-{child}-{elsewhere}.a1b2c3_9"]
    for name in (*kept, *gone):
        (tmp_path / name).write_text("x", "utf-8")
    two_days_ago = time.time() - 2 * 86_400
    os.utime(tmp_path / gone[1], (two_days_ago, two_days_ago))
    make_ready(tmp_path, ["roster.csv"])
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)
