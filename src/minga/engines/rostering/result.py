"""What a run gives back: the roster, its cost by part, the bound with its multipliers, the history."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.filing import finish_writing, write_files
from minga.engines.rostering.writer import json_bytes, report_bytes, roster_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Instance, Roster
    from minga.engines.rostering.stopping import Progress

FILES = ("roster.csv", "report.json", "bound.json")
PARTS = ("minimum", "target", "leader", "language", "promised", "preference", "travel", "change")


@dataclass(frozen=True, eq=False)
class Multipliers:
    """Prices of the bound, in cost units: y by shift, z by shift, w by row of Instance.needs."""

    heads: NDArray[np.float64]
    leaders: NDArray[np.float64]
    languages: NDArray[np.float64]

    def document(self, instance: Instance, bound: float) -> dict[str, Any]:
        """The bound and the multipliers that prove it, as bound.json of the format has them."""
        languages: dict[str, dict[str, float]] = {}
        for (shift, language, _), price in zip(instance.needs.tolist(), self.languages.tolist(), strict=True):
            languages.setdefault(instance.shifts[shift], {})[instance.languages[language]] = price
        return {
            "bound": bound,
            "multipliers": {
                "heads": dict(zip(instance.shifts, self.heads.tolist(), strict=True)),
                "leaders": dict(zip(instance.shifts, self.leaders.tolist(), strict=True)),
                "languages": languages,
            },
        }

    @staticmethod
    def read(folder: Path, instance: Instance) -> Multipliers | None:
        """Those of a roster's folder, 0 for shifts they do not name; None where there is no bound.json that can be
        read.
        """
        try:
            finish_writing(folder)
            found = json.loads((folder / "bound.json").read_text(encoding="utf-8"))["multipliers"]
            by_need = [
                found["languages"].get(instance.shifts[shift], {}).get(instance.languages[language], 0.0)
                for shift, language, _ in instance.needs.tolist()
            ]
            heads, leaders = (
                [found[kind].get(shift, 0.0) for shift in instance.shifts] for kind in ("heads", "leaders")
            )
            read = [np.array(values, np.float64) for values in (heads, leaders, by_need)]
            return Multipliers(*read) if all(np.isfinite(values).all() for values in read) else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            return None


@dataclass(frozen=True, eq=False)
class Result:
    """The best roster of a run. `cost` is the sum of `parts`; `bound` and `full_bound` hold for every roster that keeps
    the hard rules: `bound` is that of the format, which leaves H8 out of the volunteers' part, `full_bound` keeps it
    and is never lower.
    """

    instance: Instance
    roster: Roster
    parts: dict[str, int]
    bound: float
    multipliers: Multipliers
    full_bound: float
    full_multipliers: Multipliers
    self_sign_up: int
    seconds: float
    iterations: int
    stopped_by: str
    history: list[Progress] = field(default_factory=list)

    @property
    def cost(self) -> int:
        """The objective; lower is better."""
        return sum(self.parts.values())

    @property
    def gap(self) -> float:
        """(cost - bound) / cost."""
        return (self.cost - self.bound) / self.cost if self.cost else 0.0

    @property
    def loss_left(self) -> float:
        """Avoidable loss left: (cost - bound) / (cost of self sign-up - bound)."""
        return self._loss_left(self.bound)

    @property
    def full_gap(self) -> float:
        """The gap to `full_bound`."""
        return (self.cost - self.full_bound) / self.cost if self.cost else 0.0

    @property
    def full_loss_left(self) -> float:
        """Avoidable loss left as `full_bound` has it."""
        return self._loss_left(self.full_bound)

    def _loss_left(self, bound: float) -> float:
        avoidable = self.self_sign_up - bound
        return (self.cost - bound) / avoidable if avoidable > 0 else 0.0

    def report(self) -> dict[str, Any]:
        """report.json of the format."""
        from minga.engines.rostering.explaining import coverage_by, unfilled
        from minga.engines.rostering.fairness import fairness

        instance, roster = self.instance, self.roster
        days = [instance.day_name(day) for day in range(instance.days)]
        return {
            "objective": self.cost,
            "parts": self.parts,
            "bound": self.bound,
            "gap": self.gap,
            "avoidable_loss_left": self.loss_left,
            "full_bound": self.full_bound,
            "full_gap": self.full_gap,
            "full_avoidable_loss_left": self.full_loss_left,
            "self_sign_up": self.self_sign_up,
            "seconds": round(self.seconds, 2),
            "peak_mb": peak_megabytes(),
            "stopped_by": self.stopped_by,
            "by_day": coverage_by(instance, roster, instance.shift_day, days),
            "by_venue": coverage_by(instance, roster, instance.shift_venue, instance.venues),
            "fairness": fairness(instance, roster),
            "unfilled": unfilled(instance, roster),
            "history": [[round(step.seconds, 2), step.phase, step.cost, step.bound] for step in self.history],
        }

    def write(self, folder: Path | str, *, beside: Mapping[str, bytes] | None = None, gone: Iterable[str] = ()) -> None:
        """Write roster.csv, report.json, bound.json and what stands `beside` them, and take out what is `gone`; all or
        nothing. Raises OSError.
        """
        proof = {
            **self.multipliers.document(self.instance, self.bound),
            "full": self.full_multipliers.document(self.instance, self.full_bound),
        }
        contents = (roster_bytes(self.instance, self.roster), report_bytes(self.report()), json_bytes(proof))
        files = dict(zip(FILES, contents, strict=True))
        write_files(folder, {**files, **(beside or {})}, gone=gone)

    def plot(self, path: Path | str) -> None:
        """Draw cost and bound over time as an SVG file."""
        from minga.engines.rostering.pictures import history_svg

        steps = [(step.seconds, step.cost, step.bound) for step in self.history]
        Path(path).write_text(history_svg(steps), encoding="utf-8")


def peak_megabytes() -> float:
    """Largest memory of this process so far, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(largest / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)  # macOS tells it in bytes
