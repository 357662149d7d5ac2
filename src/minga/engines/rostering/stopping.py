"""When to stop: small objects that look at the progress and say yes or no."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. Cost, bound in cost units (None while there is none), seconds since its start."""

    phase: str
    seconds: float
    iterations: int
    cost: int | None
    bound: float | None

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost, None while one of the two is missing."""
        if self.cost is None or self.bound is None:
            return None
        return (self.cost - self.bound) / self.cost if self.cost else 0.0


class Stop(Protocol):
    """A stopping criterion."""

    def __call__(self, progress: Progress) -> bool: ...

    def share(self, progress: Progress) -> float:
        """How much of the run is over, 0 to 1; phases are planned by it."""
        ...


@dataclass(frozen=True, slots=True)
class MaxRuntime:
    """Stop after so many seconds."""

    seconds: float

    def __call__(self, progress: Progress) -> bool:
        return progress.seconds >= self.seconds

    def share(self, progress: Progress) -> float:
        """Seconds spent over seconds given."""
        return min(1.0, progress.seconds / max(self.seconds, 1e-9))


@dataclass(frozen=True, slots=True)
class MaxIterations:
    """Stop after so many iterations; with the same seed and threads the answer is the same on every run."""

    iterations: int

    def __call__(self, progress: Progress) -> bool:
        return progress.iterations >= self.iterations

    def share(self, progress: Progress) -> float:
        """Iterations done over iterations given."""
        return min(1.0, progress.iterations / max(self.iterations, 1))


@dataclass(frozen=True, slots=True)
class GapReached:
    """Stop when (cost - bound) / cost is at most `gap`, or when `otherwise` says so."""

    gap: float
    otherwise: Stop = field(default_factory=lambda: MaxRuntime(60))

    def __call__(self, progress: Progress) -> bool:
        return (progress.gap is not None and progress.gap <= self.gap) or self.otherwise(progress)

    def share(self, progress: Progress) -> float:
        """That of `otherwise`."""
        return self.otherwise.share(progress)
