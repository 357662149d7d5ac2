"""One case of the first table: instance made, solved, verified; the baselines beside it."""

from __future__ import annotations

from pathlib import Path

from benchmarks.rostering.clock import limit, now
from benchmarks.rostering.shapes import Case, Row, cells, scratch
from benchmarks.rostering.whole import TooLarge, cp_sat

from minga.engines.rostering import Instance, Roster, check, solve
from minga.engines.rostering.baselines import greedy_by_scarcity
from minga.engines.rostering.result import peak_megabytes
from minga.engines.rostering.writer import roster_bytes

HEADER = (
    *("volunteers", "demand", "seed", "cost", "bound", "gap", "loss left"),
    *("full bound", "full gap", "full loss left"),
    *("self sign-up", "by scarcity", "CP-SAT", "seconds", "MB"),
)


def measure(case: Case) -> Row:
    """Solve one instance within the time limit and beside it the baselines."""
    instance = case.instance()
    with scratch() as name:
        folder = Path(name)
        instance.write(folder / "in")
        began = now(case.threads, processor=case.processor)
        result = solve(instance, limit(case.seconds, case.threads, processor=case.processor), threads=case.threads)
        spent, memory = now(case.threads, processor=case.processor) - began, peak_megabytes()
        result.write(folder / "out")
        verdict = check(folder / "in", folder / "out")
        scarce = checked(folder, instance, greedy_by_scarcity(instance))
        whole = _whole(case, folder, instance) if case.with_cp_sat else "–"
    valid = verdict.valid and verdict.cost == result.cost and "invalid" not in {scarce, whole}
    text = cells(
        *(f"{case.volunteers:,}", f"{case.demand:.0%}", case.seed, f"{result.cost:,}", f"{result.bound:,.0f}"),
        *(f"{result.gap:.1%}", f"{result.loss_left:.2%}", f"{result.full_bound:,.0f}"),
        *(f"{result.full_gap:.1%}", f"{result.full_loss_left:.2%}", f"{result.self_sign_up:,}", scarce, whole),
        *(f"{spent:.0f}", f"{memory:,.0f}"),
    )
    return Row(text, valid=valid, figures=[])


def _whole(case: Case, folder: Path, instance: Instance) -> str:
    """The cost of CP-SAT's roster, or why there is none."""
    try:
        return checked(folder, instance, cp_sat(instance, case.seconds, case.threads))
    except TooLarge as large:
        return f"{large.args[0]:,} pairs: too large to build"


def checked(folder: Path, instance: Instance, roster: Roster | None) -> str:
    """The cost as the checker counts it, or why there is none."""
    if roster is None:
        return "none in time"
    path = folder / "baseline.csv"
    path.write_bytes(roster_bytes(instance, roster))
    verdict = check(folder / "in", path)
    return f"{verdict.cost:,}" if verdict.valid else "invalid"
