"""Where a lower room is heard above without importing it: an upper room signs in here when it starts.

There are exactly as many registries as there are such needs; each is one list of callables with one signature.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from django.utils.functional import Promise

from minga.core.errors import NotAllowed

T = TypeVar("T")
Text = str | Promise


class Registry(Generic[T]):
    """An ordered set of named entries; signing in twice under a name is an error."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._entries: dict[str, T] = {}

    def sign_in(self, name: str, entry: T) -> None:
        """Add an entry. Raises ValueError where another one has this name; the same one again changes nothing."""
        if name in self._entries and self._entries[name] is not entry:
            raise ValueError(f"{self.name}: “{name}” has signed in already")
        self._entries[name] = entry

    def __iter__(self) -> Iterator[tuple[str, T]]:
        return iter(self._entries.items())

    def __getitem__(self, name: str) -> T:
        return self._entries[name]

    def get(self, name: str, default: T) -> T:
        """The entry of this name, or `default` where none has signed in under it."""
        return self._entries.get(name, default)

    def __contains__(self, name: object) -> bool:
        return name in self._entries


@dataclass(frozen=True)
class Waiting:
    """One row of “What waits for you”: what, about what, since or until when, and the press that gets it done.

    `post_url` (with `post_fields`) is a one-press action, asked about once where `confirm` holds a question; without it
    `url` opens the page where it is done.
    """

    title: Text
    url: str
    count: int = 1
    due: date | None = None
    detail: Text = ""
    verb: Text = ""
    post_url: str = ""
    post_fields: dict[str, str] = field(default_factory=dict)
    urgency: int = 0
    confirm: Text = ""


@dataclass(frozen=True)
class More:
    """How many of one kind wait beside the rows that were given; `at_least` where they were not counted to the end."""

    count: int
    at_least: bool = False


@dataclass(frozen=True)
class MenuEntry:
    """A place in the main menu; `shown_to` decides for an account, and for all visitors once in a process."""

    label: Text
    url_name: str
    order: int
    shown_to: Callable[[Any], bool]
    icon: str = ""


@dataclass(frozen=True)
class PersonalData:
    """How a room gives out and erases what it holds of one person.

    export(account) -> plain data for JSON; files(account) -> (name in the archive, file object) pairs;
    erase(account) -> None, keeping what law needs without identity.
    """

    export: Callable[[Any], dict[str, Any]]
    erase: Callable[[Any], None]
    files: Callable[[Any], Iterable[tuple[str, Any]]] = lambda account: ()


MOST_FOUND = 9
"""As many answers of one kind as are asked for: the last of them tells that there are more than are shown."""


@dataclass(frozen=True)
class Hit:
    """One answer of a search: its name, the page it leads to, what it is, and its state."""

    title: str
    url: str
    line: Text = ""
    state: Text = ""


@dataclass(frozen=True)
class Searched:
    """What a room lets people find: the heading, and find(account, words) -> what the account may read of it, the first
    MOST_FOUND. list_of(words): the address of the whole list, if there is one. order: where it stands among the kinds.
    """

    title: Text
    find: Callable[[Any, str], Iterable[Hit]]
    list_of: Callable[[str], str] = lambda words: ""
    order: int = 100


waiting: Registry[Callable[[Any], Iterable[Waiting | More]]] = Registry("things that wait for a person")
menu: Registry[MenuEntry] = Registry("menu entries")
personal_data: Registry[PersonalData] = Registry("personal data of a person")
search_documents: Registry[Searched] = Registry("search documents")
# (actor, permission, thing) -> what to tell somebody whom it is refused, where the room knows more than their roles.
why_not: Registry[Callable[[Any, str, Any], NotAllowed | None]] = Registry("why somebody may not")
demonstration: Registry[Callable[..., None]] = Registry("parts of the demonstration world")
