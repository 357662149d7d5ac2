"""The pro forma cost of a description, from plain inputs and the rates that were in force. No database here.

What is computed
    For each seat and service month one line a kind; month 0 holds what is paid once, at the start.

    living allowance   the monthly rate × (1 + post adjustment multiplier); the multiplier on the international track
                       only. (1 + …) is our reading of a secondary source: DOMAIN section 5, Cost.
    entry lump sum     half before travel (month 0), the rest with the first payroll (month 1).
    exit allowance     a monthly rate adds up over the service; it and a rate paid once are paid with the last month.
    dependants         international track only: one rate for one dependant, another for two or more, each month.
    well-being         only where a rate stands for the duty station, its country or (place left empty) everywhere.
    insurance, learning, travel   by the unit of their rate: every month, or once at the start.
    programme cost     per cent of the other lines of the same seat and month.

Time
    Service month 1 begins on the first day, every further one on the same day of the next month (where that month is
    too short for it, on the first of the month after: from 31 January on 1 March, then 31 March). A duration in months
    is whole months: nothing is prorated. A duration in weeks may end within a month: a monthly rate of that last month
    counts for its days served ÷ its days.

    A change of dependants is computed from its day to the last one of the service, in the service's own months: what
    counted until then is taken away, what counts from then on is added, with the programme cost of both. Its first and
    last month count by days, at the rate in force on the first of those days.

    An extension is computed from its first added day to its last one, in the service's own months too, so that a day
    counts the same whether it was agreed at once or added: what a last month was short of is the extension's first one,
    by days, as its last one is. Entry lump sum, travel and whatever else is paid once are not paid again.

Monthly or once
    Insurance, learning and the exit allowance may be paid either way. The rate in force on the first day of the service
    (of an exit allowance without one then, the first that follows) decides for the whole service and its extensions: a
    rate that says “once” later on begins no lump sum, and what was paid once is not paid by the month as well. Where
    the rate in force has another unit, the last one before it that has the right one goes on counting.

Rates
    On the first day of each service month the most exact rate in force counts: city before country before any
    place, then category before any (the category's own before that of the one served in), then track before any.
    What is paid once uses the rate of the first day; an exit allowance that is paid once, with the last month, that
    of the last month's first day. A kind that the track needs and that has no rate is a Problem that names kind,
    place, date and remedy; a rate of 0 says “none”.

Rounding
    Each line is rounded on its own, half up, to the minor units of its currency (ISO 4217). Totals add rounded lines.

Served otherwise than planned
    `serving` says what a pro forma comes to for the days from entry to the last day, but for those without pay.
"""

from minga.assignments.costing.computing import compute, plain
from minga.assignments.costing.figures import (
    ONCE_AT_START,
    UNITS,
    Cost,
    Inputs,
    Lack,
    Line,
    RateRow,
    SeatInput,
    ServiceMonth,
    service_months,
)
from minga.assignments.costing.serving import Plan, serve

__all__ = [
    "ONCE_AT_START",
    "UNITS",
    "Cost",
    "Inputs",
    "Lack",
    "Line",
    "Plan",
    "RateRow",
    "SeatInput",
    "ServiceMonth",
    "compute",
    "plain",
    "serve",
    "service_months",
]
