"""A call: posts with seats and quotas that share candidates; what an allocation of it is, and whom a post takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from minga.engines.matching.longlist import Longlist
from minga.engines.matching.vocabulary import MatchingError

NO_COHORT = ""


@dataclass(frozen=True, slots=True)
class SeatedPost:
    """A post with its seats.

    `ranked`: candidate ids in the officer's order with suitability in hundredths of a point; who is not listed cannot
    be placed. `reserved`: seats that only a cohort may take, empty otherwise. `limits`: most of a cohort here.
    """

    id: str
    seats: int
    ranked: tuple[tuple[str, int], ...]
    reserved: Mapping[str, int] = field(default_factory=dict)
    limits: Mapping[str, int] = field(default_factory=dict)

    @property
    def open_seats(self) -> int:
        """Seats that anyone on the list may take."""
        return self.seats - sum(self.reserved.values())


@dataclass(frozen=True, slots=True)
class Call:
    """Posts that share candidates. Raises MatchingError for what cannot be kept.

    `preferences`: per candidate the acceptable posts, best first; `cohorts`: the cohort of who was nominated by a
    partner; `cohort_limits`: most of a cohort over the whole call.
    """

    id: str
    posts: tuple[SeatedPost, ...]
    preferences: Mapping[str, tuple[str, ...]]
    cohorts: Mapping[str, str] = field(default_factory=dict)
    cohort_limits: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        ids = [post.id for post in self.posts]
        if len(set(ids)) < len(ids):
            raise MatchingError("A post stands twice in the call.", field="posts", remedy="Keep one of the two.")
        for post in self.posts:
            self._refuse_odd_post(post)
        for candidate, wanted in self.preferences.items():
            unknown = sorted(set(wanted) - set(ids))
            if unknown or len(set(wanted)) < len(wanted):
                raise MatchingError(
                    f"The list names {unknown[0]}, which is not in this call." if unknown else "A post stands twice.",
                    field=f"preferences[{candidate}]",
                    remedy="List each acceptable post of the call once, best first.",
                )

    def _refuse_odd_post(self, post: SeatedPost) -> None:
        numbers = (post.seats, post.open_seats, *post.reserved.values(), *post.limits.values())
        if min(numbers) < 0:
            raise MatchingError(
                f"{post.seats} seats with {sum(post.reserved.values())} reserved cannot be kept.",
                field=f"posts[{post.id}].seats",
                remedy="Seats and quotas are 0 or more, and no more seats are reserved than there are.",
            )
        listed = [candidate for candidate, _ in post.ranked]
        if len(set(listed)) < len(listed) or any(suitability < 0 for _, suitability in post.ranked):
            raise MatchingError(
                "A candidate stands twice or has a negative suitability.",
                field=f"posts[{post.id}].ranked",
                remedy="List each candidate once, with 0 to 10,000 hundredths of a point.",
            )

    def cohort_of(self, candidate: str) -> str:
        return self.cohorts.get(candidate, NO_COHORT)


@dataclass(frozen=True, slots=True)
class Allocation:
    """An answer: candidate id -> post id; `total` is the suitability of all placed, in hundredths of a point.

    `choices[k]` counts who got choice k + 1 of their own list. `empty_seats` per post.
    """

    placed: Mapping[str, str]
    unplaced: tuple[str, ...]
    empty_seats: Mapping[str, int]
    total: int
    choices: tuple[int, ...]


def seated_post(
    *,
    longlist: Longlist,
    seats: int,
    reserved: Mapping[str, int] | None = None,
    limits: Mapping[str, int] | None = None,
) -> SeatedPost:
    """A post of a call from its longlist, in the longlist's order."""
    ranked = tuple((entry.candidate_id, entry.total) for entry in longlist.entries)
    return SeatedPost(id=longlist.post_id, seats=seats, ranked=ranked, reserved=reserved or {}, limits=limits or {})


def choose(*, post: SeatedPost, applicants: Sequence[str], cohort_of: Callable[[str], str]) -> list[str]:
    """Whom a post takes of applicants who stand in its order: each in turn, if seats and quotas still allow it."""
    chosen: list[str] = []
    heads: dict[str, int] = {}
    free = post.open_seats
    for candidate in applicants:
        cohort = cohort_of(candidate)
        count = heads.get(cohort, 0)
        if count >= post.limits.get(cohort, post.seats):
            continue
        if count >= post.reserved.get(cohort, 0):
            if free == 0:
                continue
            free -= 1
        heads[cohort] = count + 1
        chosen.append(candidate)
    return chosen


def places(call: Call) -> dict[str, dict[str, int]]:
    """Per post, the place of each listed candidate in the officer's order, from 0."""
    return {post.id: {candidate: place for place, (candidate, _) in enumerate(post.ranked)} for post in call.posts}


def acceptable(call: Call) -> dict[str, tuple[str, ...]]:
    """Per candidate, the posts that both sides accept, the candidate's best first."""
    listed = places(call)
    return {
        candidate: tuple(post_id for post_id in wanted if candidate in listed[post_id])
        for candidate, wanted in call.preferences.items()
    }


def allocation_of(*, call: Call, placed: Mapping[str, str]) -> Allocation:
    """Count what a placement comes to."""
    suitability = {post.id: dict(post.ranked) for post in call.posts}
    taken = list(placed.values())
    choices = [0] * max((len(wanted) for wanted in call.preferences.values()), default=0)
    for candidate, post_id in placed.items():
        choices[call.preferences[candidate].index(post_id)] += 1
    return Allocation(
        placed=dict(sorted(placed.items())),
        unplaced=tuple(sorted(set(call.preferences) - set(placed))),
        empty_seats={post.id: post.seats - taken.count(post.id) for post in call.posts},
        total=sum(suitability[post_id][candidate] for candidate, post_id in placed.items()),
        choices=tuple(choices),
    )


def blocking_pairs(*, call: Call, allocation: Allocation) -> tuple[tuple[str, str], ...]:
    """Pairs (candidate, post) that would both rather have each other than what they hold; empty when stable."""
    order, lists = places(call), acceptable(call)
    posts = {post.id: post for post in call.posts}
    held: dict[str, list[str]] = {post.id: [] for post in call.posts}
    for candidate, post_id in allocation.placed.items():
        held[post_id].append(candidate)
    found = []
    for candidate in sorted(lists):
        for post_id in lists[candidate]:
            if allocation.placed.get(candidate) == post_id:
                break
            applicants = sorted((*held[post_id], candidate), key=order[post_id].__getitem__)
            if candidate in choose(post=posts[post_id], applicants=applicants, cohort_of=call.cohort_of):
                found.append((candidate, post_id))
    return tuple(found)
