"""A problem as arrays for compiled code: what each employee may do, and what it costs by itself."""

from __future__ import annotations

from math import gcd
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from minga.engines.rostering.shiftscheduling.problem import FREE

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.problem import Plan, Problem

BANNED = 1 << 24  # cost of a day that an employee may not work
WEEKDAY, SATURDAY, SUNDAY = 0, 1, 2
LARGEST = 1 << 23  # sums of scaled costs stay below, where whole numbers are exact in single precision


class Book(NamedTuple):
    """Rows are employees (e), days (d), shift types (s), classes of last shifts (c).

    Minutes are counted in the largest unit that divides an employee's lengths; where a limit cannot bind, its
    dimension has size 1. `may[e, c, s]`: may s follow a last shift of class c. `own` holds requests; `constant` what
    an employee's free plan costs. Cover is by day and type.
    """

    kinds: NDArray[np.int32]  # [e, k] the types that e may work
    kind_count: NDArray[np.int32]
    length: NDArray[np.int32]  # [e, s] in units
    group: NDArray[np.int32]  # [e, s] class
    groups: NDArray[np.int32]
    may: NDArray[np.bool_]
    least: NDArray[np.int32]
    units: NDArray[np.int32]  # size of the dimension: most units and 1
    weeks: NDArray[np.int32]  # size of the dimension: most weekends and 1
    count_weeks: NDArray[np.bool_]
    run_low: NDArray[np.int32]
    run_high: NDArray[np.int32]
    rest: NDArray[np.int32]
    limit: NDArray[np.int32]  # [e, s]
    own: NDArray[np.int32]  # [e, d, s]
    constant: NDArray[np.int32]
    number: NDArray[np.int32]  # states of e: off for 1 to `rest` days, at work for 1 to `run_high` by class
    moves: NDArray[np.int32]  # [e, r] how many types may be worked after state r
    types: NDArray[np.int32]  # [e, r, j] which
    leads: NDArray[np.int32]  # [e, r, j] to which state; the last j: a day off
    width: NDArray[np.int32]  # values of one weekend count in a table: units, and the longest shift after them
    weekday: NDArray[np.int32]  # [d]
    need: NDArray[np.int32]  # [d, s]
    under: NDArray[np.int32]
    over: NDArray[np.int32]


def book_of(problem: Problem) -> Book:
    """The arrays of a problem."""
    people, days, types = len(problem.staff), problem.days, len(problem.shifts)
    blank = {name: np.zeros(people, np.int32) for name in ("groups", "least", "units", "weeks")}
    wide = {name: np.zeros((people, types), np.int32) for name in ("length", "group", "limit")}
    kinds = np.full((people, types), -1, np.int32)
    may = np.zeros((people, types, types), np.bool_)
    counted = np.zeros(people, np.bool_)
    for e, person in enumerate(problem.staff):
        mine = [s for s, kind in enumerate(problem.shifts) if person.most.get(kind.name, days) > 0]
        kinds[e, : len(mine)] = mine
        _successions(problem, e, mine, wide["group"], blank["groups"], may)
        _minutes(problem, e, mine, wide["length"], blank)
        counted[e] = person.most_weekends < len(problem.weekends)
        blank["weeks"][e] = person.most_weekends + 1 if counted[e] else 1
        wide["limit"][e] = [person.most.get(kind.name, days) for kind in problem.shifts]
    own, constant = _requests(problem)
    run_high = np.array([min(person.longest_run, days) for person in problem.staff], np.int32)
    rest = np.array([max(1, person.shortest_rest) for person in problem.staff], np.int32)
    steps = _steps(kinds, wide["group"], blank["groups"], may, run_high, rest)
    need, under, over = (np.zeros((days, types), np.int32) for _ in range(3))
    for (day, shift), row in problem.cover.items():
        need[day, shift], under[day, shift], over[day, shift] = row
    return Book(
        kinds=kinds,
        kind_count=(kinds >= 0).sum(1).astype(np.int32),
        may=may,
        count_weeks=counted,
        run_low=np.array([person.shortest_run for person in problem.staff], np.int32),
        run_high=run_high,
        rest=rest,
        width=blank["units"] + wide["length"].max(1),
        own=own,
        constant=constant,
        weekday=np.array([{5: SATURDAY, 6: SUNDAY}.get(day % 7, WEEKDAY) for day in range(days)], np.int32),
        need=need,
        under=under,
        over=over,
        **steps,
        **wide,
        **blank,
    )


def _successions(
    problem: Problem,
    e: int,
    mine: list[int],
    group: NDArray[np.int32],
    groups: NDArray[np.int32],
    may: NDArray[np.bool_],
) -> None:
    """Types after which the same types are forbidden form one class."""
    seen: dict[frozenset[int], int] = {}
    for s in mine:
        forbidden = frozenset(t for t in mine if problem.shifts[t].name in problem.shifts[s].no_next)
        c = seen.setdefault(forbidden, len(seen))
        group[e, s] = c
        may[e, c, [t for t in mine if t not in forbidden]] = True
    groups[e] = max(1, len(seen))


