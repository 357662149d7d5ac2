"""Rates that nobody entered and that descriptions under way need: known before anybody computes their cost."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from minga.assignments.costing import Inputs, Lack, RateRow, compute
from minga.assignments.models import Description, Extension, LineKind, Rate, Seat, Track
from minga.assignments.queries.cost import extension_inputs, inputs_from
from minga.assignments.queries.dependants import all_extended_with
from minga.assignments.queries.rates import plain_row
from minga.assignments.state_names import ESTIMATE_IN_FORCE
from minga.core.errors import Problem
from minga.core.listing import listed
from minga.core.questions import Keys, Rows, all_day
from minga.core.written import of_keys

UNDER_WAY = ("draft", "submitted")
MOST = 60
"""The descriptions last worked on that are looked at; further ones mostly lack the same."""


@dataclass
class MissingRate:
    """A kind of rate that a track needs in a place and that is not in force, and how much waits for it.

    city: only where the rate belongs to a city (a multiplier); the other lines are usually the same in a whole country.
    day: the first day on which it is needed. posts: the keys of the descriptions. categories: their names.
    """

    kind: str
    track: str
    country: Any
    city: Any
    day: date
    posts: set[int] = field(default_factory=set)
    categories: set[str] = field(default_factory=set)

    @property
    def label(self) -> str:
        """The line of the cost, in the reader's language."""
        return str(LineKind(self.kind).label)

    @property
    def track_label(self) -> str:
        """Where volunteers serve, in the reader's language."""
        return str(Track(self.track).label)

    @property
    def place(self) -> str:
        """The city with its country, or the country."""
        return self.city_typed or str(self.country)

    @property
    def city_typed(self) -> str:
        """The city as it is typed into the form of a rate: with its country."""
        return f"{self.city}, {self.country}" if self.city else ""

    @property
    def address(self) -> str:
        """Where it is added, with what is known of it filled in already."""
        known = {"kind": self.kind, "track": self.track, "country": self.country.pk, "city": self.city_typed}
        asked = urlencode({name: value for name, value in known.items() if value})
        return f"{reverse('assignments:rate_new')}?{asked}"


def missing_rates() -> list[MissingRate]:
    """What drafts, descriptions sent for approval and extensions lack without a cost, in the order of its lines.

    At most seven queries, two where none is under way.
    """
    asked = [*_of_posts(), *_of_extensions()]
    found: dict[tuple[str, ...], MissingRate] = {}
    categories = {
        pk: str(category) for pk, category in {one.post.category_id: one.post.category for one in asked}.items()
    }
    for one, lack in _lacks(asked):
        city, track = one.cities[lack.seat.number], one.inputs.track
        whole = lack.kind != LineKind.POST_ADJUSTMENT
        key = lack.kind, track, lack.seat.country, "" if whole else lack.seat.city
        row = found.setdefault(key, MissingRate(lack.kind, track, city.country, None if whole else city, lack.day))
        row.day = min(row.day, lack.day)
        row.posts.add(one.post.pk)
        row.categories.add(categories[one.post.category_id])
    order = {kind: place for place, kind in enumerate(LineKind.values)}
    return [found[key] for key in sorted(found, key=lambda key: (order[key[0]], key[1:]))]


@dataclass(frozen=True)
class _Asked:
    """What a cost would be computed from: the description, its inputs, and the city of each seat by its number."""

    post: Description
    inputs: Inputs
    cities: dict[int, Any]


@all_day
def _posts() -> Rows[Description]:
    seats = Seat.objects.filter(is_cancelled=False).select_related("city__country")
    posts = Description.objects.filter(state__in=UNDER_WAY, is_template=False).exclude(track=Track.ONLINE)
    posts = posts.exclude(all_estimates__state__in=ESTIMATE_IN_FORCE).select_related("category", "serves_as", "country")
    posts = posts.prefetch_related(Prefetch("seats", queryset=seats)).order_by("-updated_at", "-pk")
    return Rows(posts, most=MOST)


@all_day
def _extensions() -> Keys:
    rows = Extension.objects.filter(
        state="requested", assignment__state="serving", assignment__seat__city__isnull=False
    )
    rows = rows.exclude(estimates__state__in=ESTIMATE_IN_FORCE).exclude(assignment__description__track=Track.ONLINE)
    return Keys(rows.order_by("-pk"))


EXTENSIONS = of_keys(
    lambda: Extension.objects.select_related(
        "assignment__offer", "assignment__description__category", "assignment__description__country",
        "assignment__description__serves_as",
        "assignment__seat__city__country",
    ).order_by("pk")
)  # fmt: skip


def _of_posts() -> Iterator[_Asked]:
    """Drafts and descriptions sent for approval without a cost. Two queries, one where there are none."""
    for post in _posts().read():
        rows = list(post.seats.all())
        inputs, _problems = inputs_from(post, rows)
        if inputs is not None:
            yield _Asked(post, inputs, {seat.number: seat.city for seat in rows})


