"""Two who add the same thing at once: the second waits for the first, and then sees what was added."""

from __future__ import annotations

from minga.core.models import Held


def hold(name: str) -> None:
    """Hold what is called `name` ("places", "rates") until the transaction ends; whoever else asks for it waits.

    Called inside an action before it looks whether the thing stands already: there is no row yet that could be locked.
    SQLite holds its one write lock from the beginning of the transaction; elsewhere a row of that name is locked.
    """
    Held.objects.get_or_create(name=name)
    Held.objects.select_for_update().get(name=name)
