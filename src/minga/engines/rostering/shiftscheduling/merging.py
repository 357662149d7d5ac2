"""Two threads improve one plan at a time: what each changed is put together where it keeps every hard rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from minga.engines.rostering.shiftscheduling.book import BANNED
from minga.engines.rostering.shiftscheduling.patterns import after, follows, may_rest, weekend

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from minga.engines.rostering.shiftscheduling.book import Book


@njit(cache=True, nogil=True)
def lawful(book: Any, e: Any, row: Any) -> bool:
    """Does a row keep every hard rule of employee e."""
    r, weeks, units = book.rest[e] - 1, 0, 0
    used = np.zeros(book.limit.shape[1], np.int64)
    for d in range(len(row)):
        s = row[d]
        if s < 0:
            if not may_rest(book, e, r, d):
                return False
        else:
            run = (r - book.rest[e]) // book.groups[e] + 1 if r >= book.rest[e] else 0
            if r < book.rest[e] - 1 or run >= book.run_high[e] or not follows(book, e, r, s):
                return False
            used[s] += 1
            if book.own[e, d, s] >= BANNED or used[s] > book.limit[e, s]:
                return False
            weeks += weekend(book, e, r, d, False)
            units += book.length[e, s]
        r = after(book, e, r, s)
    return bool(weeks < book.weeks[e] and book.least[e] <= units < book.units[e])


def merged(
    book: Book, now: NDArray[np.int16], before: NDArray[np.int16], changed: NDArray[np.int16]
) -> NDArray[np.int16]:
    """The plan `now` [e, d] with what `changed` made of `before`; an employee for whom both do not fit stays as now."""
    mixed = np.where(changed != before, changed, now).astype(np.int16)
    for e in np.flatnonzero((now != before).any(1) & (changed != before).any(1)):
        if not lawful(book, e, mixed[e]):
            mixed[e] = now[e]
    return mixed