def _of_extensions() -> Iterator[_Asked]:
    """Extensions that wait without a cost, of services that have a place. Four queries, one where there are none."""
    [keys] = _extensions().read()
    rows = EXTENSIONS(tuple(sorted(keys[:MOST]))) if keys else []
    dependants = all_extended_with(rows) if rows else {}
    for row in reversed(rows):
        seat, inputs = row.assignment.seat, extension_inputs(row, dependants=dependants[row.pk])
        yield _Asked(row.assignment.description, inputs, {seat.number: seat.city})


@dataclass
class Lacking:
    """What is missing in one place on one track."""

    place: str
    track_label: str
    rates: list[MissingRate] = field(default_factory=list)

    @property
    def categories(self) -> list[str]:
        """The categories that need it, by name."""
        return sorted(set().union(*(row.categories for row in self.rates)))

    @property
    def posts(self) -> int:
        """How many descriptions need it."""
        return len(set().union(*(row.posts for row in self.rates)))

    @property
    def day(self) -> date:
        """The first day on which one of them is needed."""
        return min(row.day for row in self.rates)


def by_place(rates: Iterable[MissingRate]) -> list[Lacking]:
    """Missing rates together where they are missing together, by the name of the place. No query."""
    found: dict[tuple[str, str], Lacking] = {}
    for row in rates:
        found.setdefault((row.place, row.track), Lacking(row.place, row.track_label)).rates.append(row)
    return [found[key] for key in sorted(found)]


def rate_warnings(description: Description) -> list[Problem]:
    """Which rates its cost lacks, in one sentence for each place; nothing where it has a cost or inputs are missing.

    Two queries, three where seats were not read.
    """
    lacks: dict[str, list[Lack]] = {}
    for lack in _lacks_of(description):
        lacks.setdefault(lack.seat.place, []).append(lack)
    return [
        Problem(
            "cost",
            _("Its cost cannot be computed: no rate is in force in %(place)s from %(day)s for: %(lines)s.")
            % {
                "place": place,
                "day": date_format(min(lack.day for lack in rows)),
                "lines": listed(LineKind(kind).label for kind in LineKind.values if kind in {row.kind for row in rows}),
            },
            _("The administrators read this on their first page. They enter the rates."),
        )
        for place, rows in lacks.items()
    ]


def lacking_lines(description: Description) -> list[str]:
    """The kinds of rates that its cost lacks, each once, in the order of the lines. Queries as `rate_warnings`."""
    kinds = {lack.kind for lack in _lacks_of(description)}
    return [kind for kind in LineKind.values if kind in kinds]


def _lacks_of(description: Description) -> list[Lack]:
    if description.is_template or description.state not in UNDER_WAY or description.track == Track.ONLINE:
        return []
    inputs, _problems = inputs_from(description, [seat for seat in description.seats.all() if not seat.is_cancelled])
    if inputs is None or description.estimates.filter(state__in=ESTIMATE_IN_FORCE).exists():
        return []
    return list(compute(inputs=inputs, rates=_rates_for([inputs])).missing.values())


@dataclass(frozen=True)
class _Table:
    """The rates that can count in a country; two tables that say the same are the same."""

    rows: tuple[RateRow, ...] = field(compare=False)
    digest: str

    @classmethod
    def of(cls, rates: list[RateRow], country: str) -> _Table:
        """Those of the country and those of every country."""
        rows = tuple(rate for rate in rates if rate.country in ("", country))
        return cls(rows, hashlib.sha256(repr(rows).encode()).hexdigest())


def _lacks(asked: list[_Asked]) -> Iterator[tuple[_Asked, Lack]]:
    """Each with each rate it lacks. One query."""
    if not asked:
        return
    rates, tables = _rates_for([one.inputs for one in asked]), dict[str, _Table]()
    for one in asked:
        places = {(seat.country, seat.city): seat for seat in one.inputs.seats}
        for seat in places.values():
            table = tables.get(seat.country) or tables.setdefault(seat.country, _Table.of(rates, seat.country))
            for lack in _lacks_alike(replace(one.inputs, seats=(replace(seat, number=0, place=""),)), table):
                yield one, Lack(lack.kind, seat, lack.day)


@lru_cache(maxsize=2000)
def _lacks_alike(inputs: Inputs, table: _Table) -> tuple[Lack, ...]:
    """What is asked for alike, under rates that say the same, is computed once in a process: a board is read often."""
    return tuple(compute(inputs=inputs, rates=table.rows).missing.values())


def _rates_for(inputs: list[Inputs]) -> list[RateRow]:
    """Every rate that could count for one of these, as plain rows. One query."""
    begins = min(row.begins for row in inputs)
    countries = {seat.country for row in inputs for seat in row.seats}
    rows = Rate.objects.filter(
        Q(in_force_to__isnull=True) | Q(in_force_to__gte=begins),
        Q(country__isnull=True) | Q(country__in=countries),
    )
    return [plain_row(row) for row in rows.select_related("category", "city")]
