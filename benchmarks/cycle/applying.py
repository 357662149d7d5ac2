"""Applications, the steps they took and the offers that were made, spread as a country's would be."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from benchmarks.cycle.pouring import Pour, finish
from django.utils import timezone

LONGLIST = 5_000
"""Applications of the one description whose longlist is measured."""
POINTS = tuple(Decimal(number) / 100 for number in range(10_001))
KEPT, BROKEN = (
    [{"rule": "language", "subject": "en", "ok": ok, "asks": "English B2"}] for ok in (True, False)
)  # fmt: skip

# Where the applications for one description stand, by what has happened to it; the first one is who came furthest.
SPREAD: dict[str, tuple[str, tuple[str, ...]]] = {
    "sourcing": ("longlisted", ("longlisted",) * 17 + ("withdrawn",) * 2 + ("draft",)),
    "longlisting": ("longlisted", ("longlisted",) * 9 + ("withdrawn",)),
    "shortlisting": ("shortlisted", ("longlisted",) * 7 + ("shortlisted",) * 2 + ("withdrawn",)),
    "with_host": ("with_host", ("not_selected",) * 7 + ("with_host",) * 2 + ("withdrawn",)),
    "deciding": ("assessed", ("not_selected",) * 7 + ("assessed",) * 2 + ("not_assessed",)),
    "offering": ("selected", ("not_selected",) * 8 + ("reserve",) * 2),
    "offered": ("offered", ("not_selected",) * 8 + ("reserve",) * 2),
    "filled": ("accepted", ("not_selected",) * 8 + ("withdrawn", "declined")),
}
SELECTING = ("longlisting", "shortlisting", "with_host", "deciding", "offering", "offered")
HOST_PATH = ("longlisted", "shortlisted", "with_host", "assessed")
PATHS: dict[str, tuple[str, ...]] = {
    "draft": ("draft",),
    "longlisted": ("longlisted",),
    "withdrawn": ("longlisted", "withdrawn"),
    "not_selected": ("longlisted", "not_selected"),
    "shortlisted": HOST_PATH[:2],
    "with_host": HOST_PATH[:3],
    "assessed": HOST_PATH,
    "not_assessed": (*HOST_PATH[:3], "not_assessed"),
    "reserve": (*HOST_PATH, "reserve"),
    "selected": (*HOST_PATH, "selected"),
    "offered": (*HOST_PATH, "selected", "offered"),
    "accepted": (*HOST_PATH, "selected", "offered", "accepted"),
    "declined": (*HOST_PATH, "selected", "offered", "declined"),
}
OFFERS = {"offered": "open", "accepted": "accepted", "declined": "declined"}


@dataclass(frozen=True)
class Post:
    """What the rows need to know of a description."""

    pk: int
    state: str
    host: int
    country: str
    starts_on: date
    months: int
    seat: int


@dataclass(frozen=True)
class Accepted:
    """An offer that was accepted: a service follows."""

    post: Post
    account: int
    offer: int


class Applying:
    """Pours the applications of one description after the other."""

    def __init__(self, chance: random.Random, *, assessors: dict[int, int]) -> None:
        from minga.assignments.models import Application, ApplicationStep, Assessment, Offer

        self.chance = chance
        self.assessors = assessors
        self.now = timezone.now().replace(second=0, microsecond=0)
        self.accepted: list[Accepted] = []
        self.applications = Pour(
            Application, "description_id", "account_id", "state", "candidate_number", "motivation", "available_from",
            "submitted_at", "state_changed_at", "skills_score", "languages_score", "experience_score",
            "availability_score", "conditions", "tie_breaker", "reserve_rank",
        )  # fmt: skip
        self.steps = Pour(ApplicationStep, "application_id", "state", "entered_at", "left_at", after=self.applications)
        self.offers = Pour(
            Offer, "application_id", "seat_id", "state", "starts_on", "ends_on", "expires_at", "answered_at",
            after=self.applications,
        )  # fmt: skip
        self.assessments = Pour(
            Assessment, "application_id", "assessor_id", "kind", "advice", "words", "written_at",
            after=self.applications,
        )  # fmt: skip

    def take(self, post: Post, people: list[int]) -> None:
        """These people's applications for this description."""
        phase = post.state
        if phase == "selecting":
            phase = self.chance.choice(SELECTING) if len(people) < LONGLIST else "longlisting"
        first, others = SPREAD[phase]
        for number, person in enumerate(people, start=1):
            self._one(post, person, number, first if number == 1 else self.chance.choice(others))

    def _one(self, post: Post, person: int, number: int, state: str) -> None:
        chance = self.chance
        moments = self._moments(len(PATHS[state]))
        is_sent = state != "draft"
        pk = self.applications.add(
            post.pk, person, state, number, "I would like to help.", self.now.date(),
            moments[0] if is_sent else None, moments[-1], *(chance.choice(POINTS) for _ in range(4)),
            KEPT if number % 9 else BROKEN, f"{chance.getrandbits(62):019d}", number if state == "reserve" else None,
        )  # fmt: skip
        for place, name in enumerate(PATHS[state]):
            self.steps.add(pk, name, moments[place], moments[place + 1] if place + 1 < len(moments) else None)
        if state in OFFERS:
            self._offer(post, pk, person, OFFERS[state], moments[-1])
        if state in ("with_host", "assessed"):
            written = moments[-1] if state == "assessed" else None
            self.assessments.add(
                pk, self.assessors.get(post.host), "interview", "select" if written else "",
                "Well prepared." if written else "", written,
            )  # fmt: skip

    def _moments(self, many: int) -> list[datetime]:
        """When each state was entered: up to half a year ago, and some days between two."""
        at = self.now - timedelta(hours=self.chance.randrange(24 * 180))
        found = [at]
        for _ in range(many - 1):
            at -= timedelta(hours=self.chance.randrange(5, 24 * 14))
            found.append(at)
        return found[::-1]

    def _offer(self, post: Post, application: int, person: int, state: str, answered: datetime) -> None:
        ends = post.starts_on + timedelta(days=30 * post.months)
        is_open = state == "open"
        offer = self.offers.add(
            application, post.seat, state, post.starts_on, ends, self.now + timedelta(days=5 if is_open else -5),
            None if is_open else answered,
        )  # fmt: skip
        if state == "accepted":
            self.accepted.append(Accepted(post, person, offer))

    def finish(self) -> None:
        finish(self.applications, self.steps, self.offers, self.assessments)


