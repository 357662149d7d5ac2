"""Reference data that rooms ship: each room signs in what it loads, and one command loads what is new.

    reference.sign_in("places", Load(files=(DATA / "countries.json",), load=load_places))

Rooms are loaded in the order in which they signed in (the order of INSTALLED_APPS), so that a room finds what lower
rooms loaded. A load whose files and revision have not changed since the last time is skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import models, transaction

from minga.core.models import ReferenceLoad
from minga.core.registries import Registry

BATCH = 1000


@dataclass(frozen=True)
class Load:
    """One room's reference data. `load` is idempotent and returns the number of rows it wrote or found unchanged.

    revision: raised when the code of `load` changes what it makes from the same files.
    """

    files: tuple[Path, ...]
    load: Callable[[], int]
    revision: int = 1

    def digest(self) -> str:
        """SHA-256 over the revision and the content of the files."""
        summary = hashlib.sha256(str(self.revision).encode())
        for path in self.files:
            summary.update(path.read_bytes())
        return summary.hexdigest()


reference: Registry[Load] = Registry("reference data")


def load_reference(*, only: Iterable[str] = (), force: bool = False) -> Iterator[tuple[str, int, bool]]:
    """Load what is new and yield (name, rows, whether it was loaded now). `only` names loads; `force` loads anyway."""
    wanted = set(only)
    unknown = wanted - {name for name, _ in reference}
    if unknown:
        known = ", ".join(name for name, _ in reference)
        raise LookupError(f"There is no reference data called {', '.join(sorted(unknown))}; there are: {known}")
    loaded = {row.name: row for row in ReferenceLoad.objects.all()}
    for name, entry in reference:
        if wanted and name not in wanted:
            continue
        digest = entry.digest()
        before = loaded.get(name)
        if before is not None and before.digest == digest and not force:
            yield name, before.rows, False
            continue
        with transaction.atomic():
            rows = entry.load()
            ReferenceLoad.objects.update_or_create(name=name, defaults={"digest": digest, "rows": rows})
        yield name, rows, True


def upsert(model: type[models.Model], rows: Iterable[models.Model], *, key: str, keep: Iterable[str] = ()) -> int:
    """Insert rows, or update those whose `key` exists, in batches; returns their number.

    keep: fields that an existing row keeps (its public reference, for example).
    """
    kept = {key, *keep}
    changing = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in kept and not field.auto_created and not getattr(field, "auto_now_add", False)
    ]
    objects = list(rows)
    model._default_manager.bulk_create(
        objects, batch_size=BATCH, update_conflicts=True, update_fields=changing, unique_fields=[key]
    )
    return len(objects)
