"""How many dependants the cost of a service counts on a day: by its changes, its extensions and its pro forma."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from minga.assignments.models import Assignment, CostEstimate, DependantsChange, Extension

LOOKED_AT = ("serving", "suspended", "ended")
"""A change is also asked for after the end: a child may have come before it."""


def change_on(service: Assignment, day: date) -> DependantsChange | None:
    """The authorized change that counts on a day: the last to begin, until the last day it is about. One query."""
    rows = service.dependants_changes.filter(estimates__state="authorized", starts_on__lte=day, ends_on__gte=day)
    return rows.order_by("starts_on", "pk").last()


def counted_on(service: Assignment, day: date) -> int:
    """How many dependants the authorized cost counts on a day. At most three queries."""
    later = _added_on(service, day)
    if later is not None:
        return later
    whole = CostEstimate.objects.filter(
        description=service.description_id, extension=None, dependants_change=None, state="authorized"
    ).first()
    return whole.dependants if whole is not None else service.offer.dependants


def extended_with(service: Assignment, last: date) -> int:
    """How many an extension from the day after `last` goes on with: who counts by a change or an extension before it,
    else who the offer named. At most three queries.
    """
    later = _added_on(service, last)
    return service.offer.dependants if later is None else later


def all_extended_with(extensions: Iterable[Extension]) -> dict[int, int]:
    """Extension pk -> how many it goes on with, as `extended_with` says of one. Two queries for any number of them."""
    rows = list(extensions)
    services = {row.assignment_id for row in rows}
    changes: dict[int, list[DependantsChange]] = defaultdict(list)
    for change in DependantsChange.objects.filter(assignment__in=services, estimates__state="authorized"):
        changes[change.assignment_id].append(change)
    longer: dict[int, list[tuple[Extension, int]]] = defaultdict(list)
    for extension, number in _counted(CostEstimate.objects.filter(extension__assignment__in=services)):
        longer[extension.assignment_id].append((extension, number))
    found = {}
    for row in rows:
        last, service = row.old_end, row.assignment_id
        said = _by_change(changes[service], last)
        said = _by_extension(longer[service], last) if said is None else said
        found[row.pk] = row.assignment.offer.dependants if said is None else said
    return found


def _added_on(service: Assignment, day: date) -> int | None:
    """How many count on a day by a change, else by an extension; None where neither says it. At most two queries."""
    change = change_on(service, day)
    if change is not None:
        return change.dependants
    return _by_extension(_longer(service), day)


def _by_change(counting: Sequence[DependantsChange], day: date) -> int | None:
    """How many count on a day by the changes that count, in their order; None where none of them says it."""
    return next((one.dependants for one in reversed(counting) if one.starts_on <= day <= one.ends_on), None)


def _by_extension(longer: Iterable[tuple[Extension, int]], day: date) -> int | None:
    """How many count on a day by the extensions, each with its number; None where none of them covers it."""
    return next((number for extension, number in longer if extension.old_end < day <= extension.new_end), None)


def counts_until(service: Assignment, day: date) -> date:
    """The last day on which what counts on `day` still does: until the change that counts next, or an extension in
    which others count, by itself or by a change. Five queries, and at most three for each extension.
    """
    before, last = counted_on(service, day), service.ends_on
    later = service.dependants_changes.filter(estimates__state="authorized", starts_on__gt=day).order_by("starts_on")
    following = later.first()
    if following is not None:
        last = min(following.starts_on - timedelta(days=1), last)
    for extension, _dependants in _longer(service):
        if day <= extension.old_end < last and counted_on(service, extension.old_end + timedelta(days=1)) != before:
            return extension.old_end
    return last


def _longer(service: Assignment) -> list[tuple[Extension, int]]:
    """The approved extensions in their order, each with the dependants its authorized cost counts. One query."""
    return _counted(CostEstimate.objects.filter(extension__assignment=service))


def _counted(estimates: QuerySet[CostEstimate]) -> list[tuple[Extension, int]]:
    rows = estimates.filter(extension__state="approved", state="authorized").select_related("extension")
    found = ((row.extension, row.dependants) for row in rows.order_by("extension__old_end"))
    return [(extension, dependants) for extension, dependants in found if extension is not None]


def changes_of(service: Assignment) -> list[DependantsChange]:
    """The changes of a service in their order. One query."""
    return list(service.dependants_changes.select_related("asked_by"))


def counting_days(service: Assignment) -> list[date]:
    """The days from which changes count, in their order. One query."""
    rows = service.dependants_changes.filter(estimates__state="authorized").order_by("starts_on")
    return list(rows.values_list("starts_on", flat=True).distinct())


@dataclass(frozen=True)
class Standing:
    """A change and the estimate that says where it stands: the last one not replaced.

    until_then: how many count before it by now, which an earlier change may have made others than its cost took away.
    """

    change: DependantsChange
    estimate: CostEstimate
    until_then: int


def standing_changes(service: Assignment) -> list[Standing]:
    """The changes of a service, with what their cost comes to. One query."""
    rows = CostEstimate.objects.filter(dependants_change__assignment=service).exclude(state="superseded")
    last: dict[int, CostEstimate] = {}
    for row in rows.select_related("dependants_change", "currency").order_by("pk"):
        if row.dependants_change_id is not None:
            last[row.dependants_change_id] = row
    pairs = [(row.dependants_change, row) for row in last.values() if row.dependants_change is not None]
    pairs.sort(key=lambda pair: (pair[0].starts_on, pair[0].pk))
    counting = [change for change, row in pairs if row.state == "authorized"]
    return [Standing(change, row, _until_then(change, counting)) for change, row in pairs]


def _until_then(change: DependantsChange, counting: Sequence[DependantsChange]) -> int:
    """How many count on the day before a change, by the changes that count, in their order."""
    said = _by_change(counting, change.starts_on - timedelta(days=1))
    return change.before if said is None else said
