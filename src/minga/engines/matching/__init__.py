"""Which candidate for which post: eligibility, score, order, explanation. Seats: `matching.allocation`."""

from minga.engines.matching.candidates import Candidate
from minga.engines.matching.eligibility import Condition, Refusal, Verdict, assess_eligibility, post_refusals, serves_in
from minga.engines.matching.longlist import Explanation, Longlist, explain, longlist, part_matrix
from minga.engines.matching.posts import Duration, Eligibility, Post, WantedLanguage, WantedSkill
from minga.engines.matching.ranking import Ranking, score_matrix, tie_key, tie_keys
from minga.engines.matching.vocabulary import (
    PARTS,
    Cefr,
    Education,
    EvidenceCode,
    MatchingError,
    NationalityRule,
    Part,
    Remedy,
    Rule,
    Track,
)
from minga.engines.matching.weights import Weights

__all__ = [
    "PARTS",
    "Candidate",
    "Cefr",
    "Condition",
    "Duration",
    "Education",
    "Eligibility",
    "EvidenceCode",
    "Explanation",
    "Longlist",
    "MatchingError",
    "NationalityRule",
    "Part",
    "Post",
    "Ranking",
    "Refusal",
    "Remedy",
    "Rule",
    "Track",
    "Verdict",
    "WantedLanguage",
    "WantedSkill",
    "Weights",
    "assess_eligibility",
    "explain",
    "longlist",
    "part_matrix",
    "post_refusals",
    "score_matrix",
    "serves_in",
    "tie_key",
    "tie_keys",
]
