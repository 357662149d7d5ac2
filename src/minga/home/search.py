"""Search everything: one question asked of every list that the person may read; each room's own query answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from minga.core.acting import allowed
from minga.core.registries import MOST_FOUND, Hit, Text, search_documents

PER_KIND = MOST_FOUND - 1
SHORTEST, LONGEST = 2, 100


@dataclass(frozen=True)
class Hits:
    """The answers of one kind, and the list where there are more."""

    title: Text
    rows: list[Hit]
    more_url: str = ""


def search_everything(account: Any, words: str) -> list[Hits]:
    """Everything the account may see that answers the words, by kind. At most 8 queries, however much there is."""
    asked = " ".join(words.split())[:LONGEST]
    return list(_found(account, asked)) if len(asked) >= SHORTEST else []


def _found(account: Any, words: str) -> Iterator[Hits]:
    for _name, searched in sorted(search_documents, key=lambda entry: entry[1].order):
        rows = list(islice(searched.find(account, words), MOST_FOUND))
        if rows:
            yield Hits(searched.title, rows[:PER_KIND], searched.list_of(words) if len(rows) > PER_KIND else "")


def may_search(account: Any) -> bool:
    """Who works on other people's things. No query beside the roles'."""
    return bool(getattr(account, "is_authenticated", False)) and (
        allowed(account, "assignments.list_descriptions") or allowed(account, "people.list_accounts")
    )
