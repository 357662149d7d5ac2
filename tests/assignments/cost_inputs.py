"""What the pro forma cost is computed from: a post in Nairobi, and its rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from minga.assignments.costing import Inputs, Line, RateRow, SeatInput

NAIROBI = SeatInput(number=1, country="KE", city="nbo", place="Nairobi, Kenya")
START = date(2026, 3, 1)


def rate(kind: str, amount: str, unit: str = "month", **fields: object) -> RateRow:
    currency = "" if unit in ("percent", "multiplier") else "USD"
    return RateRow(
        ref=f"{kind}{amount}{fields}", kind=kind, unit=unit, amount=Decimal(amount), **{"currency": currency, **fields}
    )


def international_rates() -> list[RateRow]:
    return [
        rate("living_allowance", "1736", category="specialist"),
        rate("post_adjustment", "0.342", "multiplier", country="KE", city="nbo"),
        rate("entry_lump_sum", "4000", "once"),
        rate("dependant_one", "250"),
        rate("dependant_more", "450"),
        rate("exit_allowance", "150"),
        rate("insurance", "100"),
        rate("travel", "2000", "once"),
        rate("learning", "300", "once"),
        rate("programme", "8", "percent"),
    ]


def changing_units(first: str, then: str) -> list[RateRow]:
    """Insurance and exit allowance: 100 in one unit until April, 900 in another from May on."""
    rates = [row for row in international_rates() if row.kind not in ("insurance", "exit_allowance", "programme")]
    rates.append(rate("programme", "0", "percent"))
    for kind in ("insurance", "exit_allowance"):
        rates.append(rate(kind, "100", first, in_force_to=date(2026, 4, 30)))
        rates.append(rate(kind, "900", then, in_force_from=date(2026, 5, 1)))
    return rates


def inputs(**fields: object) -> Inputs:
    given: dict = {
        "category": "specialist",
        "track": "international",
        "starts_on": START,
        "seats": (NAIROBI,),
        "duration_months": 12,
        **fields,
    }
    return Inputs(**given)


def lines_of(kind: str, lines: list[Line]) -> dict[int, Decimal]:
    return {line.month: line.amount for line in lines if line.kind == kind}
