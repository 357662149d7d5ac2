"""The demonstration world: what every room needs to make its part of it. The same seed gives the same world.

Each room's `demonstration` module signs in its part (registries.demonstration) and is imported only when a world is
made, in the order of the floors, so that an upper room finds in `made` what lower rooms made. The past is written in
bulk, with one row of the trail for each thing, saying that the installation made it; what happens today is done by
real actions.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from django.apps import apps
from django.db import connection, models, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from minga.core.acting import SYSTEM
from minga.core.audit import trail
from minga.core.models import refs_from
from minga.core.notices.telling import inbox_only
from minga.core.registries import demonstration

SEED = 2030
BATCH = 500
M = TypeVar("M", bound=models.Model)
T = TypeVar("T")
NOBODY_SIGNS_IN = "!"  # as Django marks a password that none fits


@dataclass
class World:
    """What the parts share: the day, the only source of chance, how much of everything, and what was made so far."""

    today: date
    chance: random.Random
    scale: float = 1.0
    made: dict[str, Any] = field(default_factory=dict)

    def many(self, number: int, *, least: int = 1) -> int:
        """So many of a thing at this scale."""
        return max(least, round(number * self.scale))

    def moment(self, days: int, *, hour: int | None = None) -> datetime:
        """A moment so many days from today (negative: before), in office hours unless an hour is named."""
        at = self.chance.randrange(8, 18) if hour is None else hour
        minute, second = self.chance.randrange(60), self.chance.randrange(60)
        naive = datetime.combine(self.today + timedelta(days=days), time(at, minute, second))
        return timezone.make_aware(naive, timezone.get_default_timezone())

    def one_of(self, things: Sequence[T]) -> T:
        """One of them by chance."""
        return self.chance.choice(things)

    def some_of(self, things: Sequence[T], number: int) -> list[T]:
        """So many different ones by chance, at most all."""
        return self.chance.sample(list(things), min(number, len(things)))


def make_world(*, seed: int = SEED, scale: float = 1.0, today: date | None = None) -> World:
    """Make the whole world in an empty database, in one transaction: all of it or nothing; `today` is its last day."""
    autodiscover_modules("demonstration")
    floors = [config.label for config in apps.get_app_configs()]
    day = today or timezone.localdate()
    world = World(today=day, chance=random.Random(seed), scale=scale)  # noqa: S311 (repeatable)
    with refs_from(random.Random(seed + 1)), inbox_only(), transaction.atomic():  # noqa: S311
        # From the lower floors up, whoever was imported first.
        for _name, part in sorted(demonstration, key=lambda room: floors.index(room[0])):
            part(world)
    return world


def keep(model: type[M], rows: Iterable[M]) -> list[M]:
    """Insert rows in batches and return them with their keys."""
    return model._default_manager.bulk_create(list(rows), batch_size=BATCH)


def note_all(rows: Iterable[models.Model], *, verb: str = "demonstrate") -> None:
    """One row of the trail for each thing, in the installation's own name."""
    listed = list(rows)
    for start in range(0, len(listed), BATCH):
        with trail.collecting():
            for row in listed[start : start + BATCH]:
                trail.note(actor=SYSTEM, verb=verb, target=row)


def date_back(model: type[M], rows: Iterable[M], *, names: Sequence[str] = ("created_at", "updated_at")) -> None:
    """Write the moments that the tables would have set to now: one statement, written once for all rows."""
    fields = [cast(models.Field[Any, Any], model._meta.get_field(name)) for name in names]
    quoted = connection.ops.quote_name
    columns = ", ".join(f"{quoted(str(field.column))} = %s" for field in fields)
    table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
    values = [
        (*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields), row.pk) for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {columns} WHERE {key} = %s", values)  # noqa: S608 names of our own


def read(path: Path) -> Any:
    """A file of a room's data/demonstration."""
    return json.loads(path.read_text(encoding="utf-8"))
