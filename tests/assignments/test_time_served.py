"""Actual against pro forma where a service was not as long as planned: what the time served comes to, by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests.assignments.cost_inputs import NAIROBI, START, changing_units, inputs, international_rates, lines_of, rate
from tests.assignments.cost_world import a_service, authorized
from tests.assignments.service_world import make_service
from tests.assignments.told import kinds_told
from tests.files import rows_of

from minga.assignments.actions import leave as leave_acts
from minga.assignments.actions.service import suspend_service
from minga.assignments.costing import Plan, compute, serve
from minga.assignments.models import ActualCost, Assignment, Leave, Suspension
from minga.assignments.queries.paid import compare_actual
from minga.core.errors import Incomplete


def plan_of(rates: list[Any], **fields: Any) -> Plan:
    asked = inputs(**fields)
    cost = compute(inputs=asked, rates=rates)
    assert cost.problems == []
    return Plan(asked, NAIROBI, cost.lines, cost.rates, cost.currency)


def money(*amounts: str) -> list[Decimal]:
    return [Decimal(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({"duration_months": 12, "dependants": 2}, date(2027, 2, 28)),
        ({"duration_months": None, "duration_weeks": 11}, date(2026, 5, 16)),
        ({"duration_months": None, "goes_on_until": date(2026, 5, 15)}, date(2026, 5, 15)),
    ],
)
def test_a_service_as_long_as_planned_comes_to_the_pro_forma_line_by_line(fields: Any, last: date) -> None:
    dearer = rate(
        "living_allowance", "1900.55", category="specialist", track="international", in_force_from=date(2026, 4, 2)
    )
    more = rate("exit_allowance", "170", track="international", in_force_from=date(2026, 4, 1))
    for rates in (international_rates(), [*international_rates(), dearer, more], changing_units("month", "once")):
        plan = plan_of(rates, **fields)
        whole = serve(plan, first=START, last=last)
        assert sorted(whole, key=str) == sorted(plan.lines, key=str)


def test_who_leaves_in_the_first_week_is_due_seven_days_and_what_is_paid_once() -> None:
    lines = serve(plan_of(international_rates(), dependants=1), first=START, last=date(2026, 3, 7))
    found = {(line.kind, line.month): (line.amount, line.formula) for line in lines}
    assert found["living_allowance", 1] == (Decimal("526.06"), "2329.71 × 7 ÷ 31")
    assert found["exit_allowance", 1] == (Decimal("33.87"), "150 × 7 ÷ 31")
    assert found["programme", 1] == (Decimal("211.12"), "2638.96 × 8 %")
    assert sum(line.amount for line in lines) == Decimal("7494.08")
    assert lines_of("entry_lump_sum", lines) == {0: 2000, 1: 2000}


def test_days_without_pay_are_left_out_of_their_month_and_of_the_exit_allowance() -> None:
    rest = frozenset(date(2026, 4, 21) + timedelta(days=number) for number in range(15))  # 10 of April, 5 of May
    lines = serve(plan_of(international_rates(), duration_months=3), first=START, last=date(2026, 5, 31), unpaid=rest)
    assert list(lines_of("insurance", lines).values()) == money("100", "66.67", "83.87")
    [leaving] = [line for line in lines if line.kind == "exit_allowance"]
    assert (leaving.month, leaving.amount) == (3, Decimal("375.81"))
    assert leaving.formula == "150 × 1 + 150 × 20 ÷ 30 + 150 × 26 ÷ 31"


def test_whoever_comes_later_has_the_rates_that_the_pro_forma_kept_for_those_months_and_its_last_ones_after_it() -> (
    None
):
    dearer = rate("insurance", "200", track="international", in_force_from=date(2026, 5, 1))
    plan = plan_of([*international_rates(), dearer], duration_months=4)
    lines = serve(plan, first=date(2026, 4, 15), last=date(2026, 7, 24))
    assert lines_of("insurance", lines) == {1: 100, 2: 200, 3: 200, 4: Decimal("64.52")}  # 10 of 31 days
    weeks = plan_of(international_rates(), duration_months=None, duration_weeks=6)  # its second month: 11 of 30 days
    assert lines_of("insurance", serve(weeks, first=START, last=date(2026, 4, 30))) == {1: 100, 2: 100}


def spoken(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.django_db
def test_a_seat_filled_twice_counts_once_and_each_who_served_has_what_is_due() -> None:
    finance, estimate, start, month = authorized()
    end = start + timedelta(days=364)
    left = a_service(estimate, first=start, last=end, state="ended", end_kind="resigned", ended_on=start)
    never = a_service(estimate, first=start, last=end, state="ended", end_kind="not_started", ended_on=start)
    came = a_service(estimate, first=start + timedelta(days=1), last=end, state="serving")
    for service, amount in ((left, "450"), (never, "10"), (came, "600")):
        ActualCost.objects.create(
            assignment=service, kind="living_allowance", paid_on=start, amount=amount, currency_id="USD"
        )
    found = rows_of(finance.get("/costs/paid/table", {"as": "csv", "sort": "from"}))
    rows = {row[found[0].index("Paid")]: dict(zip(found[0], row, strict=True)) for row in found[1:]}
    total = f"{estimate.total:.2f}"
    assert [rows[paid]["Pro forma"] for paid in ("450.00", "600.00", "10.00")] == [total, "", ""]
    compared = {line.label: line for line in compare_actual(left)[0]}
    one_day = (Decimal(1000) / month).quantize(Decimal("0.01"))
    assert compared["Living allowance"].served == one_day
    assert compared["Living allowance"].difference == 450 - one_day
    assert compared["Living allowance"].formulas == (f"1,000 for 1 of {month} days",)
    assert compared["Entry lump sum"].served == 400
    assert {line.served for line in compare_actual(never)[0]} == {0}
    assert (rows["10.00"]["For the time served"], rows["10.00"]["Difference"]) == ("0.00", "10.00")
    text = spoken(finance.get(f"/costs/paid/{came.ref}").content.decode())
    assert "The seat as a whole" in text and "USD 1,060.00" in text
    assert text.count(f"USD {estimate.total:,.2f}") == 3  # of the seat, in its row and in the total; not of this person
    assert "never started: nothing is due" in finance.get(f"/costs/paid/{never.ref}").content.decode()
    text = spoken(finance.get(f"/costs/paid/{left.ref}?lang=zh-hans").content.decode())
    assert f"1,000 × 1/{month} 天" in text


@pytest.mark.django_db
def test_a_suspension_and_leave_without_pay_are_not_due_and_other_days_away_are() -> None:
    finance, estimate, start, month = authorized()
    service = a_service(estimate, first=start, last=start + timedelta(days=364), state="serving")
    whole = {line.label: line.served for line in compare_actual(service)[0]}
    rests = [(10, 14, True), (20, 29, False)]
    for first, last, unpaid in rests:
        Suspension.objects.create(
            assignment=service, starts_on=start + timedelta(days=first), ends_on=start + timedelta(days=last),
            reason="-", without_pay=unpaid,
        )  # fmt: skip
    for kind, state, first in (("unpaid", "approved", 13), ("unpaid", "refused", 2), ("annual", "approved", 5)):
        days = {"starts_on": start + timedelta(days=first), "ends_on": start + timedelta(days=first + 2)}
        Leave.objects.create(assignment=service, kind=kind, state=state, days=3, **days)
    [line] = [line for line in compare_actual(service)[0] if line.label == "Insurance"]
    assert whole["Insurance"] - line.served == 50 - (Decimal(50) * (month - 6) / month).quantize(Decimal("0.01"))
    text = finance.get(f"/costs/paid/{service.ref}").content.decode()
    assert ("Suspended without pay from" in text, "Leave without pay from" in text) == (True, True)
    assert "Annual" not in text


@pytest.mark.django_db
def test_the_volunteer_is_told_that_nothing_is_paid_and_leave_without_pay_takes_whole_days() -> None:
    world = make_service(kinds=())
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", entered_on=world.service.starts_on)
    today = timezone.localdate()
    with pytest.raises(Incomplete, match="cannot be asked for") as refused:
        leave_acts.ask_for_leave(
            actor=world.volunteer,
            assignment=world.service,
            kind="unpaid",
            starts_on=today,
            ends_on=today,
            half_day=True,
        )
    assert "whole days" in refused.value.problems[0].message
    suspend_service(actor=world.officer, assignment=world.fresh(), starts_on=today, reason="Asked", without_pay=True)
    assert kinds_told(world.volunteer)[-1] == "suspended_without_pay"
    assert "No allowances are paid meanwhile." in world.read(world.volunteer)
