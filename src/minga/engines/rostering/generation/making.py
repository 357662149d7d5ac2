"""An instance from a schedule: shifts where and when the event runs, a share of the places that people could fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from minga.engines.rostering.generation.people import LANGUAGES, ROLES, draw_people
from minga.engines.rostering.generation.schedule import Schedule, read_schedule, with_venues
from minga.engines.rostering.instance import MINUTES_PER_DAY, Instance, Rules, Weights

if TYPE_CHECKING:
    from numpy.random import Generator

    from minga.engines.rostering.instance import Ints

DESK_MINUTES = 420
HEADS_PER_LEADER = 12


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to make an instance. `demand` is the places to fill as a share of the shifts that people could serve."""

    volunteers: int
    venues: int | None = None
    zones: int = 6
    demand: float = 0.85
    seed: int = 1
    stability: str = "venue"
    name: str = ""


def generate(schedule: Path | str, recipe: Recipe) -> Instance:
    """An instance drawn from a competition schedule. Same schedule and recipe, same instance.

    Raises UnusableInstance when the schedule holds no session and ValueError for figures that make no sense.
    """
    if recipe.volunteers < 1 or recipe.zones < 1 or not 0 < recipe.demand <= 3 or (recipe.venues or 1) < 1:
        raise ValueError("volunteers, zones and venues must be 1 or more, demand above 0 and at most 3 (0.85 is 85 %).")
    generator = np.random.default_rng(recipe.seed)
    plan = read_schedule(Path(schedule))
    plan = with_venues(plan, recipe.venues or len(plan.venues), generator)
    venue_zone = np.sort(generator.integers(0, recipe.zones, len(plan.venues))).astype(np.int32)
    people = draw_people(recipe.volunteers, recipe.zones, plan.days, generator)
    shifts = _shifts(plan, _places(people, plan.days, recipe.demand), generator)
    return Instance(
        name=recipe.name or f"{Path(schedule).stem}, {recipe.volunteers} volunteers",
        timezone="Europe/Paris",
        first_day=plan.first_day,
        last_day=plan.first_day + timedelta(days=plan.days - 1),
        rules=Rules(stability=recipe.stability),
        weights=Weights(),
        zones=[f"Z{number + 1}" for number in range(recipe.zones)],
        travel=_travel(recipe.zones, generator),
        venues=[code for code, _ in plan.venues],
        venue_names=[name for _, name in plan.venues],
        venue_zone=venue_zone,
        roles=[role.code for role in ROLES],
        role_names=[role.name for role in ROLES],
        role_areas=[role.area for role in ROLES],
        **shifts,
        **people,
    )


def _travel(zones: int, generator: Generator) -> Ints:
    spot = generator.random((zones, 2)) * 100
    apart = np.sqrt(((spot[:, None] - spot[None]) ** 2).sum(axis=2))
    minutes = (20 + apart * 1.25).astype(np.int32) // 5 * 5
    np.fill_diagonal(minutes, 20)
    return np.asarray(minutes, np.int32)


def _places(people: dict[str, Any], days: int, demand: float) -> float:
    """Places in all: `demand` times what people could give, five days of six within their free days and max_shifts."""
    free = np.zeros(len(people["volunteers"]), np.int64)
    for volunteer, start, end in people["availability"].tolist():
        free[volunteer] += max(0, min(end // MINUTES_PER_DAY, days) - start // MINUTES_PER_DAY) or 1
    return demand * float(np.minimum(people["max_shifts"], free * 5 // 6).sum())


def _shifts(plan: Schedule, places: float, generator: Generator) -> dict[str, Any]:
    size = generator.lognormal(0, 0.55, len(plan.venues))
    rows: list[tuple[int, int, int, int, float]] = []
    for opening in plan.openings:
        crews = max(1, round((opening.end - opening.start) / DESK_MINUTES))
        weight = size[opening.venue] * (1 + 0.25 * np.log1p(opening.sessions))
        for role in range(len(ROLES)):
            share = ROLES[role].places * weight * generator.lognormal(0, 0.3)
            length = (opening.end - opening.start) / crews
            for crew in range(crews):
                start = opening.day * MINUTES_PER_DAY + opening.start + int(crew * length) // 15 * 15
                end = opening.day * MINUTES_PER_DAY + opening.start + int((crew + 1) * length) // 15 * 15
                end = start + min(600, end - start + int(generator.choice([0, 30, 60])))
                rows.append((opening.venue, role, start, end, share * generator.lognormal(0, 0.25)))
    columns = np.array([row[:4] for row in rows], np.int32)
    weight = np.array([row[4] for row in rows])
    wanted = places * weight / weight.sum()
    target = np.maximum(1, np.floor(wanted + generator.random(len(rows)))).astype(np.int32)
    share = np.array([role.minimum for role in ROLES])[columns[:, 1]]
    minimum = np.minimum(target, np.floor(target * share + generator.random(len(rows)))).astype(np.int32)
    leaders = np.minimum(minimum, np.floor(target / HEADS_PER_LEADER + generator.random(len(rows)) * 0.7)).astype(
        np.int32
    )
    ids = [
        f"{plan.venues[venue][0]}-{start // MINUTES_PER_DAY:02d}-{ROLES[role].code}"
        f"-{start % MINUTES_PER_DAY // 60:02d}{row:05d}"
        for row, (venue, role, start, _) in enumerate(columns.tolist())
    ]
    return {
        "shifts": ids,
        **{
            name: columns[:, place].copy()
            for place, name in enumerate(("shift_venue", "shift_role", "shift_start", "shift_end"))
        },
        **{"shift_minimum": minimum, "shift_target": target, "shift_leaders": leaders},
        "needs": _needs(columns[:, 1], target, generator),
    }


def _needs(role: Ints, target: Ints, generator: Generator) -> Ints:
    rows = []
    chance = np.array([0.5, 0.3, 0.25, 0.18, 0.1, 0.1, 0.06, 0.12])
    for shift in range(len(role)):
        if ROLES[role[shift]].languages and generator.random() < 0.55:
            for language in np.flatnonzero(generator.random(len(LANGUAGES)) < chance).tolist():
                least = max(1, int(target[shift] * generator.uniform(0.05, 0.4 if language == 0 else 0.2)))
                rows.append((shift, language, min(least, int(target[shift]))))
    return np.array(rows, np.int32).reshape(-1, 3)
