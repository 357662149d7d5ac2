"""`minga roster import-shift-scheduling FILE` and `minga roster benchmark FOLDER`."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from minga.engines.rostering.defects import Defect, UnusableInstance
from minga.engines.rostering.filing import make_ready, write_files
from minga.engines.rostering.shiftscheduling.checking import broken, objective
from minga.engines.rostering.shiftscheduling.problem import FREE, read_problem
from minga.engines.rostering.writer import csv_bytes

# Objectives as tabled by ORProjects/NRP, ComputationalResults: Gurobi after 10 minutes, best after 10, best after 60.
PUBLISHED = {
    "Instance1": (607, 607, 607),
    "Instance2": (828, 828, 828),
    "Instance3": (1001, 1001, 1001),
    "Instance4": (1716, 1716, 1716),
    "Instance5": (1143, 1143, 1143),
    "Instance6": (1950, 1950, 1950),
    "Instance7": (1056, 1056, 1056),
    "Instance9": (439, 439, 439),
    "Instance10": (4631, 4631, 4631),
    "Instance12": (4045, 4042, 4040),
    "Instance13": (500410, 3109, 1905),
    "Instance15": (78144, 4144, 3928),
    "Instance17": (6149, 5760, 5750),
}
HEADER = "| instance | days, staff, shift types | cost | bound | seconds | Gurobi 10 min | best 10 min | best 60 min |"
Say = Callable[[str], None]
GOOD, FAILED, INTERRUPTED = 0, 1, 130


def solve_file(arguments: Namespace, say: Say) -> int:
    """Solve one file, check the plan, print and perhaps write it. Gives 0, 1 when the check fails, 130 interrupted."""
    row, status = _solved(arguments, arguments.file, arguments.output, say)
    say(HEADER + "\n" + _rule())
    say(row)
    return status


def solve_folder(arguments: Namespace, say: Say) -> int:
    """Solve every *.txt file of a folder and print a table. Gives 0, 1 when a check fails, 130 when
    it is interrupted: nothing more is begun then.
    """
    files = sorted(arguments.folder.glob("*.txt"), key=lambda path: (len(path.stem), path.stem))
    if not files:
        remedy = "Name a folder with files of this format."
        raise UnusableInstance((Defect(str(arguments.folder), 0, "", "holds no .txt file.", remedy),))
    say(HEADER + "\n" + _rule())
    worst = GOOD
    for path in files:
        try:
            row, status = _solved(arguments, path, None, say)
        except UnusableInstance as error:
            row, status = f"| {path.stem} | {error.defects[0]} |", FAILED
        say(row)
        worst = max(worst, status)
        if status == INTERRUPTED:
            break
    return worst


def _rule() -> str:
    return "|---" * HEADER.count(" |") + "|"


def _solved(arguments: Namespace, path: Path, output: Path | None, say: Say) -> tuple[str, int]:
    """A row of the table and the exit status."""
    from minga.engines.rostering.shiftscheduling.solving import Infeasible, solve_problem

    problem = read_problem(path)
    if output is not None:
        make_ready(output.parent, [output.name])
    began = time.perf_counter()

    def progress(text: str) -> None:
        if arguments.progress:
            sys.stderr.write(f"{path.stem} {text}\n")

    try:
        found = solve_problem(
            problem, arguments.time_limit, threads=arguments.threads, seed=arguments.seed, say=progress
        )
    except Infeasible as error:
        remedy = "Loosen a limit of SECTION_STAFF or a fixed day off."
        raise UnusableInstance((Defect(path.name, 0, "SECTION_STAFF", str(error), remedy),)) from error
    seconds = time.perf_counter() - began
    findings = broken(problem, found.plan)
    if objective(problem, found.plan) != found.cost:
        findings.append(f"The cost is {objective(problem, found.plan)}, not {found.cost}.")
    for finding in findings:
        say(f"{path.name}: {finding}")
    if output is not None and not findings:
        rows = (
            (problem.staff[row].name, day, problem.shifts[shift].name)
            for row, days in enumerate(found.plan)
            for day, shift in enumerate(days)
            if shift != FREE
        )
        write_files(output.parent, {output.name: csv_bytes(("employee", "day", "shift"), rows)})
    size = f"{problem.days}, {len(problem.staff)}, {len(problem.shifts)}"
    proven = " (optimal)" if found.proven else ""
    published = " | ".join(f"{figure}" for figure in PUBLISHED.get(path.stem, ("", "", "")))
    row = f"| {path.stem} | {size} | {found.cost}{proven} | {found.bound:.0f} | {seconds:.0f} | {published} |"
    return row, FAILED if findings else INTERRUPTED if found.interrupted else GOOD
