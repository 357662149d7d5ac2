"""Annual leave: what a service earns month by month, what is taken or asked for, and what is left.

A whole month of service earns what the category's row (its own, else that of the one served in) in force on the first
day of that month says; months count from the day of entry (the first day agreed before it). While a service is
suspended, and on approved leave without pay, nothing is earned: each such day moves the next month's end by one
(docs/decisions/leave-without-pay.md). Days are counted by the week of the row in force on each day; public holidays
are not known here, so that whoever asks leaves them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from minga.assignments.models import Assignment, Leave, LeaveEntitlement
from minga.core.days import day_after, last_day

BOOKED = ("requested", "approved")
WORKDAYS = {
    LeaveEntitlement.Week.MON_FRI: {0, 1, 2, 3, 4},
    LeaveEntitlement.Week.SUN_THU: {6, 0, 1, 2, 3},
    LeaveEntitlement.Week.MON_SAT: {0, 1, 2, 3, 4, 5},
    LeaveEntitlement.Week.EVERY: set(range(7)),
}
HALF = Decimal("0.5")


@dataclass(frozen=True)
class LeaveBook:
    """The annual leave of one service: the rows that could count, the days that earn nothing, and what is booked."""

    begins: date
    ends: date
    rows: tuple[LeaveEntitlement, ...]
    rests: tuple[tuple[date, date], ...]  # may overlap
    booked: tuple[tuple[date, Decimal], ...]
    category: int | None = None
    """The key of the category itself: its rows come before those of the category served in."""

    @property
    def is_known(self) -> bool:
        """Whether the category says anything about annual leave in the time of this service."""
        return bool(self.rows)

    def row_on(self, day: date) -> LeaveEntitlement | None:
        """The row in force on a day, that of the category itself before that of the one served in, then that of the
        country before that of any.
        """
        found = [
            row for row in self.rows if row.in_force_from <= day and (row.in_force_to is None or row.in_force_to >= day)
        ]
        return max(found, key=self._nearness, default=None)

    def _nearness(self, row: LeaveEntitlement) -> tuple[bool, bool, date]:
        return row.category_id == self.category, row.country_id is not None, row.in_force_from

    def counts(self, day: date) -> bool:
        """Whether leave on this day takes a day; every day does where nothing is said."""
        row = self.row_on(day)
        return row is None or day.weekday() in WORKDAYS[LeaveEntitlement.Week(row.week)]

    def days_of(self, first: date, last: date, *, half_day: bool = False) -> Decimal:
        """How many days leave from `first` to `last` takes, both among them."""
        span = range((min(last, self.ends) - first).days + 1)
        days = sum(self.counts(first + timedelta(days=number)) for number in span)
        return HALF * days if half_day else Decimal(days)

    def earned(self, by: date) -> Decimal:
        """The days that the whole months of service up to the end of a day have earned."""
        until = min(by, self.ends)
        until -= timedelta(days=self._rest_days(until))
        total, month = Decimal(0), 0
        while last_day(month + 1, first=self.begins) <= until:
            row = self.row_on(day_after(month, first=self.begins))
            total += row.days_a_month if row is not None else 0
            month += 1
        return total

    def _rest_days(self, until: date) -> int:
        """How many days of service up to one earn nothing, each once."""
        spans = ((max(first, self.begins), min(last, until)) for first, last in self.rests)
        rests = ((first, max(0, (last - first).days + 1)) for first, last in spans)
        return len({first + timedelta(days=number) for first, days in rests for number in range(days)})

    @property
    def whole(self) -> Decimal:
        """What the whole service earns, until its last day."""
        return self.earned(self.ends)

    @property
    def taken(self) -> Decimal:
        """Annual leave that is granted or asked for."""
        return sum((days for _last, days in self.booked), Decimal(0))

    @property
    def left_in_all(self) -> Decimal:
        return self.whole - self.taken

    def in_advance(self, days: Decimal, *, by: date) -> Decimal:
        """How many of `days` more, taken by a day, are not earned by then, or make later leave so that is booked."""
        if not self.is_known:
            return Decimal(0)
        moments = {by, *(last for last, _days in self.booked if last >= by)}
        short = max(self._booked_by(moment) + days - self.earned(moment) for moment in moments)
        return min(max(short, Decimal(0)), days)

    def _booked_by(self, moment: date) -> Decimal:
        return sum((days for last, days in self.booked if last <= moment), Decimal(0))


def leave_book(assignment: Assignment) -> LeaveBook:
    """The annual leave of a service. Three queries; one where suspensions and leaves are prefetched."""
    begins, ends = assignment.entered_on or assignment.starts_on, assignment.ended_on or assignment.ends_on
    city = assignment.seat.city
    country = city.country_id if city is not None else assignment.description.country_id
    description = assignment.description
    own = {description.category_id, description.serves_as_id} - {None}
    rows = LeaveEntitlement.objects.filter(category__in=own, in_force_from__lte=ends)
    today = timezone.localdate()
    return LeaveBook(
        category=description.category_id,
        begins=begins,
        ends=ends,
        rows=tuple(
            row
            for row in rows
            if row.country_id in {None, country} and (row.in_force_to is None or row.in_force_to >= begins)
        ),
        rests=(
            *((row.starts_on, row.ends_on or max(today, row.starts_on)) for row in assignment.suspensions.all()),
            *(
                (row.starts_on, row.ends_on)
                for row in assignment.leaves.all()
                if row.kind == Leave.Kind.UNPAID and row.state == "approved"
            ),
        ),
        booked=tuple(
            (row.ends_on, row.days)
            for row in assignment.leaves.all()
            if row.kind == Leave.Kind.ANNUAL and row.state in BOOKED and not row.is_moot
        ),
    )
