"""What a person keeps an eye on: saved searches that write when something new fits, and opportunities kept in mind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Description, Favourite, SavedSearch
from minga.assignments.queries.eligibility import standing_of
from minga.assignments.queries.opportunities import Search, find, read_for_feeds
from minga.assignments.telling import titles_of
from minga.core.acting import Actor, action, allowed, lock
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.notices.models import Notice
from minga.core.notices.telling import tell
from minga.people.models import Purpose
from minga.people.queries import agreeing

MOST_SEARCHES = 20
LONGEST_SEARCH = 400
"""What the database keeps of a query string; part of one would be another search."""
MOST_AT_ONCE = 20
"""Posts that are read at once; further ones follow, so that after a day without the worker none is missed."""
OVERLAP = timedelta(minutes=10)
"""A post may be published a moment before it can be seen; looking back a little misses none and tells none twice."""


@action("assignments.save_search")
def save_search(*, actor: Actor, name: str, query: str, only_eligible: bool = False) -> SavedSearch:
    """Save a search under a name; the same search saved again only gets the new name, and writes again where it was
    paused. Tells from now on.

    Raises Incomplete without a name, for a search too long to be kept whole, and beyond MOST_SEARCHES.
    """
    search = Search.from_text(query)
    normal = Search(words=search.words, chosen=search.chosen, sort=search.sort).query()
    if not name.strip():
        raise Incomplete(_("The search was not saved."), problems=[Problem("name", _("Give the search a name."))])
    if len(normal) > LONGEST_SEARCH:
        problem = Problem("name", _("This search is too long to be kept."), _("Leave some words or choices out of it."))
        raise Incomplete(_("The search was not saved."), problems=[problem])
    lock(cast(Any, actor))
    mine = SavedSearch.objects.filter(account_id=actor.pk)
    kept = mine.filter(query=normal).first()
    if kept is None and mine.count() >= MOST_SEARCHES:
        raise Incomplete(
            _("The search was not saved."),
            problems=[Problem("name", _("You have saved twenty searches."), _("Delete one that you no longer need."))],
        )
    if kept is None:
        return SavedSearch.objects.create(
            account_id=actor.pk,
            name=name.strip()[:120],
            query=normal,
            only_eligible=only_eligible or search.eligible,
            last_run_at=timezone.now(),
        )
    if kept.is_paused:
        kept.is_paused, kept.last_run_at = False, timezone.now()
    kept.name, kept.only_eligible = name.strip()[:120], only_eligible or search.eligible
    kept.save()
    return kept


@action("assignments.edit_search", target="search")
def rename_search(*, actor: Actor, search: SavedSearch, name: str, seen: int | None = None) -> SavedSearch:
    """Give a saved search another name. Raises Incomplete without a name."""
    if not name.strip():
        raise Incomplete(_("The name was not kept."), problems=[Problem("name", _("Give the search a name."))])
    search.name = name.strip()[:120]
    search.save()
    return search


@action("assignments.edit_search", target="search")
def pause_search(*, actor: Actor, search: SavedSearch, paused: bool, seen: int | None = None) -> SavedSearch:
    """Let a saved search rest, or write again; what came in between is not told."""
    search.is_paused = paused
    search.last_run_at = timezone.now()
    search.save()
    return search


@action("assignments.edit_search", target="search")
def delete_search(*, actor: Actor, search: SavedSearch, seen: int | None = None) -> SavedSearch:
    """Forget a saved search."""
    pk = search.pk
    search.delete()
    search.pk = pk
    return search


@action("assignments.keep_in_mind")
def keep_in_mind(*, actor: Actor, description: Description) -> Favourite:
    """Keep an opportunity in mind; twice is once. Raises NotAllowed for a visitor."""
    if not allowed(actor, "assignments.view_opportunity", description):
        raise NotAllowed()
    lock(cast(Any, actor))
    return Favourite.objects.get_or_create(account_id=actor.pk, description=description)[0]


@action("assignments.keep_in_mind")
def let_go(*, actor: Actor, description: Description) -> Description:
    """Keep it in mind no more."""
    lock(cast(Any, actor))
    Favourite.objects.filter(account_id=actor.pk, description=description).delete()
    return description


def run_saved_searches() -> int:
    """Tell what is new to those whose searches it fits; returns how many notices were written. For the worker.

    A search rests while its person does not agree to matching. Each post is told once for each search, and once more
    when it was opened again; to whoever has applied there it is not told.
    """
    willing = agreeing(Purpose.MATCHING)
    searches = SavedSearch.objects.filter(is_paused=False, account__is_active=True, account__in=willing)
    return sum(_run(search) for search in searches.select_related("account").order_by("pk").iterator(chunk_size=200))


def _run(search: SavedSearch) -> int:
    started, written = timezone.now(), 0
    keys = _new_for(search)
    with transaction.atomic():
        applied = Application.objects.filter(account_id=search.account_id, description__in=keys).exclude(state="draft")
        known = set(applied.values_list("description_id", flat=True))
        for description in _read([key for key in keys if key not in known]):
            if description.published_at and description.published_at < search.created_at:
                continue
            once = _once(search, description)
            if once is None:
                continue
            tell(
                kind="assignments.search_found",
                to=search.account,
                about=description,
                context={"post": titles_of(description), "search": search.name, "closes": description.closes_on or ""},
                url=f"/opportunities/{description.ref}",
                once=once,
            )
            written += 1
        SavedSearch.objects.filter(pk=search.pk).update(last_run_at=started)
    return written


def _once(search: SavedSearch, description: Description) -> str | None:
    """What keeps a post from being told twice: its name alone, and its day as well where it was told before that. None
    where it has been told. One query.
    """
    name, opened = f"search:{search.ref}:{description.ref}", description.published_at
    anew = f"{name}:{opened:%Y-%m-%dT%H:%M:%S}" if opened else name
    notices = Notice.objects.filter(account_id=search.account_id, kind="assignments.search_found")
    told = dict(notices.filter(once_key__in=(name, anew)).values_list("once_key", "created_at"))
    once = anew if opened and name in told and told[name] < opened else name
    return None if once in told else once


def _new_for(search: SavedSearch) -> list[int]:
    """The keys of all that was published since its last run, the newest first."""
    asked = Search.from_text(search.query)
    standing = standing_of(search.account) if search.only_eligible else None
    wanted = Search(words=asked.words, chosen=asked.chosen, eligible=search.only_eligible, sort="newest")
    since = (search.last_run_at or search.created_at) - OVERLAP
    keys: list[int] = []
    for page in count(1):
        found = find(
            replace(wanted, page=page),
            seeker=standing.seeker if standing else None,
            published_after=since,
            per_page=MOST_AT_ONCE,
        )
        keys += found.keys
        if page >= found.pages:
            return keys
    return keys


def _read(keys: list[int]) -> Iterator[Description]:
    for start in range(0, len(keys), MOST_AT_ONCE):
        yield from read_for_feeds(keys[start : start + MOST_AT_ONCE])
