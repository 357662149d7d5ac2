"""Who takes which seat when several posts of one call share candidates: a stable answer and a best-total answer."""

from minga.engines.matching.allocation.best_total import Aim, best_total
from minga.engines.matching.allocation.call import Allocation, Call, SeatedPost, blocking_pairs, seated_post
from minga.engines.matching.allocation.stable import stable_allocation

__all__ = [
    "Aim",
    "Allocation",
    "Call",
    "SeatedPost",
    "best_total",
    "blocking_pairs",
    "seated_post",
    "stable_allocation",
]
