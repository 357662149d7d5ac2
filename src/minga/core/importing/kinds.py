"""What can be imported: each room signs in its kinds; this room does the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from minga.core.chinese import simplified
from minga.core.errors import Problem
from minga.core.importing.headings import ELSEWHERE, ELSEWHERE_IN_CHINESE
from minga.core.models import Base
from minga.core.registries import Registry, Text


@dataclass(frozen=True)
class Column:
    """One field that a file may bring. `aliases` are headings under which other systems know it.

    usual: what every row gets where the file has no such column and nobody says otherwise. is_day: it holds a day.
    has_lines: its text may have several lines; any other becomes one.
    among: which heading fills it where that depends on the others (plain heading -> heading); "" for none of them, None
    where name, aliases and label tell.
    """

    name: str
    label: Text
    help: Text = ""
    is_required: bool = False
    aliases: tuple[str, ...] = ()
    usual: str = ""
    is_day: bool = False
    has_lines: bool = False
    among: Callable[[Mapping[str, str]], str | None] = field(default=lambda _headings: None)


@dataclass(frozen=True)
class Taken:
    """What taking a row did. `before` is handed back to `undo` where the object was changed.

    beside: objects made on the way (a host entity); undoing takes them back too, where nobody uses them.
    """

    target: Base
    is_new: bool
    before: Mapping[str, Any] = field(default_factory=dict)
    beside: Sequence[Base] = ()


@dataclass(frozen=True)
class Bound:
    """An organisation for which alone somebody imports: what it fills in every row that does not say it itself.

    usual: field -> value. note: what the page says before the rows are taken, instead of the kind's own.
    """

    ref: str
    label: str
    usual: Mapping[str, str]
    note: Text


@dataclass(frozen=True)
class Setting:
    """Where rows are taken: by whom, from whose list, and for which organisation alone (its ref; empty for any).

    `cache` lives as long as a few hundred rows.
    """

    actor: Any
    source: str
    scope: str = ""
    cache: dict[Any, Any] = field(default_factory=dict)

    def once(self, key: Any, read: Callable[[], Any]) -> Any:
        """What `read` gives, read once for the rows that are taken together."""
        if key not in self.cache:
            self.cache[key] = read()
        return self.cache[key]


class Importer(Protocol):
    """How one kind of row becomes an object. All methods run in the transaction of the row.

    note: what the page says before the rows are taken. sends_letters: whether people are written to, or only told in
    their inbox.
    """

    name: str
    permission: str
    columns: Sequence[Column]
    sends_letters: bool

    @property
    def label(self) -> Text: ...

    @property
    def note(self) -> Text: ...

    def bounds(self, account: Any) -> Sequence[Bound] | None:
        """The organisations for which alone the account may import; None where it is not bound to any."""

    def bound(self, ref: str) -> Bound | None:
        """The organisation an import is bound to; None where it is bound to none or it is gone."""

    def tidied(self, values: Mapping[str, str]) -> dict[str, str]:
        """The values of a row as they are meant: what differs in case or signs only is the same."""

    def external_id(self, values: Mapping[str, str]) -> str:
        """What identifies the row in its source."""

    def problems(self, values: Mapping[str, str], setting: Setting) -> Sequence[Problem]:
        """Everything wrong with the row; `place` is the name of the field."""

    def in_the_way(self, rows: Mapping[int, Mapping[str, str]], setting: Setting) -> Mapping[int, Problem]:
        """line -> why a row that no earlier list brought will not be taken, though nothing is wrong with it by itself:
        somebody is here already, it is none of the actor's countries. One query for each five hundred rows at most.
        """

    def past_changing(self, refs: Sequence[str]) -> Mapping[str, Problem]:
        """ref of an object -> why no list changes it any more. One query for each five hundred."""

    def take(self, values: Mapping[str, str], setting: Setting, existing: Base | None) -> Taken:
        """Create the object, or change `existing`, through the room's actions."""

    def find(self, target_type: str, target_ref: str) -> Base | None:
        """The object that an earlier import made; None where it is gone."""

    def undo(self, target: Base, before: Mapping[str, Any], setting: Setting) -> None:
        """Take back what `take` did: remove a created object (`before` empty), or restore a changed one.

        Raises ProtectedError or Refused where somebody works with it: it stays then.
        """

    def undo_new(self, targets: Sequence[Base], setting: Setting) -> bool:
        """Remove objects that `take` made, many together; False where this kind, or one of them, is asked by itself."""


class OneByOne:
    """A kind whose objects are few, or have much about them that must be asked: none are removed together."""

    def tidied(self, values: Mapping[str, str]) -> dict[str, str]:
        """They are meant as they stand."""
        return dict(values)

    def undo_new(self, _targets: Sequence[Base], _setting: Setting) -> bool:
        """Each is asked by itself."""
        return False


class Unbound:
    """A kind whose importers work for a country or the platform, never for one organisation alone."""

    def bounds(self, _account: Any) -> Sequence[Bound] | None:
        """Nobody is bound."""
        return None

    def bound(self, _ref: str) -> Bound | None:
        """No import is bound."""
        return None


def in_pieces(values: Iterable[str], *, size: int = 500) -> Iterator[list[str]]:
    """The values in pieces that one query may ask for."""
    left = list(values)
    for start in range(0, len(left), size):
        yield left[start : start + size]


KINDS: Registry[Importer] = Registry("kinds of import")
IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


def plain_heading(heading: str) -> str:
    """A heading without case, accents, spaces and punctuation, in simplified Chinese signs, for comparing."""
    decomposed = unicodedata.normalize("NFKD", heading).casefold()
    return simplified("".join(letter for letter in decomposed if letter.isalnum()))


def guess_mapping(*, columns: Sequence[Column], header: Sequence[str]) -> dict[str, str]:
    """field -> heading, by name, alias and label; each heading is used once. A usual value stands as “=value”.

    What a heading says in brackets (“mobile (required)”) counts only where no other heading says the same without.
    """
    short = [plain_heading(IN_BRACKETS.sub("", heading)) for heading in header]
    free = {plain: heading for plain, heading in zip(short, header, strict=True) if short.count(plain) == 1}
    free |= {plain_heading(heading): heading for heading in reversed(header) if heading}
    free.pop("", None)
    taken: set[str] = set()
    mapping: dict[str, str] = {}
    for column in columns:
        also = (*ELSEWHERE.get(column.name, ()), *ELSEWHERE_IN_CHINESE.get(column.name, ()))
        candidates: Sequence[str] = (column.name, *column.aliases, str(column.label), *also)
        if (decided := column.among(free)) is not None:
            candidates = (decided,)
        for candidate in candidates:
            heading = free.get(plain_heading(candidate))
            if heading is not None and heading not in taken:
                mapping[column.name] = heading
                taken.add(heading)
                break
        else:
            if column.usual:
                mapping[column.name] = f"={column.usual}"
    return mapping


def columns_found(columns: Sequence[Column], header: Sequence[str]) -> int:
    """How many fields a head fills by its headings."""
    guessed = guess_mapping(columns=columns, header=header)
    return sum(heading in header for heading in guessed.values())
