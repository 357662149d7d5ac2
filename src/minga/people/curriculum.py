"""Who reads a curriculum vitae beside the person: rooms above sign in who needs it (core.documents asks here)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from minga.core.documents.kinds import owner_reads
from minga.core.documents.models import StoredFile
from minga.core.registries import Registry

# (reader, account id of the person) -> whether an application in hand opens the file (visibility.is_visible("cv", …)).
cv_readers: Registry[Callable[[Any, int], bool]] = Registry("readers of a curriculum vitae")


def may_read_cv(reader: Any, stored: StoredFile) -> bool:
    """The person, and whoever a room above names."""
    if owner_reads(reader, stored):
        return True
    owner = stored.owner_id
    return owner is not None and any(reads(reader, owner) for _name, reads in cv_readers)
