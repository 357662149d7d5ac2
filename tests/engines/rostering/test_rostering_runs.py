"""Runs: the same answer twice, interrupted, on a full disk, re-planned, and started without Django."""

import csv
import json
import resource
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.engines.rostering.worlds import PLAIN, drawn, plain, roster_file

from minga.engines.rostering import GapReached, Instance, MaxIterations, MaxRuntime, Roster, replan, solve
from minga.engines.rostering.checker import check
from minga.engines.rostering.cli import command
from minga.engines.rostering.replanning import changes
from minga.engines.rostering.stopping import Progress


def pairs_of(result) -> list[list[int]]:
    return result.roster.pairs.tolist()


@pytest.mark.parametrize("threads", [1, 2])
def test_same_seed_and_iterations_give_the_same_answer(threads: int) -> None:
    instance = drawn(3, people=60, shifts=40, days=10)
    one, two = (solve(instance, MaxIterations(40), seed=7, threads=threads) for _ in range(2))
    assert (pairs_of(one), one.bound) == (pairs_of(two), two.bound)


def test_csv_and_parquet_are_the_same_instance(tmp_path: Path) -> None:
    instance = replace(drawn(5, people=8), no_show=np.linspace(0, 0.3, 8), now=300)
    answers = []
    for name in ("csv", "parquet"):
        instance.write(tmp_path / name, parquet=name == "parquet")
        again = Instance.read(tmp_path / name)
        again.write(tmp_path / f"{name}-again")
        answers.append({path.name: path.read_bytes() for path in (tmp_path / f"{name}-again").iterdir()})
    assert answers[0] == answers[1]
    assert answers[0]["volunteers.csv"] == (tmp_path / "csv" / "volunteers.csv").read_bytes()
    result = solve(instance, MaxIterations(5), threads=1)
    result.write(tmp_path / "out")
    assert check(tmp_path / "csv", tmp_path / "out").findings == []
    assert check(tmp_path / "parquet", tmp_path / "out").findings == []


def test_ctrl_c_leaves_the_best_so_far(tmp_path: Path) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.phase not in {"prepare", "self sign-up"}:
            raise KeyboardInterrupt

    instance = drawn(4, people=30, shifts=30, days=8)
    result = solve(instance, MaxRuntime(60), threads=1, progress=interrupt)
    assert result.stopped_by == "interrupt"
    assert result.cost <= result.self_sign_up
    instance.write(tmp_path / "in")
    result.write(tmp_path / "out")
    assert check(tmp_path / "in", tmp_path / "out").findings == []


