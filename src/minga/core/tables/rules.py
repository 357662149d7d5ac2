"""Who takes tables away: whoever may look at one, decided by the permission of its kind."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.acting import allowed
from minga.core.tables.kinds import TABLES


@rules.predicate
def looks_at_people(account: Any, _thing: Any = None) -> bool:
    """Whoever may look at one of the tables that name people, which is asked again of the one that is taken."""
    return any(kind.names_people and allowed(account, kind.permission) for _name, kind in TABLES)


rules.add_perm("tables.take_away", looks_at_people)
