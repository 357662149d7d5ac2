"""Leave in words: its days, the balance of annual leave, and each leave as its reader sees it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.models import Leave
from minga.assignments.states import LEAVE
from minga.core.money.formatting import format_number, needed_decimals

if TYPE_CHECKING:
    from minga.assignments.pages.service import Reader
    from minga.assignments.queries.leave import LeaveBook


@dataclass(frozen=True)
class LeaveLine:
    """A leave with its days in words, and what its reader may do with it."""

    row: Leave
    days: str
    in_advance: str
    decides: bool
    withdraws: bool


def days_words(days: Decimal) -> str:
    """Days in the reader's figures: 1 day, 2.5 days, half a day."""
    if abs(days) == Decimal("0.5"):
        return _("half a day") if days > 0 else _("minus half a day")
    count = int(days) if days == int(days) else max(2, math.ceil(abs(days)))
    words = ngettext("%(days)s day", "%(days)s days", abs(count))
    return words % {"days": format_number(days, decimals=needed_decimals(days))}


def leave_lines(leaves: Iterable[Leave], *, reader: Reader) -> list[LeaveLine]:
    """Each leave, whether this reader decides it, and whether they may withdraw it. No query."""
    return [_line(leave, reader=reader) for leave in leaves]


def _line(leave: Leave, *, reader: Reader) -> LeaveLine:
    open_verbs = {verb for verb in LEAVE.legal_verbs(leave.state) if not LEAVE.problems(leave, verb=verb)}
    ahead = _("%(days)s of it not earned by then") % {"days": days_words(leave.in_advance)} if leave.in_advance else ""
    return LeaveLine(
        row=leave,
        days=days_words(leave.days),
        in_advance=ahead,
        decides=reader.is_host and "approve" in open_verbs and not leave.is_moot,
        withdraws=reader.is_volunteer and "withdraw" in open_verbs,
    )


def balance_words(book: LeaveBook) -> list[str]:
    """The balance of annual leave, a sentence each, then which days leave takes; of the balance nothing where the
    category says nothing about it. No query.
    """
    if not book.is_known:
        return [counting_words(book)]
    earned, taken = book.earned(timezone.localdate()), book.taken
    left = earned - taken
    found = [
        _("Annual leave: %(earned)s earned by today, %(taken)s taken or asked for.")
        % {"earned": days_words(earned), "taken": days_words(taken)},
        _("%(left)s left.") % {"left": days_words(left)}
        if left >= 0
        else _("%(ahead)s ahead of what is earned.") % {"ahead": days_words(-left)},
        _("The whole service earns %(whole)s.") % {"whole": days_words(book.whole)},
    ]
    return [capfirst(sentence) for sentence in (*found, counting_words(book))]


def counting_words(book: LeaveBook) -> str:
    """On which days of the calendar leave takes a day, as `LeaveBook.counts` has it today. No query."""
    row = book.row_on(min(max(timezone.localdate(), book.begins), book.ends))
    if row is None or row.week == row.Week.EVERY:
        return _("Every day from the first to the last counts, weekends and public holidays too.")
    words = _("Only working days count: %(week)s. Public holidays are not known here, so do not ask for them.")
    return words % {"week": row.get_week_display()}
