"""The pieces that `{% load ui %}` brings, by what they are for; each draws one template of templates/interface/ui."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()
_numbers = itertools.count(1)


def new_key(kind: str) -> str:
    """An id for a part of a page, which no other part of it has."""
    return f"mg-{kind}-{next(_numbers)}"


def values_of(row: Any, *names: str) -> dict[str, Any]:
    """These of a row's values, be it a mapping or an object; empty where it has none."""
    if isinstance(row, Mapping):
        return {name: row.get(name, "") for name in names}
    return {name: getattr(row, name, "") for name in names}