def test_a_full_disk_leaves_the_old_files(tmp_path: Path) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    assert command(["solve", str(folder), "-o", str(out), "--iterations", "2", "--threads", "1"]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    result = solve(Instance.read(folder), MaxIterations(4), threads=1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, limits[1]))
    try:
        with pytest.raises(OSError, match="large"):
            result.write(out)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_gap_ends_the_run_and_progress_tells_phases_and_falling_cost() -> None:
    steps: list[Progress] = []
    result = solve(drawn(6), GapReached(0.9, MaxIterations(500)), threads=1, progress=steps.append)
    assert {"prepare", "self sign-up"} & {step.phase for step in steps}
    costs = [step.cost for step in steps if step.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert result.cost == costs[-1]
    assert 0 <= result.gap <= 0.9


def test_an_absence_changes_little_else_and_every_change_has_its_reason(tmp_path: Path) -> None:
    instance = drawn(8, people=40, shifts=40, days=8)
    published = solve(instance, MaxIterations(300), threads=1).roster
    away = int(published.pairs[0, 0])
    absent = replace(instance, absences=np.array([(away, 0, 20_000)], np.int32))
    result = replan(absent, published, MaxIterations(30), threads=1)
    assert away not in result.roster.pairs[:, 0]
    rows = changes(result.instance, result.roster)
    assert all(reason for *_, reason in rows)
    lost = [row for row in rows if row[0] == instance.volunteers[away]]
    assert {(kind, reason) for _, _, kind, reason in lost} == {("dropped", "H3 (absent then)")}
    assert len(rows) - len(lost) <= 2 * len(lost)
    result.instance.write(tmp_path / "in")
    result.write(tmp_path / "out")
    assert check(tmp_path / "in", tmp_path / "out").findings == []


def test_begun_shifts_stay_as_published() -> None:
    instance = drawn(9, people=20, shifts=30, days=6)
    published = solve(instance, MaxIterations(40), threads=1).roster
    later = replace(instance, now=2 * 1440, shift_target=instance.shift_target + 1)
    result = replan(later, published, MaxIterations(20), threads=1)
    begun = later.begun

    def before(roster: Roster) -> set[tuple[int, int]]:
        return {(v, s) for v, s in roster.pairs.tolist() if begun[s]}

    assert before(result.roster) == before(published)
    assert before(published)


ILLEGAL = {
    "H5": [("ana", "a1"), ("ana", "late")],
    "H6": [("ana", "late"), ("ana", "a2")],
    "H7": [("ana", f"a{day}") for day in range(1, 6)],
    "H8": [("ana", f"a{day}") for day in (1, 2, 4, 5, 7)],
    "H9": [("cy", "a1"), ("cy", "a3")],
    "H12": [("ana", "a1"), ("ana", "other")],
}


@pytest.mark.parametrize("rule", ILLEGAL)
def test_a_published_roster_that_breaks_a_rule_is_not_carried_on(tmp_path: Path, rule: str) -> None:
    previous = [("volunteer", "shift", "leader"), *((who, shift, 0) for who, shift in ILLEGAL[rule])]
    folder = plain(tmp_path / "in", previous=previous, shifts=[*PLAIN["shifts"]])
    options = ["-o", str(tmp_path / "out"), "--iterations", "3", "--threads", "1"]
    assert command(["replan", str(folder), str(folder / "previous.csv"), *options]) == 0
    assert check(folder, tmp_path / "out").findings == []
    with (tmp_path / "out" / "changes.csv").open(encoding="utf-8", newline="") as file:
        assert "dropped" in {row["change"] for row in csv.DictReader(file)}


def test_who_was_published_counts_as_published_though_their_shifts_are_gone(tmp_path: Path) -> None:
    rows = [("ana", "gone", 1), ("left", "a1", 0), ("bo", "a1", 0), ("bo", "a2", 0)]
    folder, before, out = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", *rows), tmp_path / "out"
    options = ["-o", str(out), "--iterations", "20", "--threads", "1"]
    assert command(["replan", str(folder), str(before), *options]) == 0
    assert "ana,gone,dropped,the shift is gone" in (out / "changes.csv").read_text("utf-8")
    (folder / "previous.csv").write_bytes(before.read_bytes())
    assert command(["replan", str(folder), str(before), *options]) == 0
    verdict = check(folder, out)
    assert verdict.findings == []
    pairs = {tuple(row.split(",")[:2]) for row in (out / "roster.csv").read_text("utf-8").splitlines()}
    served = [what for who, what in pairs if who == "ana"]
    assert served
    assert verdict.parts["change"] >= 30 * (len(served) + len({("bo", "a1"), ("bo", "a2")} - pairs))
    Instance.read(folder).write(tmp_path / "again")
    assert "ana,gone,1" in (tmp_path / "again" / "previous.csv").read_text("utf-8")


def test_a_run_leaves_a_report_and_a_log(tmp_path: Path) -> None:
    folder, out, log = plain(tmp_path / "in"), tmp_path / "out", tmp_path / "run.csv"
    options = ["--iterations", "3", "--threads", "1", "--log", str(log)]
    assert command(["solve", str(folder), "-o", str(out), *options]) == 0
    report = json.loads((out / "report.json").read_text("utf-8"))
    assert report["objective"] == sum(report["parts"].values())
    drive = next(row for row in report["unfilled"] if row["shift"] == "drive")
    assert (drive["binds"], drive["counts"]["role"]) == ("role", 4)
    assert log.read_text("utf-8").startswith("seconds,phase,iterations,cost,bound,gap\n")
    assert sorted(path.name for path in out.iterdir()) == ["bound.json", "report.json", "roster.csv"]


def test_help_starts_without_django_and_without_the_heavy_libraries() -> None:
    script = (
        "import sys; from minga.config.command import main; sys.argv = ['minga', 'roster', '--help']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(sorted({'django', 'numpy', 'numba', 'ortools'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "usage: minga roster" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_prompt_completes_the_public_names_before_anything_is_loaded() -> None:
    asked = "import sys, minga.engines.rostering as r; print(dir(r) == sorted(r.__all__), 'numba' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.split() == ["True", "False"]


SHORT_OF_MEMORY = """
import resource, sys
from pathlib import Path
from minga.engines.rostering import Instance, MaxIterations, solve

taken = []

def take_all(progress):
    if progress.phase != sys.argv[3] or taken:
        return
    size = next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmSize"))
    resource.setrlimit(resource.RLIMIT_AS, (size * 1024, resource.RLIM_INFINITY))
    for block in (1 << 20, 1 << 16, 1 << 12):
        try:
            while True:
                taken.append(bytearray(block))
        except MemoryError:
            pass

result = solve(Instance.read(Path(sys.argv[1])), MaxIterations(300), progress=take_all)
result.write(Path(sys.argv[2]))
print(result.stopped_by)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits its own memory as Linux does")
@pytest.mark.parametrize("phase", ["self sign-up", "settle"])
def test_memory_that_gives_out_leaves_the_best_roster_so_far(tmp_path: Path, phase: str) -> None:
    drawn(3, people=200, shifts=100, days=12).write(tmp_path / "in")
    line = [sys.executable, "-c", SHORT_OF_MEMORY, str(tmp_path / "in"), str(tmp_path / "out"), phase]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "memory"), done.stderr
    assert check(tmp_path / "in", tmp_path / "out").valid


def test_no_memory_at_all_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn(3, people=8).write(tmp_path / "in")

    def no_memory(*_args: object, **_options: object) -> None:
        raise MemoryError

    monkeypatch.setattr("minga.engines.rostering.solver.prepare", no_memory)
    assert command(["solve", str(tmp_path / "in"), "-o", str(tmp_path / "out")]) == 2
    assert "not enough memory" in capsys.readouterr().err
    assert not list((tmp_path / "out").iterdir())
