"""On which free seats of a post each candidate may serve: abroad, nobody serves in a country of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from minga.assignments.matching import first_day_of, rule_that_binds
from minga.assignments.models import Application, Description, Seat, Track
from minga.assignments.queries.seats import country_of, free_seats
from minga.core.errors import Problem
from minga.core.listing import listed
from minga.engines.matching import NationalityRule, serves_in
from minga.engines.matching import Track as EngineTrack
from minga.people.models import Profile
from minga.places.naming import country_names


def asks_for_country(description: Description) -> bool:
    """Whether the country of a seat decides who serves on it. One query for a post abroad, else none.

    National volunteers serve in one country, which was asked when they applied; online ones nowhere.
    """
    if description.track != Track.INTERNATIONAL:
        return False
    rule = rule_that_binds(description.category, on=first_day_of(description))
    return rule is None or rule.nationality == NationalityRule.BY_TRACK


@dataclass(frozen=True)
class Placing:
    """The free seats of a post, and who of some candidates may serve on which."""

    description: Description
    free: Sequence[Seat]
    nationalities: Mapping[int, frozenset[str]] | None
    """Account id -> countries; None where the country of a seat does not decide."""

    @classmethod
    def of(cls, description: Description, candidates: Iterable[Application]) -> Placing:
        """The seats that nobody but these candidates was offered. One query, two more for a post abroad."""
        people = list(candidates)
        free = free_seats(description.pk, but_for=people)
        nationalities = _nationalities(people) if asks_for_country(description) else None
        return cls(description, list(free.select_related("city", "supervisor")), nationalities)

    def may_serve(self, candidate: Application, seat: Seat) -> bool:
        """Whether this candidate may serve on this seat. No query."""
        if self.nationalities is None:
            return True
        own = self.nationalities.get(candidate.account_id, frozenset())
        return serves_in(country_of(seat, self.description), own, track=EngineTrack.INTERNATIONAL)

    def seats_for(self, candidate: Application) -> list[Seat]:
        """The free seats on which this candidate may serve. No query."""
        return [seat for seat in self.free if self.may_serve(candidate, seat)]

    def all_seated(self, candidates: Iterable[Application], *, without: Collection[int] = ()) -> bool:
        """Whether each of these can have a free seat of their own, seats with the keys `without` left out. No query.

        By augmenting paths (H. W. Kuhn, The Hungarian method, 1955, for weights of 0 and 1).
        """
        people = list(candidates)
        left = [seat for seat in self.free if seat.pk not in without]
        if self.nationalities is None or len(people) > len(left):
            return len(people) <= len(left)
        seated: dict[int, Application] = {}

        def find_seat(candidate: Application, seen: set[int]) -> bool:
            fitting = [seat.pk for seat in left if self.may_serve(candidate, seat)]
            for seat in sorted(fitting, key=seated.__contains__):  # nobody moves for whom another seat is free
                if seat in seen:
                    continue
                seen.add(seat)
                if seat not in seated or find_seat(seated[seat], seen):
                    seated[seat] = candidate
                    return True
            return False

        return all(find_seat(candidate, set()) for candidate in people)

    def places(self, seats: Iterable[Seat]) -> str:
        """The countries of these seats, by name and in their order. At most one query."""
        codes = list(dict.fromkeys(country_of(seat, self.description) for seat in seats))
        names = country_names(codes)
        return listed(names.get(code, code) for code in codes)


def seat_problem(application: Application) -> Problem | None:
    """Why none of the free seats is for this candidate, where others are selected before them; None where one is.

    Two queries, four for a post abroad.
    """
    others = _others(application)
    placing = Placing.of(application.description, [application, *others])
    if len(placing.free) <= len(others):
        return Problem("seats", _("No seat is free."), _("Put the person in reserve, or add a seat."))
    if placing.all_seated([*others, application]):
        return None
    named = {"countries": placing.places(placing.free)}
    if placing.seats_for(application):
        words = _(
            "The free seats are in %(countries)s. Others who are selected need those on which this person may serve: "
            "nobody serves abroad in a country of their own."
        )
    else:
        words = _("The free seats are in %(countries)s, and nobody serves abroad in a country of their own.")
    return Problem("seats", words % named, _("Put the person in reserve, or add a seat."))


def this_seat_problem(application: Application, seat: Seat) -> Problem | None:
    """Why this free seat cannot be offered to this candidate; None where it can. One query, four for a post abroad."""
    description = application.description
    if not asks_for_country(description):
        return None
    others = _others(application)
    placing = Placing.of(description, [application, *others])
    if not placing.may_serve(application, seat):
        words = _("This seat is in %(countries)s, and nobody serves abroad in a country of their own.")
        return Problem("seat", words % {"countries": placing.places([seat])}, _("Choose a seat in another country."))
    if placing.all_seated(others) and not placing.all_seated(others, without=[seat.pk]):
        return Problem(
            "seat",
            _("Somebody else who is selected may only serve on this seat."),
            _("Choose another seat, or make them their offer first."),
        )
    return None


def seats_for(
    description: Description, candidates: Iterable[Application]
) -> Callable[[Iterable[Application]], bool] | None:
    """Asked of some of these candidates: whether each can be selected beside the others and those who are already; None
    where the country of a seat does not decide. At most five queries, and none for each answer.
    """
    if not asks_for_country(description):
        return None
    selected = list(description.applications.filter(state="selected"))
    placing = Placing.of(description, [*selected, *candidates])
    return lambda some: placing.all_seated([*selected, *some])


def first_in_reserve(description: Description) -> Application | None:
    """The first in reserve for whom a seat is free, abroad one outside their own country; the first of all where there
    is none. Whoever cannot sign in any more is passed over. One query, for a post abroad about 4 more a candidate.
    """
    reserve = description.applications.filter(state="reserve", account__is_active=True)
    rows = list(reserve.select_related("account").order_by("reserve_rank"))
    if len(rows) > 1 and asks_for_country(description):
        return next((row for row in rows if seat_problem(row) is None), rows[0])
    return rows[0] if rows else None


def _others(application: Application) -> list[Application]:
    """Who is selected beside this candidate and has no offer yet. One query."""
    return list(application.description.applications.filter(state="selected").exclude(pk=application.pk))


def _nationalities(candidates: Iterable[Application]) -> dict[int, frozenset[str]]:
    accounts = [row.account_id for row in candidates]
    rows = Profile.objects.filter(account__in=accounts)
    return {
        account: frozenset(filter(None, own))
        for account, *own in rows.values_list("account_id", "nationality_id", "second_nationality_id")
    }
