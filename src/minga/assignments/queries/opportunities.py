"""Finding opportunities: what a reader asks for, the page of answers, and what each facet would find."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qs, quote_plus

import numpy as np
from django.db.models import Prefetch
from django.utils.datastructures import MultiValueDict

from minga.assignments.models import Description, DescriptionText, Seat
from minga.assignments.queries.opportunity_segments import FACETS, Mask, Numbers, Segment, microseconds
from minga.assignments.queries.opportunity_snapshot import holding, snapshot
from minga.assignments.queries.seats import fill_rest, with_left, with_taken
from minga.assignments.queries.way import with_first_publication
from minga.assignments.segmenting import wanted_words
from minga.core.days import lasting_day
from minga.engines.matching import Candidate
from minga.sdgs.models import Target

PER_PAGE = 20
SORTS = ("closing", "newest")
LONGEST_QUERY = 100
MOST_VALUES = 20
MARK = "\0"
FEED_FIELDS = (
    "ref", "number", "track", "state", "closes_on", "duration_months", "duration_weeks", "published_at", "updated_at",
)  # fmt: skip
CITY_NAMES = ("city__name", "city__names", "city__country__names")


_quoted = lru_cache(maxsize=4000)(quote_plus)


@dataclass(frozen=True)
class Search:
    """What somebody looks for. Values of one facet widen, facets narrow."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    eligible: bool = False
    sort: str = "closing"
    page: int = 1
    map: bool = False

    @classmethod
    def from_text(cls, query: str) -> Search:
        """From the text of a query string, as a saved search keeps it."""
        return cls.of(MultiValueDict(parse_qs(query, keep_blank_values=True)))

    @classmethod
    def of(cls, query: Any) -> Search:
        """From a query string (a QueryDict); what is unknown or too long is left out."""
        chosen = {}
        for name in FACETS:
            values = tuple(sorted({value[:40] for value in query.getlist(name) if value}))[:MOST_VALUES]
            if values:
                chosen[name] = values
        page = query.get("page", "1")
        sort = query.get("sort", "")
        return cls(
            words=" ".join(query.get("q", "").split())[:LONGEST_QUERY],
            chosen=chosen,
            eligible=query.get("eligible") in {"1", "on"},
            sort=sort if sort in SORTS else SORTS[0],
            map=query.get("map") == "1",
            page=int(page) if page.isdecimal() and 0 < int(page) < 10_000 else 1,
        )

    def query(self, *, page: int | None = None) -> str:
        """The query string, always in the same order, so that the same search is the same address."""
        pairs: list[tuple[str, str]] = [("q", self.words)] if self.words else []
        pairs += [(name, value) for name in FACETS for value in self.chosen.get(name, ())]
        if self.eligible:
            pairs.append(("eligible", "1"))
        if self.sort != SORTS[0]:
            pairs.append(("sort", self.sort))
        if self.map:
            pairs.append(("map", "1"))
        if page and page > 1:
            pairs.append(("page", str(page)))
        return "&".join(f"{name}={_quoted(value)}" for name, value in pairs)

    def toggled(self, facet: str, value: str) -> Search:
        """The same search with one value put in, or taken out where it stands."""
        values = self.chosen.get(facet, ())
        if value in values:
            return self.without(facet, value)
        return replace(self, chosen={**self.chosen, facet: tuple(sorted((*values, value)))}, page=1)

    def toggled_queries(self, facet: str, values: Iterable[str]) -> dict[str, str]:
        """Value -> the query of `toggled`, for all values of a facet at once: only the facet's own part differs."""
        own = set(self.chosen.get(facet, ()))
        marked = replace(self, chosen={**self.chosen, facet: (MARK,)}, page=1).query()
        before, after = marked.split(f"{facet}={_quoted(MARK)}")
        if not own:  # nearly always, and for hundreds of values
            return {value: f"{before}{facet}={_quoted(value)}{after}" for value in values}
        found = {}
        for value in values:
            part = "&".join(f"{facet}={_quoted(one)}" for one in sorted(own ^ {value}))
            found[value] = before + part + after if part else (before + after.removeprefix("&")).strip("&")
        return found

    def without(self, facet: str, value: str) -> Search:
        """The same search with one choice taken back."""
        if facet == "q":
            return replace(self, words="", page=1)
        if facet == "eligible":
            return replace(self, eligible=False, page=1)
        left = tuple(one for one in self.chosen.get(facet, ()) if one != value)
        rest = {name: values for name, values in self.chosen.items() if name != facet}
        return replace(self, chosen={**rest, facet: left} if left else rest, page=1)


@dataclass(frozen=True)
class Found:
    """A page of answers: keys of descriptions in order, how many in all, and value -> count of each facet."""

    keys: list[int]
    total: int
    counts: Mapping[str, Mapping[str, int]]
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.per_page))


