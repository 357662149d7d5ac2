"""What the independent checker says of the roster that a run stands at."""

from __future__ import annotations

from pathlib import Path

from minga.engines.rostering import Instance, check
from minga.engines.rostering.baselines import roster_from_paths
from minga.engines.rostering.phases import Run
from minga.engines.rostering.state import State
from minga.engines.rostering.writer import roster_bytes


def checked_cost(instance: Instance, run: Run, state: State, folder: Path) -> int:
    """The scaled cost that the checker computes from files in `folder`; fails where the roster breaks a rule."""
    instance.write(folder / "in")
    (folder / "roster.csv").write_bytes(roster_bytes(instance, roster_from_paths(instance, state.path, state.count)))
    verdict = check(folder / "in", folder / "roster.csv")
    assert verdict.valid, verdict
    assert verdict.cost is not None
    return verdict.cost * run.pairs.scale
