"""Fictitious volunteers: where they live, what they can do, when they are free, what they promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.instance import MINUTES_PER_DAY

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from minga.engines.rostering.instance import Ints


@dataclass(frozen=True, slots=True)
class RoleKind:
    """A role: its share of all places, the share of people who can do it, its least heads, languages it needs."""

    code: str
    area: str
    name: str
    places: float
    people: float
    minimum: float
    languages: bool = False


ROLES = (
    RoleKind("SPECT", "Spectator services", "Spectator guide", 0.26, 0.75, 0.55, languages=True),
    RoleKind("ACCESS", "Security", "Access check", 0.14, 0.55, 0.75),
    RoleKind("TRANS", "Transport", "Transport helper", 0.08, 0.40, 0.6),
    RoleKind("DRIVER", "Transport", "Driver", 0.09, 0.115, 0.7),
    RoleKind("MEDIC", "Medical", "First aid", 0.05, 0.058, 0.85, languages=True),
    RoleKind("LANG", "Language services", "Interpreter", 0.06, 0.085, 0.6, languages=True),
    RoleKind("PRESS", "Press operations", "Press assistant", 0.06, 0.16, 0.6, languages=True),
    RoleKind("SPORT", "Sport", "Field of play", 0.11, 0.28, 0.7),
    RoleKind("TECH", "Technology", "Results and IT", 0.05, 0.10, 0.65),
    RoleKind("ACCRED", "Accreditation", "Accreditation desk", 0.05, 0.25, 0.5, languages=True),
    RoleKind("CATER", "Catering", "Workforce catering", 0.05, 0.30, 0.5),
)
LANGUAGES = ("en", "fr", "zh", "es", "ar", "ru", "ja", "de")
SPOKEN = (0.62, 0.22, 0.14, 0.12, 0.05, 0.06, 0.04, 0.10)
LEADERS = 0.16


def draw_people(count: int, zones: int, days: int, generator: Generator) -> dict[str, Any]:
    """Columns of `count` volunteers for an Instance."""
    share = generator.dirichlet(np.full(zones, 6.0)) * 0.6 + 0.4 / zones
    least = generator.integers(min(4, days), min(9, days) + 1, count)
    return {
        "volunteers": [f"v{number:06d}" for number in range(1, count + 1)],
        "volunteer_zone": generator.choice(zones, count, p=share / share.sum()).astype(np.int32),
        "can_lead": generator.random(count) < LEADERS,
        "min_shifts": least.astype(np.int32),
        "max_shifts": np.minimum(least + generator.integers(1, 6, count), days).astype(np.int32),
        "dislike": _dislikes(count, generator),
        "languages": list(LANGUAGES),
        "speaks": generator.random((count, len(LANGUAGES))) < np.array(SPOKEN),
        "availability": _availability(count, days, generator),
        "no_show": np.round(generator.beta(1.5, 22, count), 3),
    }


def _dislikes(count: int, generator: Generator) -> NDArray[np.int8]:
    can = generator.random((count, len(ROLES))) < np.array([role.people for role in ROLES])
    can[~can.any(axis=1), 0] = True
    rank = np.argsort(np.argsort(np.where(can, generator.random(can.shape), 2), axis=1), axis=1)
    can &= rank < 4
    return np.where(can, np.minimum(rank, 3), -1).astype(np.int8)


def _availability(count: int, days: int, generator: Generator) -> Ints:
    """Most are free for one or two blocks of whole days, some only in mornings or evenings of single days."""
    rows: list[tuple[int, int, int]] = []
    kind = generator.choice(3, count, p=[0.6, 0.25, 0.15])
    for volunteer in range(count):
        length = int(generator.integers(min(8, days), days + 1))
        first = int(generator.integers(0, days - length + 1))
        if kind[volunteer] == 0:
            rows.append((volunteer, first * MINUTES_PER_DAY, (first + length) * MINUTES_PER_DAY + 180))
        elif kind[volunteer] == 1:
            gap = first + int(generator.integers(2, max(3, length - 2)))
            rows.append((volunteer, first * MINUTES_PER_DAY, gap * MINUTES_PER_DAY))
            begin = min(gap + int(generator.integers(1, 4)), days - 1)
            rows.append((volunteer, begin * MINUTES_PER_DAY, max(first + length, begin + 1) * MINUTES_PER_DAY))
        else:
            early = bool(generator.random() < 0.5)
            hours = (0, 16 * 60 + 30) if early else (11 * 60 + 30, 26 * 60)
            rows += [
                (volunteer, day * MINUTES_PER_DAY + hours[0], day * MINUTES_PER_DAY + hours[1])
                for day in range(first, first + length)
                if generator.random() < 0.85
            ]
    return np.array(rows, np.int32).reshape(-1, 3)