def posts() -> list[Post]:
    """The descriptions that people apply for, by key."""
    from minga.assignments.models import Seat

    rows = Seat.objects.filter(description__state__in=("sourcing", "selecting", "filled")).order_by("description_id")
    return [
        Post(*values)
        for values in rows.values_list(
            "description_id", "description__state", "description__host_id", "description__country_id",
            "description__starts_on", "description__duration_months", "pk",
        )
    ]  # fmt: skip


def apply(count: int, people: list[int], chance: random.Random, *, assessors: dict[int, int]) -> list[Accepted]:
    """`count` applications: many for the first description, from a few to many for the others. Returns who serves."""
    applying = Applying(chance, assessors=assessors)
    first, *others = posts()
    whole = min(LONGLIST, len(people), count)
    applying.take(first, people[:whole])
    left, share = count - whole, (count - whole) / max(1, len(others))
    for number, post in enumerate(others):
        last = number == len(others) - 1
        here = min(left, len(people), left if last else max(1, round(share * chance.uniform(0.1, 1.9))))
        begin = chance.randrange(len(people))
        applying.take(post, [people[(begin + step) % len(people)] for step in range(here)])
        left -= here
    applying.finish()
    return applying.accepted


def description_steps(chance: random.Random) -> None:
    """How each description came to where it stands."""
    from minga.assignments.models import Description, DescriptionStep

    path = ("draft", "submitted", "ready_for_sourcing", "sourcing", "selecting", "filled")
    steps = Pour(DescriptionStep, "description_id", "state", "entered_at", "left_at")
    now = timezone.now().replace(second=0, microsecond=0)
    for pk, state in Description.objects.order_by("pk").values_list("pk", "state"):
        states: Any = ("draft", "cancelled") if state == "cancelled" else path[: path.index(state) + 1]
        left: datetime | None = None
        at = now - timedelta(hours=chance.randrange(24 * 60))
        for name in reversed(states):
            steps.add(pk, name, at, left)
            left, at = at, at - timedelta(hours=chance.randrange(5, 24 * 14))
    finish(steps)
