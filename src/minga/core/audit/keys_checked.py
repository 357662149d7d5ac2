"""Whether each person's key still opens what the trail holds of them: a lost one hides rows without touching them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, Min, OuterRef

from minga.core.audit.canonical import COLUMNS
from minga.core.audit.models import PersonKey, TrailEntry
from minga.core.audit.sealing import open_with

SEALED_FOR, SEALED = COLUMNS.index("sealed_for"), COLUMNS.index("sealed")
AT_A_TIME = 500


class KeyCheck:
    """Opens the first sealed row of every person, since one key seals all of theirs."""

    def __init__(self) -> None:
        self._known: set[int] = set()

    def lost_in(self, rows: Iterable[Sequence[Any]]) -> Iterator[tuple[Sequence[Any], str]]:
        """The first row of each person met for the first time whose key does not open it, and why.

        Two SQL queries for each 500 people first met in `rows`.
        """
        first: dict[int, Sequence[Any]] = {}
        for row in rows:
            person = row[SEALED_FOR]
            if row[SEALED] and person not in self._known:
                first.setdefault(person, row)
        self._known.update(first)
        for people in _batches(sorted(first)):
            yield from _lost(people, first)


def taken_away() -> Iterator[str]:
    """What must have left rows and has none: a key is made with the first row sealed under it, an account by an action.

    They find a trail that was emptied or cut together with its head, which leaves nothing inside the chain to see. Two
    SQL queries.
    """
    rows = TrailEntry.objects.filter(sealed_for=OuterRef("pk"))
    without = PersonKey.objects.filter(~Exists(rows), destroyed_at=None).aggregate(count=Count("pk"), first=Min("pk"))
    if without["count"]:
        yield (
            f"Rows were taken away: of {without['count']:,} of the people who have a key, no row sealed under it is "
            f"there; the first is account {without['first']}"
        )
    accounts = get_user_model()._default_manager
    if accounts.exists() and not TrailEntry.objects.exists():
        yield f"The trail is empty, though accounts exist ({accounts.count():,}), each made by an action"


def _batches(people: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(people), AT_A_TIME):
        yield people[start : start + AT_A_TIME]


def _lost(people: list[int], first: dict[int, Sequence[Any]]) -> Iterator[tuple[Sequence[Any], str]]:
    keys = {row.account_id: row for row in PersonKey.objects.filter(account_id__in=people)}
    destroyed = [person for person, row in keys.items() if row.destroyed_at is not None]
    there = get_user_model()._default_manager.filter(pk__in=destroyed)
    never_erased = {account.pk for account in there if getattr(account, "erased_at", None) is None}
    for person in people:
        message = _why_lost(keys.get(person), first[person], was_erased=person not in never_erased)
        if message:
            yield first[person], message


def _why_lost(key: PersonKey | None, row: Sequence[Any], *, was_erased: bool) -> str:
    """Empty where the key opens the row, or an erasure destroyed it."""
    whose = f"account {row[SEALED_FOR]}"
    if key is None:
        return f"The key of {whose} is gone: what the trail holds of this person cannot be opened, from this row on"
    if key.destroyed_at is not None:
        return "" if was_erased else f"The key of {whose} was destroyed, and no erasure did it"
    if open_with(bytes(key.key), row[SEALED]) is None:
        return f"The key of {whose} does not open this row: it was exchanged"
    return ""
