"""A longlist as a JSON document, format `minga-match-longlist/1`; points are written with two decimals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from minga.engines.matching.candidates import Candidate, scoring_view
from minga.engines.matching.eligibility import Refusal
from minga.engines.matching.longlist import Longlist
from minga.engines.matching.parts import Evidence, score_tables
from minga.engines.matching.posts import Post
from minga.engines.matching.vocabulary import PARTS, Rule, Value

LONGLIST_FORMAT = "minga-match-longlist/1"
Json = Mapping[str, object]


def longlist_document(
    *, post: Post, candidates: Sequence[Candidate], longlist: Longlist, inputs: Mapping[str, str]
) -> dict[str, object]:
    """The longlist with all evidence, ready for `json.dump`. `inputs` are digests of the files it was made from."""
    by_id = {candidate.id: candidate for candidate in candidates}
    views = [scoring_view(by_id[entry.candidate_id]) for entry in longlist.entries]
    tables = score_tables(post=post, views=views)
    entries = [
        {
            "rank": entry.rank,
            "candidate": entry.candidate_id,
            "total": _shown_points(entry.total),
            "parts": {part.value: _shown_points(points) for part, points in zip(PARTS, entry.parts, strict=True)},
            "evidence": {table.part.value: [_evidence(row) for row in table.evidence(index)] for table in tables},
        }
        for index, entry in enumerate(longlist.entries)
    ]
    return {
        "format": LONGLIST_FORMAT,
        "post": longlist.post_id,
        "inputs": dict(inputs),
        "weights": {part.value: float(longlist.weights.stated(part)) for part in PARTS},
        "counts": {
            "candidates": len(candidates),
            "eligible": len(longlist.entries),
            "refused": len(longlist.refused),
            "refused_by_first_rule": _counts(longlist.refused_by_first_rule),
            "refused_by_rule": _counts(longlist.refused_by_rule),
        },
        "entries": entries,
        "refused": [
            {"candidate": one.candidate_id, "refusals": [_refusal(refusal) for refusal in one.refusals]}
            for one in longlist.refused
        ],
    }


def _shown_points(hundredths: int) -> float:
    return hundredths / 100


def _plain(value: Value) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _counts(counts: Mapping[Rule, int]) -> dict[str, int]:
    return {rule.value: count for rule, count in counts.items()}


def _evidence(row: Evidence) -> Json:
    return {
        "code": row.code.value,
        "item": row.item,
        "required": _plain(row.required),
        "actual": _plain(row.actual),
        "points": _shown_points(row.points),
    }


def _refusal(refusal: Refusal) -> Json:
    return {
        "rule": refusal.rule.value,
        "subject": refusal.subject,
        "required": _plain(refusal.required),
        "actual": _plain(refusal.actual),
        "remedy": refusal.remedy_code.value,
        "remedy_value": _plain(refusal.remedy_value),
    }
