"""On whose behalf somebody acts, as the trail keeps it: the organisation or the country whose role let them.

Nobody is asked for it. While the permission of an action is decided, the questions about roles (`core.access.roles`)
say which place let the actor, and the last one that did decided. It stays empty for whoever acts for themselves, by a
role of the whole platform, or by roles of several places of which each would have done.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass
class Behalf:
    """Who acts, and for whom: `scope:key`, such as `organisation:7K2M…` or `country:CN`; empty for nobody else."""

    actor: Any = None
    place: str = ""


_listening: ContextVar[Behalf | None] = ContextVar("behalf_listening", default=None)
_acting: ContextVar[Behalf | None] = ContextVar("behalf_acting", default=None)


@contextmanager
def asked() -> Iterator[Behalf]:
    """While this runs, whatever role lets somebody is told to the Behalf that it gives."""
    found = Behalf()
    token = _listening.set(found)
    try:
        yield found
    finally:
        _listening.reset(token)


def is_asked() -> bool:
    """Whether anybody wants to know which role lets somebody. No query."""
    return _listening.get() is not None


def let_by(scope: str, key: str) -> None:
    """A role held there lets the actor; an empty key is the whole platform."""
    if (found := _listening.get()) is not None:
        found.place = f"{scope}:{key}" if key else ""


@contextmanager
def acting(actor: Any, place: str) -> Iterator[None]:
    """While this runs, what the actor does is done for this place."""
    token = _acting.set(Behalf(getattr(actor, "pk", None), place))
    try:
        yield
    finally:
        _acting.reset(token)


def now_for(actor: Any, place: str) -> None:
    """What the running action learned of it itself: on a thing that it makes, roles are asked about inside of it."""
    if (running := _of_theirs(actor)) is not None:
        running.place = place


def of(actor: Any) -> str:
    """On whose behalf the actor does what is done now; empty for anybody else, and for the installation itself."""
    running = _of_theirs(actor)
    return "" if running is None else running.place


def _of_theirs(actor: Any) -> Behalf | None:
    """What runs, where it is the actor who acts in it."""
    running = _acting.get()
    if running is None or running.actor is None or running.actor != getattr(actor, "pk", None):
        return None
    return running
