"""How far an application came, and on which days: every path is one that the state machine knows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils import timezone

from minga.assignments.demonstration.plans import Plan
from minga.assignments.models import Application
from minga.core.demonstration import World

PATHS: dict[str, tuple[str, ...]] = {
    "draft": (),
    "withdrawn": ("submitted", "longlisted"),
    "longlisted": ("submitted", "longlisted"),
    "shortlisted": ("submitted", "longlisted", "shortlisted"),
    "with_host": ("submitted", "longlisted", "shortlisted", "with_host"),
    "not_assessed": ("submitted", "longlisted", "shortlisted", "with_host", "not_assessed"),
    "assessed": ("submitted", "longlisted", "shortlisted", "with_host", "assessed"),
    "reserve": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "reserve"),
    "selected": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected"),
    "offered": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "offered"),
    "accepted": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "offered", "accepted"),
    "declined": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "offered", "declined"),
    "lapsed": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "selected", "offered", "lapsed"),
    "turned_down": ("submitted", "longlisted", "not_selected"),
    "turned_down_late": ("submitted", "longlisted", "shortlisted", "with_host", "assessed", "not_selected"),
    "turned_down_unassessed": ("submitted", "longlisted", "shortlisted", "with_host", "not_assessed", "not_selected"),
    "turned_down_reserve": (
        "submitted", "longlisted", "shortlisted", "with_host", "assessed", "reserve", "not_selected",
    ),
}  # fmt: skip
# When each state is entered, as a part of the time from the closing date to the last decision.
PLACES = {
    "shortlisted": 0.10,
    "with_host": 0.24,
    "not_assessed": 0.34,
    "assessed": 0.52,
    "reserve": 0.62,
    "selected": 0.60,
    "offered": 0.68,
    "declined": 0.80,
    "lapsed": 0.90,
    "accepted": 0.97,
}
PLACED = {"accepted", "offered", "selected"}
LATE_REASON = "Others had done this very work before; the assessors would like to see a later application."


@dataclass
class Journey:
    """An application with the moments at which it entered each state."""

    row: Application
    began: datetime
    outcome: str
    steps: list[tuple[str, datetime]] = field(default_factory=list)

    def entered(self, state: str) -> datetime:
        """When it entered the state; KeyError where it never did."""
        return dict(self.steps)[state]

    def reached(self, state: str) -> bool:
        """Whether it was ever in the state."""
        return state in dict(self.steps)


def outcomes_of(world: World, plan: Plan, number: int, *, busy: set[int], first: str | None) -> list[str]:
    """An outcome for each of so many applications, the best first. `busy`: who cannot be placed a second time.

    first: what the first one's outcome is, whatever the others'.
    """
    wanted = _wanted(plan)
    if first is not None and first in wanted:
        wanted.remove(first)
    outcomes: list[str] = []
    for place in range(number):
        if place == 0 and first is not None:
            outcomes.append(first)
            continue
        chosen = next((one for one in wanted if one not in PLACED or place not in busy), None)
        if chosen is not None:
            wanted.remove(chosen)
        outcomes.append(chosen or _rest(world, plan))
    return outcomes


def _wanted(plan: Plan) -> list[str]:
    """What becomes of the best, in this order."""
    seats = plan.seats
    if plan.stage == "selecting_long":
        return ["shortlisted"] * (3 * seats + 2)
    if plan.stage == "selecting_host":
        return ["assessed", "with_host", "with_host", *["assessed", "with_host"] * seats, "not_assessed"]
    if plan.stage == "selecting_offer":
        standing = {"south_south": ["accepted", "offered"], "laos": ["accepted", "selected"]}
        first = standing.get(plan.post, ["offered", "selected"])
        return [*first, "declined", "lapsed", "reserve", "reserve", "turned_down_late", "turned_down_late",
                "turned_down_unassessed"]  # fmt: skip
    if plan.is_filled:
        declined = ["declined"] * max(1, seats // 4)
        others = ["turned_down_late"] * seats + ["turned_down_reserve"] * max(1, seats // 2)
        lapsed = ["lapsed"] * (seats // 3)
        return [*["accepted"] * seats, *declined, *lapsed, *others, "turned_down_unassessed"]
    return []


def _rest(world: World, plan: Plan) -> str:
    drawn = world.chance.random()
    if plan.state == "sourcing":
        return "draft" if drawn < 0.05 else "withdrawn" if drawn < 0.08 else "longlisted"
    if plan.nominating and plan.state == "selecting":
        return "longlisted"
    if drawn < 0.05:
        return "withdrawn"
    return "longlisted" if plan.stage in {"selecting_long", "selecting_host"} else "turned_down"


def walk(world: World, plan: Plan, row: Application, outcome: str) -> Journey:
    """The application with its state, its moments and what goes with them."""
    now = timezone.now()
    opened = max(plan.entered["sourcing"], row.account.created_at + timedelta(hours=2))
    closed = min(plan.entered.get("selecting", now), plan.entered.get("cancelled", now), now) - timedelta(minutes=10)
    sent = opened + (closed - opened) * min(world.chance.betavariate(1.1, 0.9), 0.999)
    began = max(sent - timedelta(minutes=world.chance.randrange(20, 4000)), opened - timedelta(hours=1))
    journey = Journey(row=row, began=began, outcome=outcome, steps=[("draft", began)])
    for state in PATHS[outcome]:
        journey.steps.append((state, _moment(world, plan, state, sent=sent, now=now)))
    if outcome == "withdrawn":
        journey.steps.append(("withdrawn", min(sent + timedelta(days=world.chance.uniform(0.2, 6)), now)))
    _in_order(journey, now)
    row.state, row.state_changed_at = journey.steps[-1]
    row.submitted_at = dict(journey.steps).get("submitted")
    if row.state == "not_selected":
        row.told_at = row.state_changed_at
        row.decision_reason = _reason(plan, outcome)
    return journey


def _moment(world: World, plan: Plan, state: str, *, sent: datetime, now: datetime) -> datetime:
    if state == "submitted":
        return sent
    if state == "longlisted":
        return sent + timedelta(seconds=1)
    if state == "not_selected":
        last = plan.entered.get("cancelled") or plan.entered.get("filled")
        return last or plan.entered["selecting"] + (now - plan.entered["selecting"]) * 0.75
    begin = plan.entered["selecting"]
    span = plan.entered.get("filled", now) - begin
    if state == "accepted" and plan.is_filled:
        return plan.entered["filled"] - timedelta(minutes=world.chance.randrange(1, 4000))
    return begin + span * min(PLACES[state] + world.chance.uniform(0, 0.05), 0.99)


def _in_order(journey: Journey, now: datetime) -> None:
    """Later states later, none in the future."""
    moved: list[tuple[str, datetime]] = [journey.steps[0]]
    for (_before, _at), (state, at) in pairwise(journey.steps):
        moved.append((state, min(max(at, moved[-1][1] + timedelta(seconds=1)), now)))
    journey.steps = moved


def _reason(plan: Plan, outcome: str) -> str:
    if plan.stage == "cancelled":
        return plan.description.state_reason
    return LATE_REASON if outcome == "turned_down_late" else ""