@dataclass(frozen=True)
class Seeker:
    """Who looks, as far as eligibility asks."""

    candidate: Candidate
    nominated: frozenset[int] = frozenset()
    sent: frozenset[int] = frozenset()
    """Descriptions for which the person has sent an application, whatever became of it: nobody applies twice."""


def find(
    search: Search,
    *,
    seeker: Seeker | None = None,
    published_after: datetime | None = None,
    per_page: int = PER_PAGE,
    today: date | None = None,
    version: tuple[str, int] | None = None,
) -> Found:
    """Open opportunities that fit, until their last day is over everywhere; of a page that is not there, the last.

    One query, one more for words, one more after a change of the index.

    version: `index_version()` where the caller has asked for it already; saves a query.
    seeker: needed for `search.eligible`; without one that switch finds nothing.
    """
    day = today or lasting_day()
    words = wanted_words(search.words)
    state = snapshot(version)
    keys = holding(words, (state.birth, state.sequence)) if words else None
    nothing = bool(search.words and not words)
    found: list[tuple[Segment, Numbers]] = []
    counts: dict[str, dict[str, int]] = {name: {} for name in FACETS}
    for segment in state.segments:
        base = segment.open_on(day)
        if nothing or (search.eligible and seeker is None):
            base = np.zeros(len(segment), dtype=bool)
        if keys is not None:
            base = base & segment.among(keys)
        if published_after is not None:
            base = base & (segment.published > microseconds(published_after))
        if search.eligible and seeker is not None:
            sent = segment.among(np.fromiter(seeker.sent, dtype=np.int64))
            base = base & segment.eligible(seeker.candidate, nominated=seeker.nominated) & ~sent
        found.append((segment, _narrow(segment, base, search.chosen, counts)))
    total = sum(len(rows) for _segment, rows in found)
    page = min(search.page, max(1, -(-total // per_page)))
    ordered = _in_order(found, newest=search.sort == "newest", until=page * per_page)
    return Found(
        keys=ordered[(page - 1) * per_page :],
        total=total,
        counts=counts,
        per_page=per_page,
    )


def _narrow(
    segment: Segment, base: Mask, chosen: Mapping[str, tuple[str, ...]], counts: dict[str, dict[str, int]]
) -> Numbers:
    """The rows that all facets leave; a facet's own choice does not narrow its own counts."""
    own = {name: segment.columns[name].having(values, size=len(segment)) for name, values in chosen.items()}
    rows = _rows(base, own.values())
    for name in FACETS:
        seen = _rows(base, (mask for other, mask in own.items() if other != name)) if name in own else rows
        for value, count in segment.columns[name].counts(seen).items():
            counts[name][value] = counts[name].get(value, 0) + count
    return rows


def _rows(base: Mask, masks: Iterable[Mask]) -> Numbers:
    """The numbers of the rows that all of the masks leave."""
    for mask in masks:
        base = base & mask
    return np.flatnonzero(base)


def _in_order(found: list[tuple[Segment, Numbers]], *, newest: bool, until: int) -> list[int]:
    """The first keys, `until` that many."""
    merged: list[tuple[int, int, int]] = []
    for segment, rows in found:
        places = (segment.by_newest if newest else segment.by_closing)[rows]
        first = rows[np.argpartition(places, until)[:until]] if len(rows) > until else rows
        closes = np.zeros(len(first), dtype=np.int64) if newest else segment.closes[first]
        merged += zip(closes.tolist(), (-segment.published[first]).tolist(), segment.pk[first].tolist(), strict=True)
    return [pk for _closes, _published, pk in sorted(merged)[:until]]


def read_for_feeds(keys: Iterable[int]) -> list[Description]:
    """The descriptions with these keys, in this order, with what a feed or a letter says of them and nothing more:
    4 queries, one more where somebody gave up a seat.
    """
    wanted = list(keys)
    seats = Seat.objects.filter(is_cancelled=False).select_related("city__country")
    targets = Target.objects.select_related("goal")
    rows = (
        with_first_publication(with_left(Description.objects.filter(pk__in=wanted)))
        .select_related("category", "country", "host")
        .only(*FEED_FIELDS, "category__code", "category__names", "country__names", "host__name", "host__names")
        .prefetch_related(
            Prefetch("texts", DescriptionText.objects.only("description", "language", "title")),
            Prefetch("seats", with_taken(seats.only("description", "is_cancelled", *CITY_NAMES))),
            Prefetch("targets", targets.only("goal__colour", "goal__short")),
        )
    )
    found = {row.pk: row for row in rows}
    fill_rest(found.values())
    return [found[key] for key in wanted if key in found]
