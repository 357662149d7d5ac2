"""Totals and a reproducible order from a matrix of part scores; weights may change, parts stay as stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from minga.engines.matching.vocabulary import FULL_POINTS, PARTS, MatchingError
from minga.engines.matching.weights import Weights

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """`order`: row numbers from first to last; `totals`: hundredths of a point per row, in the order of the rows."""

    order: IntArray
    totals: IntArray


def tie_key(*, post_id: str, candidate_id: str) -> int:
    """A number that orders candidates who are equal in every other respect.

    The first 63 bits of SHA-256 over `<length of post id>:<post id><candidate id>` in UTF-8: it fits a signed 64-bit
    column, differs from post to post, and favours neither a name, nor a low id, nor an early arrival.
    """
    return int(tie_keys(post_id=post_id, candidate_ids=(candidate_id,))[0])


def tie_keys(*, post_id: str, candidate_ids: Iterable[str]) -> IntArray:
    """`tie_key` for many candidates, shape (n,)."""
    prefix = hashlib.sha256(f"{len(post_id)}:{post_id}".encode())
    keys = []
    for candidate_id in candidate_ids:
        digest = prefix.copy()
        digest.update(candidate_id.encode())
        keys.append(int.from_bytes(digest.digest()[:8], "big") >> 1)
    return np.array(keys, dtype=np.int64)


def score_matrix(parts: IntArray, weights: Weights, *, keys: IntArray) -> Ranking:
    """Totals and order of n candidates from stored parts, shape (n, 5), whole hundredths of a point 0..10,000.

    A total is the weighted mean of the parts, rounded half up to a hundredth of a point. Order: total, then the parts
    from the heaviest to the lightest (equal weights in the order of PARTS; parts of weight 0 do not count), each from
    high to low, then `keys` (see `tie_keys`) from low to high. Raises MatchingError for another shape, type or range.
    """
    _refuse_odd_matrix(parts=parts, keys=keys)
    proportions = np.array(weights.proportions(), dtype=np.int64)
    whole = int(proportions.sum())
    totals = (2 * (parts @ proportions) + whole) // (2 * whole)
    heaviest_first = sorted(range(len(PARTS)), key=lambda column: (-int(proportions[column]), column))
    deciding = [parts[:, column] for column in heaviest_first if proportions[column] > 0]
    order = np.lexsort((keys, *(-part for part in reversed(deciding)), -totals))
    return Ranking(order=order, totals=totals)


def _refuse_odd_matrix(*, parts: IntArray, keys: IntArray) -> None:
    if parts.ndim != 2 or parts.shape[1] != len(PARTS) or keys.shape != parts.shape[:1]:
        raise MatchingError(
            f"Parts of shape {parts.shape} and keys of shape {keys.shape} do not fit.",
            field="parts",
            remedy=f"Give n rows of {len(PARTS)} columns ({', '.join(PARTS)}) and n keys.",
        )
    if not np.issubdtype(parts.dtype, np.integer):
        raise MatchingError(
            f"Parts of type {parts.dtype} are not whole numbers.",
            field="parts",
            remedy="Give hundredths of a point as integers: 83.25 is 8325.",
        )
    if parts.size and (int(parts.min()) < 0 or int(parts.max()) > FULL_POINTS):
        raise MatchingError(
            f"A part lies outside 0 to {FULL_POINTS:,}.", field="parts", remedy="Give hundredths of a point."
        )
