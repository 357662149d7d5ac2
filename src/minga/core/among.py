"""`pk__among=keys`: one of many keys, as SQL that reads the same however many there are.

`pk__in` names every key in the SQL, so that a question about twelve rows is another one than about eleven.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models.lookups import Lookup


def as_param(keys: Iterable[int], vendor: str) -> list[int] | str:
    """Keys as the database takes them."""
    return list(keys) if vendor == "postgresql" else json.dumps(list(keys))


@models.IntegerField.register_lookup
class Among(Lookup[Any]):
    """True of the keys given; of none where none are given."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """SQLite reads them out of a text, PostgreSQL takes an array."""
        side, params = self.process_lhs(compiler, connection)
        words = "= ANY(%s)" if connection.vendor == "postgresql" else "IN (SELECT value FROM json_each(%s))"
        return f"{side} {words}", [*params, as_param(self.rhs, connection.vendor)]
