"""What can be imported: each room signs in its kinds; this room does the rest."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from minga.core.errors import Problem
from minga.core.models import Base
from minga.core.registries import Registry, Text


@dataclass(frozen=True)
class Column:
    """One field that a file may bring. `aliases` are headings under which other systems know it."""

    name: str
    label: Text
    help: Text = ""
    is_required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What taking a row did. `before` is handed back to `undo` where the object was changed."""

    target: Base
    is_new: bool
    before: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """Where a row is taken: by whom, for which organisation, with which options of the kind."""

    actor: Any
    source: str
    scope_ref: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


class Importer(Protocol):
    """How one kind of row becomes an object. All methods run in the transaction of the row."""

    name: str
    label: Text
    permission: str
    columns: Sequence[Column]

    def external_id(self, values: Mapping[str, str]) -> str:
        """What identifies the row in its source."""

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        """Everything wrong with the row; `place` is the name of the field."""

    def take(self, values: Mapping[str, str], setting: Setting, existing: Base | None) -> Taken:
        """Create the object, or change `existing`, through the room's actions."""

    def find(self, target_type: str, target_ref: str) -> Base | None:
        """The object that an earlier import made; None where it is gone."""

    def undo(self, target: Base, before: Mapping[str, Any], setting: Setting) -> None:
        """Take back what `take` did: remove a created object (`before` empty), or restore a changed one."""


KINDS: Registry[Importer] = Registry("kinds of import")


def plain_heading(heading: str) -> str:
    """A heading without case, accents, spaces and punctuation, for comparing."""
    decomposed = unicodedata.normalize("NFKD", heading).casefold()
    return "".join(letter for letter in decomposed if letter.isalnum())


def guess_mapping(*, columns: Sequence[Column], header: Sequence[str]) -> dict[str, str]:
    """field -> heading, by name, label and alias; each heading is used once."""
    free = {plain_heading(heading): heading for heading in reversed(header) if heading}
    mapping: dict[str, str] = {}
    for column in columns:
        for candidate in (column.name, str(column.label), *column.aliases):
            heading = free.pop(plain_heading(candidate), None)
            if heading is not None:
                mapping[column.name] = heading
                break
    return mapping
