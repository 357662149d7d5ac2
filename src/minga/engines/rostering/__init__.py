"""Who serves which shift: instances, a solver with a proof, an independent checker. Heavy parts load when used."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from minga.engines.rostering.stale import forget_what_is_old

if TYPE_CHECKING:
    from minga.engines.rostering.checker import check
    from minga.engines.rostering.defects import UnusableInstance
    from minga.engines.rostering.instance import Instance, Roster, Rules, Weights
    from minga.engines.rostering.replanning import replan
    from minga.engines.rostering.result import Result
    from minga.engines.rostering.solver import solve
    from minga.engines.rostering.stopping import GapReached, MaxIterations, MaxRuntime

_HOME = {
    "check": "checker",
    "UnusableInstance": "defects",
    "Instance": "instance",
    "Roster": "instance",
    "Rules": "instance",
    "Weights": "instance",
    "replan": "replanning",
    "Result": "result",
    "solve": "solver",
    "GapReached": "stopping",
    "MaxIterations": "stopping",
    "MaxRuntime": "stopping",
}

__all__ = [
    "GapReached",
    "Instance",
    "MaxIterations",
    "MaxRuntime",
    "Result",
    "Roster",
    "Rules",
    "UnusableInstance",
    "Weights",
    "check",
    "replan",
    "solve",
]

forget_what_is_old(Path(__file__).parent)


def __getattr__(name: str) -> Any:
    """Load what is asked for from the module that holds it."""
    if name not in _HOME:
        raise AttributeError(name)
    return getattr(import_module(f"minga.engines.rostering.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """The public names, loaded or not: what a prompt completes."""
    return sorted(__all__)
