"""The longlist of a post: who is eligible, in which order, who is not and why; and one candidate's score explained."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from minga.engines.matching.candidates import Candidate, scoring_view
from minga.engines.matching.eligibility import Refusal, Verdict, assess_eligibility, refusals_of, requirements_of
from minga.engines.matching.parts import Evidence, parts_of, score_tables
from minga.engines.matching.posts import Post
from minga.engines.matching.ranking import IntArray, score_matrix, tie_keys
from minga.engines.matching.vocabulary import MatchingError, Part, Rule
from minga.engines.matching.weights import Weights


@dataclass(frozen=True, slots=True)
class Entry:
    """A place on the longlist. `total` and `parts` (in the order of PARTS) in hundredths of a point."""

    rank: int
    candidate_id: str
    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RefusedCandidate:
    """A candidate who is not eligible, with every rule that stands against it."""

    candidate_id: str
    refusals: tuple[Refusal, ...]


@dataclass(frozen=True, slots=True)
class Longlist:
    """The eligible in order, the others by candidate id.

    `refused_by_first_rule` counts each person once, under the first rule broken, so it adds up to the number refused;
    `refused_by_rule` counts each rule broken.
    """

    post_id: str
    weights: Weights
    entries: tuple[Entry, ...]
    refused: tuple[RefusedCandidate, ...]
    refused_by_first_rule: Mapping[Rule, int]
    refused_by_rule: Mapping[Rule, int]


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of a score: `points` in hundredths, `weight` in the proportions of `Weights.proportions`."""

    part: Part
    points: int
    weight: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """One candidate held against one post: the rules, the parts, and the total in hundredths of a point."""

    verdict: Verdict
    parts: tuple[PartScore, ...]
    total: int


def longlist(*, post: Post, candidates: Sequence[Candidate], weights: Weights | None = None) -> Longlist:
    """Refuse, score and order the candidates of a post; equal weights unless stated.

    The answer does not depend on the order of `candidates`. Raises MatchingError when an id stands twice.
    """
    weights = weights or Weights()
    _refuse_repeated_ids(candidates)
    requirements = requirements_of(post)
    eligible: list[Candidate] = []
    refused: list[RefusedCandidate] = []
    for candidate in candidates:
        refusals = refusals_of(requirements=requirements, candidate=candidate)
        if refusals:
            refused.append(RefusedCandidate(candidate_id=candidate.id, refusals=refusals))
        else:
            eligible.append(candidate)
    refused.sort(key=lambda one: one.candidate_id)
    first = Counter(one.refusals[0].rule for one in refused)
    every = Counter(refusal.rule for one in refused for refusal in one.refusals)
    return Longlist(
        post_id=post.id,
        weights=weights,
        entries=_entries(post=post, eligible=eligible, weights=weights),
        refused=tuple(refused),
        refused_by_first_rule={rule: first[rule] for rule in Rule if rule in first},
        refused_by_rule={rule: every[rule] for rule in Rule if rule in every},
    )


def part_matrix(*, post: Post, candidates: Sequence[Candidate]) -> IntArray:
    """The parts of each candidate, shape (n, 5), hundredths of a point: to be stored, then given to `score_matrix`."""
    return parts_of(post=post, views=[scoring_view(candidate) for candidate in candidates])


def explain(*, post: Post, candidate: Candidate, weights: Weights | None = None) -> Explanation:
    """Everything that a page can say of one candidate and one post; equal weights unless stated."""
    weights = weights or Weights()
    tables = score_tables(post=post, views=[scoring_view(candidate)])
    proportions = weights.proportions()
    parts = tuple(
        PartScore(part=table.part, points=int(table.points[0]), weight=weight, evidence=table.evidence(0))
        for table, weight in zip(tables, proportions, strict=True)
    )
    whole = sum(proportions)
    earned = sum(part.points * part.weight for part in parts)
    return Explanation(
        verdict=assess_eligibility(post=post, candidate=candidate),
        parts=parts,
        total=(2 * earned + whole) // (2 * whole),
    )


def _entries(*, post: Post, eligible: Sequence[Candidate], weights: Weights) -> tuple[Entry, ...]:
    matrix = part_matrix(post=post, candidates=eligible)
    keys = tie_keys(post_id=post.id, candidate_ids=(candidate.id for candidate in eligible))
    ranking = score_matrix(matrix, weights, keys=keys)
    totals, parts = ranking.totals.tolist(), matrix.tolist()
    return tuple(
        Entry(rank=rank, candidate_id=eligible[row].id, total=totals[row], parts=tuple(parts[row]))
        for rank, row in enumerate(ranking.order.tolist(), start=1)
    )


def _refuse_repeated_ids(candidates: Sequence[Candidate]) -> None:
    counts = Counter(candidate.id for candidate in candidates)
    if len(counts) < len(candidates):
        repeated = min(one for one, count in counts.items() if count > 1)
        raise MatchingError(
            f"The candidate {repeated} stands {counts[repeated]} times.", field="id", remedy="Keep one row per person."
        )
