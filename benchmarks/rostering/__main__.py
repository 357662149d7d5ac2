"""Rosters against bound and baselines: `python -m benchmarks rostering [--only solve replan scaling] [--volunteers N]`.

Each case runs in a process of its own, so that its memory is its own; every roster is verified by the checker. Without
--schedule the instances come from the two schedules beside this file.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.rostering import case, replanned, scaling
from benchmarks.rostering.shapes import Case, Row, machine, shape

KINDS: dict[str, tuple[tuple[str, ...], Callable[[Case], Row]]] = {
    "solve": (case.HEADER, case.measure),
    "replan": (replanned.HEADER, replanned.measure),
    "scaling": (scaling.HEADER, scaling.measure),
}
SIZES = {
    "solve": [2_000, 18_000, 45_000],
    "replan": [45_000],
    "scaling": [1_000, 2_000, 5_000, 10_000, 20_000, 45_000, 100_000],
}


def main() -> int:
    """Print the tables; 1 when a roster does not pass the checker."""
    arguments = _parser().parse_args()
    if arguments.case:
        given = Case.from_json(arguments.case)
        row = KINDS[given.kind][1](given)
        print(json.dumps([row.text, row.valid, row.figures]), flush=True)
        return 0
    clock = "processor seconds a thread" if arguments.processor else "seconds by the clock"
    print(f"{machine()}, {arguments.threads} threads, {clock}", flush=True)
    valid = True
    for kind in arguments.only:
        print("\n" + _head(KINDS[kind][0]), flush=True)
        rows: list[Row] = []
        for given in _cases(arguments, kind):
            first = scaling.guess([row.figures for row in rows], given.volunteers)
            row = _apart(replace(given, first=first))
            print(row.text if row.valid else f"{row.text} INVALID", flush=True)
            rows.append(row)
        valid = valid and all(row.valid for row in rows)
        if kind == "scaling":
            print("\n" + scaling.law([row.figures for row in rows]), flush=True)
    return 0 if valid else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks rostering")
    parser.add_argument("--only", nargs="+", choices=list(KINDS), default=list(KINDS))
    parser.add_argument("--schedule", type=Path, help="CSV with start_date, end_date, venue, venue_code")
    parser.add_argument("--volunteers", type=int, nargs="+")
    parser.add_argument("--demand", type=float, nargs="+", help="0.75 0.85 0.95 (0.85 for replan and scaling)")
    parser.add_argument("--absent", type=float, nargs="+", default=[0.05, 0.30], help="share absent (replan)")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--time-limit", type=float, help="seconds for a solve (30, 240 or 600 by size)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--processor", action="store_true", help="limits are processor seconds a thread (solve, scaling)"
    )
    parser.add_argument(
        "--no-cp-sat", action="store_true", help="without CP-SAT on the whole model, same time and cores"
    )
    parser.add_argument("--case", help=argparse.SUPPRESS)
    return parser


def _cases(arguments: argparse.Namespace, kind: str) -> Iterator[Case]:
    for volunteers in arguments.volunteers or SIZES[kind]:
        for demand in arguments.demand or ([0.75, 0.85, 0.95] if kind == "solve" else [0.85]):
            for seed in arguments.seeds:
                for absent in arguments.absent if kind == "replan" else [0.0]:
                    schedule, venues, zones, seconds = shape(volunteers, arguments.schedule)
                    yield Case(
                        kind=kind,
                        schedule=str(schedule),
                        volunteers=volunteers,
                        venues=venues,
                        zones=zones,
                        demand=demand,
                        seed=seed,
                        seconds=arguments.time_limit or seconds,
                        threads=arguments.threads,
                        absent=absent,
                        with_cp_sat=not arguments.no_cp_sat,
                        processor=arguments.processor,
                    )


def _apart(given: Case) -> Row:
    """Measure in another process."""
    command = [sys.executable, "-m", "benchmarks.rostering", "--case", given.to_json()]
    done = subprocess.run(command, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        return Row(f"| {given.volunteers:,} | failed with status {done.returncode} |", valid=False, figures=[])
    text, valid, figures = json.loads(done.stdout.splitlines()[-1])
    return Row(text, valid=valid, figures=figures)


def _head(names: tuple[str, ...]) -> str:
    return "| " + " | ".join(names) + " |\n" + "|---" * len(names) + "|"


if __name__ == "__main__":
    sys.exit(main())