def _steps(
    kinds: NDArray[np.int32],
    group: NDArray[np.int32],
    groups: NDArray[np.int32],
    may: NDArray[np.bool_],
    run_high: NDArray[np.int32],
    rest: NDArray[np.int32],
) -> dict[str, NDArray[np.int32]]:
    """From each state of each employee: the types that may be worked next and where each leads, and a day off."""
    people, width = kinds.shape
    number = rest + run_high * groups
    most = int(number.max())
    moves = np.zeros((people, most), np.int32)
    types, leads = np.zeros((people, most, width + 1), np.int32), np.zeros((people, most, width + 1), np.int32)
    for e in range(people):
        mine = [s for s in kinds[e] if s >= 0]
        for r in range(number[e]):
            off = r < rest[e]
            run, c = (0, -1) if off else ((r - rest[e]) // groups[e] + 1, (r - rest[e]) % groups[e])
            leads[e, r, width] = min(r + 1, rest[e] - 1) if off else 0
            if run < run_high[e] and (not off or r == rest[e] - 1):
                good = [s for s in mine if off or may[e, c, s]]
                moves[e, r] = len(good)
                types[e, r, : len(good)] = good
                leads[e, r, : len(good)] = rest[e] + run * groups[e] + group[e, good]
    return {"number": number.astype(np.int32), "moves": moves, "types": types, "leads": leads}


def _minutes(
    problem: Problem, e: int, mine: list[int], length: NDArray[np.int32], blank: dict[str, NDArray[np.int32]]
) -> None:
    person = problem.staff[e]
    minutes = [problem.shifts[s].minutes for s in mine]
    reach = problem.days * max(minutes, default=0)
    blank["units"][e] = 1
    if person.least_minutes <= 0 and person.most_minutes >= reach:
        return
    unit = max(1, gcd(*minutes))
    length[e, mine] = [number // unit for number in minutes]
    blank["least"][e] = -(-person.least_minutes // unit)
    blank["units"][e] = min(person.most_minutes, reach) // unit + 1


def _requests(problem: Problem) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    own = np.zeros((len(problem.staff), problem.days, len(problem.shifts)), np.int32)
    constant = np.zeros(len(problem.staff), np.int32)
    for (e, day, shift), weight in problem.wished.items():
        own[e, day, shift] -= weight
        constant[e] += weight
    for (e, day, shift), weight in problem.unwished.items():
        own[e, day, shift] += weight
    for e, day in problem.days_off:
        own[e, day] = BANNED
    return own, constant


def scale_of(book: Book) -> int:
    """A power of two: parts of one in which prices are counted, so that sums over all days stay exact."""
    own = np.where(book.own < BANNED, np.abs(book.own), 0)
    dearest = int(np.maximum(book.under, book.over).max()) + int(own.max())
    scale = 4096
    while scale > 1 and scale * dearest * book.own.shape[1] >= LARGEST:
        scale //= 2
    return scale


def part_of(book: Book, people: NDArray[np.int64], rows: NDArray[np.int16], span: tuple[int, int]) -> Book:
    """The book of some employees on the days span[0] up to span[1]; all else stays as in `rows` [e, d].

    What the others cover is no longer needed; what the held days cost is constant.
    """
    common = {"weekday", "need", "under", "over"}
    mine = {name: getattr(book, name)[people] for name in Book._fields if name not in common}
    held = np.ones(len(rows), np.bool_)
    held[people] = False
    need, under, over = book.need - heads_of(book, rows[held]), book.under.copy(), book.over.copy()
    if span != (0, len(need)):
        outside = np.ones(len(need), np.bool_)
        outside[span[0] : span[1]] = False
        alone = np.where(outside, rows, np.int16(-1))
        mine["constant"] = np.array([own_cost(book, int(e), alone[e]) for e in people], np.int32)
        mine["own"][:, outside] = 0
        for values in (need, under, over):
            values[outside] = 0
    return book._replace(**mine, need=need, under=under, over=over)


def heads_of(book: Book, rows: NDArray[np.int16]) -> NDArray[np.int32]:
    """How many work each type on each day [d, s]."""
    heads = np.zeros(book.need.shape, np.int32)
    _, days = np.nonzero(rows >= 0)
    np.add.at(heads, (days, rows[rows >= 0]), 1)
    return heads


def own_cost(book: Book, e: int, row: NDArray[np.int16]) -> int:
    """What requests cost in a pattern of e."""
    days = np.flatnonzero(row >= 0)
    return int(book.own[e, days, row[days]].sum()) + int(book.constant[e])


def rows_of(plan: Plan) -> NDArray[np.int16]:
    """A plan as an array [e, d]."""
    return np.array(plan, np.int16).reshape(len(plan), -1)


def plan_of(rows: NDArray[np.int16]) -> Plan:
    """An array as a plan."""
    return [[int(shift) if shift >= 0 else FREE for shift in row] for row in rows]
