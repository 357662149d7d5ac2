"""A roster early in a run: from time to time, while prices are still being found, one is settled quickly from what they
are by then, so that whoever interrupts a run finds one worth having.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from minga.engines.rostering.phases import SOFT, STIFF, drawn, exact, raise_multipliers
from minga.engines.rostering.state import copy_state, refresh_all

if TYPE_CHECKING:
    from minga.engines.rostering.phases import Run

MARKS = (0.03, 0.1, 0.25)  # shares of the run where one is settled
MOST, ONE = 0.03, 0.004  # shares of the run after which no more is settled, and of one while prices stiffen
SHORTEST, LONGEST = 1 / 40, 1 / 5  # part of the way from smoothed to true prices between two sweeps
LAST = 3  # sweeps at true marginal cost


class EarlyRosters:
    """Settles a roster quickly at each of the marks, as far as its share of the time goes. The run is left as it was,
    its numbers by chance and its count of iterations too; only its best roster may be another afterwards.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._marks = list(MARKS)
        self._generator = np.random.default_rng(1)
        self._spent, self._last = 0.0, 0.0

    def look(self) -> None:
        """Settle one where it is time for it."""
        run = self._run
        begin = run.stop.share(run.progress())
        if not self._marks or begin < self._marks[0] or self._spent + self._last > MOST or run.over():
            return
        while self._marks and begin >= self._marks[0]:
            self._marks.pop(0)
        kept, iterations = run.generator, run.iterations
        run.generator = self._generator
        try:
            self._settle(begin + 2 * ONE)
        finally:
            run.generator, run.iterations = kept, iterations
        self._last = run.stop.share(run.progress()) - begin
        self._spent += self._last
        run.tell(run.phase)

    def _settle(self, until: float) -> None:
        run, prices = self._run, self._run.best_prices
        if run.bundle is None or prices is None:
            return
        state, volunteers = copy_state(run.locked_only), len(run.instance.volunteers)
        drawn(run, run.bundle, state)
        for array, price in zip((state.y, state.z, state.w), prices, strict=True):
            array[:] = -price
        done, before = 0.0, run.stop.share(run.progress())
        while done <= 1 and not run.over(until):
            state.stiff[:] = SOFT * (STIFF / SOFT) ** done / np.maximum(1, run.cover.target)
            refresh_all(run.net, run.cover, state)
            run.sweep(state, run.generator.permutation(volunteers), until)
            raise_multipliers(run, state)
            after = run.stop.share(run.progress())
            done, before = done + min(LONGEST, max(SHORTEST, (after - before) / ONE)), after
        exact(run, state, np.arange(volunteers), most=LAST, until=until + ONE)
        run.consider(state)
