"""Drawn problems of the public shift scheduling format."""

from itertools import product

import numpy as np

from minga.engines.rostering.shiftscheduling.problem import Employee, Problem, ShiftType

TYPES = [
    ShiftType("E", 480, frozenset()),
    ShiftType("L", 600, frozenset({"E"})),
    ShiftType("N", 720, frozenset({"E", "L"})),
]


def drawn(seed: int, *, people: int = 1, days: int = 14) -> Problem:
    """Random limits, requests and cover; limits by type that often bind."""
    chance = np.random.default_rng(seed)
    staff = [
        Employee(
            f"e{e}",
            {"E": int(chance.integers(2, days)), "L": int(chance.integers(1, 5)), "N": int(chance.integers(0, 4))},
            int(chance.integers(50, 80)) * 60 * days // 14,
            int(chance.integers(0, 40)) * 60 * days // 14,
            int(chance.integers(3, 6)),
            int(chance.integers(1, 3)),
            int(chance.integers(1, 4)),
            int(chance.integers(0, 3)),
        )
        for e in range(people)
    ]
    keys = list(product(range(people), range(days), range(len(TYPES))))
    return Problem(
        f"drawn{seed}",
        days,
        TYPES,
        staff,
        days_off={(e, int(chance.integers(days))) for e in range(people)},
        wished={key: int(chance.integers(1, 90)) for key in keys if chance.random() < 0.5},
        unwished={key: int(chance.integers(1, 40)) for key in keys if chance.random() < 0.2},
        cover={(d, s): (int(chance.integers(0, people)), 100, 1) for d in range(days) for s in range(3)},
    )
