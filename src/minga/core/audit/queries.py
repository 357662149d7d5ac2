"""Reads of the trail, quick at a million rows: by key from the newest on, never counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import allowed
from minga.core.audit import words
from minga.core.audit.models import TrailEntry

PER_PAGE = 50


@dataclass
class Line:
    """One row for readers. `changes`: (field, before, after) in words."""

    entry: TrailEntry
    who: str
    what: str
    thing: str
    url: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def trail_rows(
    *, who: str = "", verb: str = "", ref: str = "", since: date | None = None, until: date | None = None
) -> QuerySet[TrailEntry]:
    """The rows that match, the newest first. One SQL query for each of `who`, `since` and `until`, beside its own.

    who: an e-mail, an account's reference, a name or “minga” for the installation itself.
    """
    rows = TrailEntry.objects.order_by("-sequence")
    if verb:
        rows = rows.filter(verb__in=words.same_words(verb))
    if ref:
        rows = rows.filter(target_ref=ref)
    if who:
        rows = rows.filter(actor__isnull=True) if who.lower() == "minga" else rows.filter(actor__in=_accounts(who))
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
    """Rows in words for a reader: names only for those who may see them. One SQL query for all names."""
    rows = list(entries)
    names = names_of({row.actor for row in rows if row.actor}, reader=reader)
    return [
        Line(
            entry=row,
            who=who_words(row.actor, names),
            what=words.verb_words(row.verb, target_type=row.target_type),
            thing=words.type_words(row.target_type),
            url=words.address_of(row.target_type, row.target_ref),
            changes=changes_in_words(row.target_type, row.changes) if with_values else [],
        )
        for row in rows
    ]


def changes_in_words(target_type: str, changes: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    """(field, before, after) as readers know them."""
    return [
        (
            words.field_words(target_type, name),
            words.value_words(target_type, name, was),
            words.value_words(target_type, name, now),
        )
        for name, (was, now) in changes.items()
    ]


def who_words(actor: int | None, names: dict[int, str]) -> str:
    """Who acted, by the names that a reader may know."""
    return _("Minga itself") if actor is None else names.get(actor, _("Someone"))


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


def _accounts(who: str) -> list[int]:
    matching = Q(email__iexact=who) | Q(ref=who) | Q(name__icontains=who) | Q(local_name__icontains=who)
    return list(get_user_model()._default_manager.filter(matching).values_list("pk", flat=True)[:50])


def _first_from(moment: datetime) -> int:
    """The sequence of the first row at or after a moment; beyond the last where there is none."""
    found = TrailEntry.objects.filter(at__gte=moment).order_by("at").values_list("sequence", flat=True).first()
    return found if found is not None else 2**62


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
