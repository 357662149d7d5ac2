"""An event that lasts for weeks."""

from __future__ import annotations

import numpy as np

from minga.engines.rostering.shiftscheduling.problem import Employee, Problem, ShiftType

DAYS = 56


def season(days: int = DAYS, people: int = 6) -> Problem:
    """Full timers, three types, tight cover, for so many days."""
    chance = np.random.default_rng(7)
    types = [
        ShiftType("E", 480, frozenset()),
        ShiftType("D", 480, frozenset("E")),
        ShiftType("L", 480, frozenset("ED")),
    ]
    shifts = days * 9 // 14
    limits = (shifts * 480, (shifts - 1) * 480, 5, 2, 2, days // 14)
    keys = [(e, d, int(chance.integers(3))) for e in range(people) for d in range(days) if chance.random() < 0.3]
    return Problem(
        "season",
        days,
        types,
        [Employee(f"e{e}", {"L": days // 3}, *limits) for e in range(people)],
        days_off={(e, int(day)) for e in range(people) for day in chance.integers(0, days, days // 14)},
        wished={key: int(chance.integers(1, 4)) for key in keys},
        cover={(d, s): (int(chance.integers(0, people // 2)), 100, 1) for d in range(days) for s in range(3)},
    )
