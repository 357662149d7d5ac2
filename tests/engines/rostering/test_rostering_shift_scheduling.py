"""The public shift scheduling format: read with every defect, solved to a proven optimum, counted by other code."""

import csv
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from minga.engines.rostering import UnusableInstance
from minga.engines.rostering.cli import command
from minga.engines.rostering.shiftscheduling import solving
from minga.engines.rostering.shiftscheduling.checking import broken, objective
from minga.engines.rostering.shiftscheduling.model import Model
from minga.engines.rostering.shiftscheduling.problem import FREE, Employee, Problem, ShiftType, read_problem
from minga.engines.rostering.shiftscheduling.solving import solve_problem

TEXT = """# a small file
SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
L,480,E
SECTION_STAFF
A,E=7|L=2,2400,960,3,2,2,1
B,E=7|L=0,2400,960,3,2,2,0
SECTION_DAYS_OFF
A,0
SECTION_SHIFT_ON_REQUESTS
A,2,L,3
SECTION_SHIFT_OFF_REQUESTS
B,3,E,2
SECTION_COVER
0,E,1,100,1
3,E,2,100,1
5,L,1,100,1
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "small.txt").write_text(TEXT, "utf-8")
    return tmp_path / "small.txt"


def test_the_optimum_is_that_of_an_exhaustive_search(file: Path) -> None:
    problem = read_problem(file)
    lawful: list[list[list[int]]] = []
    for row in range(2):
        mine = []
        for days in product((FREE, 0, 1), repeat=7):
            plan = [[FREE] * 7, [FREE] * 7]
            plan[row] = list(days)
            if not [text for text in broken(problem, plan) if text.startswith(problem.staff[row].name)]:
                mine.append(list(days))
        lawful.append(mine)
    optimum = min(objective(problem, list(plan)) for plan in product(*lawful))
    found = solve_problem(problem, 10, threads=1)
    assert broken(problem, found.plan) == []
    assert (objective(problem, found.plan), found.cost, found.proven) == (optimum, optimum, True)
    assert found.bound == pytest.approx(optimum)


def test_each_broken_rule_is_named(file: Path) -> None:
    problem = read_problem(file)
    plan = [[0, 0, 0, 0, 1, 0, FREE], [FREE, 0, FREE, 0, FREE, FREE, 0]]
    told = " ".join(broken(problem, plan))
    for words in (
        "A: a shift on day 0, a fixed day off",
        "A: E on day 5 may not follow L",
        "A: 2880 minutes",
        "A: 6 days in a row from day 0, at most 3",
        "B: 1 working days in a row from day 1, at least 2",
        "B: 1 days off in a row from day 2, at least 2",
        "B: 1 weekends, at most 0",
    ):
        assert words in told


def test_the_command_writes_a_plan_and_a_row_of_the_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.parent / "plan.csv"
    options = ["--time-limit", "5", "--threads", "1"]
    assert command(["import-shift-scheduling", str(file), "-o", str(out), *options]) == 0
    assert "| small | 7, 2, 2 |" in capsys.readouterr().out
    with out.open(encoding="utf-8", newline="") as plan:
        assert {row["employee"] for row in csv.DictReader(plan)} == {"A", "B"}
    assert command(["benchmark", str(file.parent), *options]) == 0


def test_a_solution_where_a_folder_stands_is_told_before_anything_is_solved(
    file: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "solve_problem", lambda *_, **__: pytest.fail("ten minutes for nothing"))
    assert command(["import-shift-scheduling", str(file), "-o", str(file.parent)]) == 2
    assert f"{file.parent}: is a folder; name a file." in capsys.readouterr().err


def test_every_bad_line_is_named_and_contradicting_limits_too(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = file.parent / "bad.txt"
    bad.write_text(TEXT.replace("A,0", "C,9").replace("5,L,1,100,1", "5,L,one,100,1"), "utf-8")
    with pytest.raises(UnusableInstance) as caught:
        read_problem(bad)
    assert [defect.line for defect in caught.value.defects] == [11, 11, 19]
    bad.write_text(TEXT.replace("B,E=7|L=0", "B,E=1|L=0"), "utf-8")
    assert command(["import-shift-scheduling", str(bad), "--time-limit", "5"]) == 2
    said = capsys.readouterr().err
    assert (
        "No plan keeps the rules of employee B by themselves. Its shifts give at most 480 minutes, it must work 960."
        in said
    )


def test_every_plan_of_one_employee_is_in_the_model_and_no_other(file: Path) -> None:
    """Runs at the edges may be shorter, in the middle not: all 128 patterns of a week against the checking code."""
    problem = read_problem(file)
    only_early = replace(problem.staff[0], most={"E": 7, "L": 0}, least_minutes=0, most_minutes=7 * 480)
    problem = replace(problem, staff=[only_early], days_off=set(), wished={}, unwished={}, cover={})
    for pattern in product((FREE, 0), repeat=7):
        plan = [list(pattern)]
        held = Model(problem, plan, [0], ()).solve(10)
        assert (held.rows is None) == bool(broken(problem, plan)), pattern


def test_nought_may_stand_with_a_minus_and_nothing_else_may(file: Path) -> None:
    plain, cover = read_problem(file), TEXT.replace("0,E,1,100,1", "0,E,-0,100,1")
    file.write_text(cover, "utf-8")
    assert read_problem(file).cover == plain.cover | {(0, 0): (0, 100, 1)}
    file.write_text(cover.replace("-0", "-1"), "utf-8")
    with pytest.raises(UnusableInstance, match="“-1” is no whole number of 0 or more"):
        read_problem(file)


def test_order_blanks_comments_and_line_ends_do_not_matter(file: Path) -> None:
    plain = read_problem(file)
    parts = ["SECTION_" + part for part in TEXT.split("SECTION_")[1:]]
    loose = "".join(reversed(parts)).replace("L,480,E", "L , 480 ,\tE | ").replace("E=7|L=2", " E = 7 | L=2 |")
    loose = loose.replace("A,0\n", "A,0,\nB\n\n# nothing\n").replace("\n", "  \r\n")
    file.write_bytes(b"\xef\xbb\xbf" + loose.encode())
    assert read_problem(file) == plain
    file.write_text("".join(part for part in parts if "REQUESTS" not in part and "DAYS_OFF" not in part), "utf-8")
    bare = read_problem(file)
    assert (bare.days_off, bare.wished, bare.unwished, bare.cover) == (set(), {}, {}, plain.cover)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("SECTION_COVER", "SECTION_COVERS", 16, "SECTION_COVERS is no section"),
        ("\n7\n", "\n0\n", 3, "0 days cannot be planned"),
        ("L,480,E", "L,480,X", 6, "“X” is not listed"),
        ("A,E=7", "A,X=7", 8, "“X” is not listed"),
        ("B,E=7", "A,E=7", 9, "“A” is listed twice"),
        ("L,480,E", "E,480,", 6, "“E” is listed twice"),
        ("L,480,E", ",480,", 6, "has no name"),
    ],
)
def test_what_contradicts_itself_is_named(file: Path, old: str, new: str, line: int, words: str) -> None:
    file.write_text(TEXT.replace(old, new), "utf-8")
    with pytest.raises(UnusableInstance) as caught:
        read_problem(file)
    assert any(defect.line == line and words in str(defect) for defect in caught.value.defects)


@pytest.mark.parametrize("days", [1, 6, 10])
def test_no_shift_at_all_no_weekend_and_days_that_are_no_weeks(days: int) -> None:
    """An employee without any type, a type that nobody may do, no weekend, nothing wanted on some days."""
    early, late, never = (ShiftType(name, 480, frozenset()) for name in ("E", "L", "N"))
    nobody = Employee("A", {"E": 0, "L": 0, "N": 0}, 0, 0, 3, 1, 1, 1)
    weekdays = Employee("B", {"N": 0}, days * 480, 0, 3, 1, 1, 0)
    cover = {(day, shift): (int(day % 3 > 0 or shift == 2), 10, 1) for day in range(days) for shift in range(3)}
    problem = Problem("edge", days, [early, late, never], [nobody, weekdays], cover=cover)
    answer = Model(problem, None, range(2)).solve(10)
    found = solve_problem(problem, 5, threads=1)
    assert broken(problem, found.plan) == []
    assert (found.cost, found.proven) == (round(answer.bound), True)


def test_an_interruption_ends_the_benchmark_with_the_plan_so_far(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (file.parent / "smaller.txt").write_text(TEXT, "utf-8")

    def interrupted(*_given: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("minga.engines.rostering.shiftscheduling.solving.anneal", interrupted)
    assert command(["benchmark", str(file.parent), "--time-limit", "5", "--threads", "1"]) == 130
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| small")]
    assert [row.split("|")[1].strip() for row in rows] == ["small"]
    plan = file.parent / "plan.csv"
    options = ["--time-limit", "5", "--threads", "1", "-o", str(plan)]
    assert command(["import-shift-scheduling", str(file), *options]) == 130
    assert plan.read_text("utf-8").startswith("employee,day,shift")
