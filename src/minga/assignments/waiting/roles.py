"""What waits for an officer, and for whoever applied, on one board: asked together what can be asked once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from minga.assignments.queries.applications import states_of_applications
from minga.assignments.waiting import descriptions, selection, selection_of_officers, service, service_of_officers
from minga.assignments.waiting.applications import for_applicants
from minga.assignments.waiting.titles import Titles, titled
from minga.core.registries import More, Waiting


def _of_officers(account: Any, book: Titles) -> Iterator[Waiting | More]:
    """Descriptions, selections and services, with one query for the titles of all. At most 17 for an officer."""
    for room in (descriptions, selection_of_officers, service_of_officers):
        yield from room.of_officers(account, book)


for_officers = titled(_of_officers)


def for_volunteers(account: Any) -> Iterable[Waiting | More]:
    """Drafts to finish, offers to answer, and what a service asks for. One query for somebody who never applied:
    without an application there is no offer, no clearance and no service.
    """
    states = states_of_applications(account)
    if "draft" in states:
        yield from for_applicants(account)
    if states - {"draft"}:
        yield from selection.for_candidates(account)
        yield from service.for_volunteers(account)
