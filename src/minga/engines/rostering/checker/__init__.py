"""The independent check of a roster: rules, cost and bound from the files, with no line of the solver's code."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeGuard

from minga.engines.rostering.checker.cost import recomputed_cost
from minga.engines.rostering.checker.files import Unreadable, World, read_pairs, read_world
from minga.engines.rostering.checker.rules import broken_rules

if TYPE_CHECKING:
    from collections.abc import Callable

TOLERANCE = 1e-6
UNFINISHED = ".being-written.json"  # stands in a folder whose files have not all been moved to their places
ROUNDED = 1e-3  # a gap may be stated so much too small


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found. `findings` is empty when all holds; `cost` is None while a rule is broken. `bound` is that
    of the format, `full_bound` the one that keeps H8 too, where bound.json holds one.
    """

    findings: list[str]
    parts: dict[str, int] = field(default_factory=dict)
    cost: int | None = None
    bound: float | None = None
    full_bound: float | None = None

    @property
    def valid(self) -> bool:
        """Whether every rule holds and every stated figure is as recomputed."""
        return not self.findings


def check(instance: Path | str, roster: Path | str, *, say: Callable[[str], None] | None = None) -> Verdict:
    """Recompute everything from an instance folder and a roster (folder or roster.csv). Raises Unreadable.

    Changes count against previous.csv of the instance, else against the one that a re-plan leaves beside its roster.
    """
    place = Path(roster)
    _refuse_unfinished(Path(instance))
    world = read_world(Path(instance), published=place)
    pairs, leaders = read_pairs(world, _table_of(place))
    findings = broken_rules(world, pairs, leaders)
    if findings:
        return Verdict(findings)
    parts = recomputed_cost(world, pairs, leaders)
    cost = sum(parts.values())
    if not place.is_dir():
        return Verdict([], parts, cost)
    findings += _report_findings(place / "report.json", parts, cost)
    bounds: list[float | None] = [None, None]
    if (place / "bound.json").exists():
        if say is not None:
            say("Recomputing the bound …")
        document = _load(place / "bound.json")
        for which, stated in enumerate((document, document.get("full"))):
            if stated is not None:
                bounds[which], more = _bound_findings(world, stated, cost, full=which == 1)
                findings += more
    findings += _claims(place / "report.json", bounds, cost)
    return Verdict(findings, parts, cost, *bounds)


def broken_hard_rules(instance: Path | str, roster: Path | str) -> list[str]:
    """Every hard rule that a roster (folder or roster.csv) breaks, with its ids; nothing else is looked at. Raises
    Unreadable.
    """
    _refuse_unfinished(Path(instance))
    world = read_world(Path(instance))
    return broken_rules(world, *read_pairs(world, _table_of(Path(roster))))


def _table_of(place: Path) -> Path:
    """roster.csv itself. Raises Unreadable where the folder's files do not belong together."""
    _refuse_unfinished(place if place.is_dir() else place.parent)
    return place / "roster.csv" if place.is_dir() else place


def _refuse_unfinished(folder: Path) -> None:
    if (folder / UNFINISHED).exists():
        raise Unreadable(
            f"{folder} was being written when that program ended: its files do not belong together. "
            f"`minga roster verify` moves what is left and goes on."
        )


def _load(path: Path) -> dict[str, Any]:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Unreadable(f"{path.name} cannot be read: {error}.") from error
    if not isinstance(document, dict):
        raise Unreadable(f"{path.name} holds no object.")
    return document


def _report_findings(path: Path, parts: dict[str, int], cost: int) -> list[str]:
    if not path.exists():
        return []
    report = _load(path)
    findings = []
    if report.get("objective") != cost:
        findings.append(f"report.json states an objective of {report.get('objective')}; it is {cost}.")
    stated = report.get("parts")
    if isinstance(stated, dict):
        findings += [
            f"report.json states {stated.get(name)} for {name}; it is {value}."
            for name, value in parts.items()
            if stated.get(name) != value
        ]
    return findings


def _claims(path: Path, bounds: list[float | None], cost: int) -> list[str]:
    """What report.json claims of the bounds beyond what the multipliers of bound.json prove."""
    report = _load(path) if path.exists() else {}
    findings = []
    for name, gap_name, proven in (("bound", "gap", bounds[0]), ("full_bound", "full_gap", bounds[1])):
        stated, gap = report.get(name), report.get(gap_name)
        if proven is None:
            claims = [(what, figure) for what, figure in ((name, stated), (gap_name, gap)) if _is_number(figure)]
            findings += [
                f"report.json states a {what} of {figure}; nothing in bound.json proves it." for what, figure in claims
            ]
            continue
        if _is_number(stated) and not stated <= proven + TOLERANCE * max(1.0, abs(proven)):
            findings.append(f"report.json states a {name} of {stated}; the multipliers prove {proven:.4f}.")
        least = (cost - proven) / cost if cost else 0.0
        if _is_number(gap) and not gap >= least - ROUNDED:
            findings.append(f"report.json states a {gap_name} of {gap}; it is {least:.4f}.")
    return findings


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float)


def _bound_findings(world: World, document: Any, cost: int, *, full: bool) -> tuple[float, list[str]]:
    from minga.engines.rostering.checker.bound import recomputed_bound

    try:
        stated = float(document["bound"])
        if not math.isfinite(stated):  # a bound that is no number is above nothing, and would pass
            raise ValueError(f"the bound is {stated}, no finite number")
        multipliers = document["multipliers"]
        bound = recomputed_bound(world, multipliers, full=full)
    except KeyError as error:
        raise Unreadable(f"bound.json does not fit the format (it has no {error}).") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise Unreadable(f"bound.json does not fit the format ({error}).") from error
    slack, name = TOLERANCE * max(1.0, abs(bound)), "full bound" if full else "bound"
    findings = []
    if stated > bound + slack:
        findings.append(f"bound.json states a {name} of {stated}; its multipliers prove {bound:.4f}.")
    if bound > cost + slack:
        findings.append(f"The {name} {bound:.4f} is above the cost {cost}: one of the two computations is wrong.")
    return bound, findings


__all__ = ["Unreadable", "Verdict", "broken_hard_rules", "check"]
