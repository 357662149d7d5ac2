"""A published roster, half the event over, some people absent from tomorrow on: mended in seconds, or solved anew."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from benchmarks.rostering.shapes import Case, Row, cells, scratch

from minga.engines.rostering import Instance, MaxRuntime, Roster, ahead, check, solve
from minga.engines.rostering.baselines import with_leaders
from minga.engines.rostering.costing import counts_of
from minga.engines.rostering.instance import MINUTES_PER_DAY
from minga.engines.rostering.reader import read_roster

HEADER = (
    *("volunteers", "absent", "seed", "limit", "seconds", "MB", "cost", "full solve", "against it"),
    *("pairs freed by absence", "other pairs dropped", "share", "pairs added"),
    *("missing, the heaviest first: before", "mended"),
)
COMMAND = (sys.executable, "-c", "import sys; from minga.engines.rostering.cli import command; command(sys.argv[1:])")
LIMITS = ((0.10, 10.0), (1.0, 60.0))  # up to so large a share absent, so many seconds


def measure(case: Case) -> Row:
    """Publish, let people be absent, mend by the command within the limit, solve anew within the limit of a solve,
    compare. The seconds are those from the start of the command to its end.
    """
    ahead.solving()
    instance = case.instance()
    published = solve(instance, MaxRuntime(case.seconds), threads=case.threads)
    changed = with_absences(instance, published.roster, case.absent, case.seed)
    seconds = next(limit for share, limit in LIMITS if case.absent <= share)
    with scratch() as name:
        folder = Path(name)
        changed.write(folder / "in")
        published.write(folder / "published")
        began = time.perf_counter()
        options = ("--time-limit", f"{seconds:g}", "--threads", str(case.threads))
        mending = (*COMMAND, "replan", folder / "in", folder / "published", "-o", folder / "out", *options)
        subprocess.run(mending, check=True, stdout=subprocess.DEVNULL)
        spent = time.perf_counter() - began
        report = json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))
        mended = read_roster(folder / "out", changed)
        full = solve(changed, MaxRuntime(case.seconds), threads=case.threads)
        full.write(folder / "full")
        verdicts = [check(folder / "in", folder / kind) for kind in ("out", "full")]
    cost = int(report["objective"])
    valid = all(verdict.valid for verdict in verdicts) and verdicts[0].cost == cost
    freed, dropped, added = differences(changed, mended)
    text = cells(
        *(
            f"{case.volunteers:,}",
            f"{case.absent:.0%}",
            case.seed,
            f"{seconds:.0f} s",
            f"{spent:.1f}",
            f"{report['peak_mb']:,.0f}",
        ),
        *(f"{cost:,}", f"{full.cost:,}", f"{cost / max(1, full.cost) - 1:+.2%}", f"{freed:,}"),
        *(f"{dropped:,}", f"{dropped / max(1, len(published.roster)):.2%}", f"{added:,}"),
        *(by_weight(changed, still_there(changed)), by_weight(changed, mended)),
    )
    return Row(text, valid=valid, figures=[])


def with_absences(instance: Instance, published: Roster, share: float, seed: int) -> Instance:
    """The instance in the evening of its middle day: `share` of the people are away from the next day to the end."""
    generator = np.random.default_rng(seed)
    today = instance.days // 2
    away = np.sort(generator.permutation(len(instance.volunteers))[: round(share * len(instance.volunteers))])
    rows = np.zeros((len(away), 3), np.int32)
    rows[:, 0], rows[:, 1], rows[:, 2] = away, (today + 1) * MINUTES_PER_DAY, (instance.days + 2) * MINUTES_PER_DAY
    previous = np.column_stack([published.pairs, published.leader]).astype(np.int32)
    return dataclasses.replace(instance, absences=rows, previous=previous, now=today * MINUTES_PER_DAY + 1200)


def differences(instance: Instance, roster: Roster) -> tuple[int, int, int]:
    """Published pairs that absences made impossible; other published pairs that were dropped; pairs that are new."""
    assert instance.previous is not None
    before = {(v, s) for v, s, _ in instance.previous.tolist()}
    now = {(v, s) for v, s in roster.pairs.tolist()}
    from_minute = dict(instance.absences[:, :2].tolist())
    freed = {(v, s) for v, s in before - now if v in from_minute and instance.shift_end[s] > from_minute[v]}
    return len(freed), len(before - now - freed), len(now - before)


def still_there(instance: Instance) -> Roster:
    """The published roster without those who are absent."""
    assert instance.previous is not None
    from_minute = dict(instance.absences[:, :2].tolist())
    last = (instance.days + 2) * MINUTES_PER_DAY
    stays = [instance.shift_end[s] <= from_minute.get(v, last) for v, s, _ in instance.previous.tolist()]
    return with_leaders(instance, instance.previous[stays, :2])


def by_weight(instance: Instance, roster: Roster) -> str:
    """How much is missing of each kind, and its share of what is asked for; the kinds by what one of it weighs."""
    heads, leaders, speakers = counts_of(instance, roster)
    weights, low, high = instance.weights, instance.shift_minimum, instance.shift_target
    kinds = [
        (weights.minimum, "minimum", np.maximum(0, low - heads), low),
        (weights.leader, "leaders", np.maximum(0, instance.shift_leaders - leaders), instance.shift_leaders),
        (weights.language, "speakers", np.maximum(0, instance.needs[:, 2] - speakers), instance.needs[:, 2]),
        (weights.target, "target", np.maximum(0, high - np.maximum(heads, low)), high - low),
    ]
    kinds.sort(key=lambda kind: -kind[0])
    return ", ".join(
        f"{name} {int(missing.sum()):,} ({missing.sum() / max(1, asked.sum()):.1%})"
        for _, name, missing, asked in kinds
    )
