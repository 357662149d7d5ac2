"""Reads of the trail, quick at a million rows: by key from the newest on, never counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.access.registries import named_places
from minga.core.acting import allowed
from minga.core.audit import words
from minga.core.audit.models import TrailEntry
from minga.core.finding import called_exactly
from minga.core.listing import isolated

PER_PAGE = 50
Known = dict[tuple[type[Any], str], str]
"""(model, key as text) -> what the row is called."""


@dataclass
class Line:
    """One row for readers. `changes`: (field, before, after) in words. `place`: on whose behalf, empty for nobody's."""

    entry: TrailEntry
    who: str
    what: str
    thing: str
    url: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    place: str = ""

    @property
    def who_and_for_whom(self) -> str:
        """Who acted, and on whose behalf."""
        return for_words(self.who, self.place)


def trail_rows(
    *, who: str = "", verb: str = "", ref: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[TrailEntry]:
    """The rows that match, the newest first. Beside its own one SQL query for each of `since` and `until`, one or two
    for `who`.

    who: an email, an account's reference, a name or “minga” for the installation itself.
    """
    rows = TrailEntry.objects.order_by("-sequence")
    if verb:
        rows = rows.filter(verb__in=words.same_words(verb))
    if ref:
        rows = rows.filter(target_ref=ref)
    if who:
        rows = rows.filter(actor__isnull=True) if is_minga(who) else rows.filter(actor__in=accounts_called(who))
    if since:
        rows = rows.filter(sequence__gte=_first_from(_midnight(since)))
    if until:
        rows = rows.filter(sequence__lt=_first_from(_midnight(until + timedelta(days=1))))
    return rows


def page_of(
    rows: QuerySet[TrailEntry], *, before: int | None = None, size: int = PER_PAGE
) -> tuple[list[TrailEntry], int | None]:
    """A page of rows older than the row `before`, and the key of the next page (None at the end). One SQL query."""
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    page = list(rows[: size + 1])
    return page[:size], page[size - 1].sequence if len(page) > size else None


def lines(entries: Iterable[TrailEntry], *, reader: Any, with_values: bool) -> list[Line]:
    """Rows in words for a reader: names only for those who may see them.

    One SQL query for all names; with values, one for each kind of row that they point at, and of place that people act
    for.
    """
    rows, may = list(entries), cache(lambda permission: allowed(reader, permission))
    names = names_of({row.actor for row in rows if row.actor}, reader=reader)
    known = rows_named(((row.target_type, row.changes) for row in rows), reader=reader) if with_values else None
    places = named_places(row.on_behalf_of for row in rows) if with_values else {}
    return [
        Line(
            entry=row,
            who=who_words(row.actor, names),
            what=words.verb_words(row.verb, target_type=row.target_type),
            thing=words.type_words(row.target_type),
            url=words.address_of(row.target_type, row.target_ref, may=may),
            changes=changes_in_words(row.target_type, row.changes, reader=reader, known=known) if with_values else [],
            place=places.get(row.on_behalf_of, ""),
        )
        for row in rows
    ]


def changes_in_words(
    target_type: str, changes: dict[str, list[Any]], *, reader: Any, known: Known | None = None
) -> list[tuple[str, str, str]]:
    """(field, before, after) as readers know them. known: of several rows at once; else one SQL query for each kind of
    row that they point at.
    """
    if known is None:
        known = rows_named([(target_type, changes)], reader=reader)

    def said(name: str, value: Any) -> str:
        model = words.pointed_at(target_type, name)
        if model is None or value is None:
            return words.value_words(target_type, name, value)
        return known.get((model, str(value))) or (_("Someone") if model is get_user_model() else str(value))

    return [
        (words.field_words(target_type, name), said(name, was), said(name, now)) for name, (was, now) in changes.items()
    ]


def rows_named(found: Iterable[tuple[str, dict[str, list[Any]]]], *, reader: Any) -> Known:
    """What the rows that changes point at are called: people as this reader may know them, things by their number,
    name or reference. One SQL query for each kind of row.
    """
    wanted: dict[type[Any], set[Any]] = {}
    for target_type, changes in found:
        for name, pair in changes.items():
            model = words.pointed_at(target_type, name)
            if model is not None:
                fitting = (value for value in pair if _is_key(value) and isinstance(value, _kind_of_key(model)))
                wanted.setdefault(model, set()).update(fitting)
    known: Known = {}
    for model, keys in wanted.items():
        if model is get_user_model():
            known |= {(model, str(key)): said for key, said in names_of(keys, reader=reader).items()}
        else:
            known |= {(model, str(row.pk)): _called(row) for row in model._default_manager.filter(pk__in=keys)}
    return known


def _called(row: Any) -> str:
    """A row by what it is known by without another query."""
    if hasattr(row, "names"):
        return str(row)
    number = getattr(row, "number", None)
    return number if isinstance(number, str) else str(getattr(row, "ref", row))


def _kind_of_key(model: type[Any]) -> type:
    """Text or whole number, as the model's rows are known by."""
    return str if isinstance(model._meta.pk, CharField) else int


def _is_key(value: Any) -> bool:
    """Whether a kept value can be the key of a row at all: somebody may have damaged the trail."""
    return isinstance(value, str) or (isinstance(value, int) and abs(value) < 2**62)


def who_words(actor: int | None, names: dict[int, str]) -> str:
    """Who acted, by the names that a reader may know."""
    return _("Minga itself") if actor is None else names.get(actor, _("Someone"))


def for_words(who: str, place: str) -> str:
    """Somebody, and the organisation or country that they acted for."""
    return _("%(person)s, for %(place)s") % {"person": isolated(who), "place": isolated(place)} if place else who


def names_of(actors: set[int], *, reader: Any) -> dict[int, str]:
    """Account id -> name as this reader may know it. At most one SQL query."""
    own = {reader.pk: _("You")} if getattr(reader, "pk", None) else {}
    if not actors - set(own) or not allowed(reader, "audit.view_names"):
        return own
    accounts = get_user_model()._default_manager.filter(pk__in=actors)
    return {
        account.pk: _("A person who has left") if getattr(account, "erased_at", None) else str(account)
        for account in accounts
    } | own


def is_minga(who: str) -> bool:
    """Whether the installation itself is meant. No query."""
    return who.lower() == "minga"


def accounts_called(who: str) -> list[int]:
    """The account of this email or reference; else at most fifty whose name holds it, which reads every name. One SQL
    query or two.
    """
    keys = get_user_model()._default_manager.values_list("pk", flat=True)
    called = list(keys.filter(called_exactly(who)))
    return called or list(keys.filter(Q(name__icontains=who) | Q(local_name__icontains=who))[:50])


def _first_from(moment: datetime) -> int:
    """The sequence of the first row at or after a moment; beyond the last where there is none."""
    found = TrailEntry.objects.filter(at__gte=moment).order_by("at").values_list("sequence", flat=True).first()
    return found if found is not None else 2**62


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
