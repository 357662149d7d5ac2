"""The rules and the objective of the format, counted from a plan in plain Python; shares nothing with the model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from minga.engines.rostering.shiftscheduling.problem import FREE

if TYPE_CHECKING:
    from minga.engines.rostering.shiftscheduling.problem import Employee, Plan, Problem


def broken(problem: Problem, plan: Plan) -> list[str]:
    """Every broken hard rule, with employee and day."""
    return [text for row in range(len(problem.staff)) for text in _employee(problem, row, plan[row])]


def _employee(problem: Problem, row: int, days: list[int]) -> Iterator[str]:
    person, shifts = problem.staff[row], problem.shifts
    name = person.name
    if len(days) != problem.days:
        yield f"{name}: {len(days)} days instead of {problem.days}."
        return
    worked = [shift for shift in days if shift != FREE]
    for day, shift in enumerate(days):
        if shift != FREE and (row, day) in problem.days_off:
            yield f"{name}: a shift on day {day}, a fixed day off."
        if day and FREE not in (shift, days[day - 1]) and shifts[shift].name in shifts[days[day - 1]].no_next:
            yield f"{name}: {shifts[shift].name} on day {day} may not follow {shifts[days[day - 1]].name}."
    for shift, number in Counter(worked).items():
        most = person.most.get(shifts[shift].name, problem.days)
        if number > most:
            yield f"{name}: {number} shifts {shifts[shift].name}, at most {most}."
    minutes = sum(shifts[shift].minutes for shift in worked)
    if not person.least_minutes <= minutes <= person.most_minutes:
        yield f"{name}: {minutes} minutes, from {person.least_minutes} to {person.most_minutes} are allowed."
    weekends = sum(any(days[day] != FREE for day in weekend) for weekend in problem.weekends)
    if weekends > person.most_weekends:
        yield f"{name}: {weekends} weekends, at most {person.most_weekends}."
    yield from _runs(person, days)


def _runs(person: Employee, days: list[int]) -> Iterator[str]:
    day = 0
    for working, group in groupby(days, lambda shift: shift != FREE):
        length = len(list(group))
        inside = day > 0 and day + length < len(days)
        if working and length > person.longest_run:
            yield f"{person.name}: {length} days in a row from day {day}, at most {person.longest_run}."
        shortest = person.shortest_run if working else person.shortest_rest
        if inside and length < shortest:
            kind = "working days" if working else "days off"
            yield f"{person.name}: {length} {kind} in a row from day {day}, at least {shortest}."
        day += length


def objective(problem: Problem, plan: Plan) -> int:
    """Penalties of requests that were not granted, and of cover that was missed; lower is better."""
    total = sum(weight for (row, day, shift), weight in problem.wished.items() if plan[row][day] != shift)
    total += sum(weight for (row, day, shift), weight in problem.unwished.items() if plan[row][day] == shift)
    heads = Counter((day, shift) for days in plan for day, shift in enumerate(days))
    for place, (need, under, over) in problem.cover.items():
        total += under * max(0, need - heads[place]) + over * max(0, heads[place] - need)
    return total
