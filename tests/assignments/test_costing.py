"""The pro forma cost: its rules, its rounding and its rates, as facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.assignments.cost_inputs import START, changing_units, inputs, international_rates, lines_of, rate

from minga.assignments.costing import compute, service_months


def test_the_international_specialist_of_nairobi() -> None:
    cost = compute(inputs=inputs(), rates=international_rates())
    assert cost.problems == []
    assert lines_of("living_allowance", cost.lines) == {month: Decimal("2329.71") for month in range(1, 13)}
    assert lines_of("entry_lump_sum", cost.lines) == {0: Decimal("2000.00"), 1: Decimal("2000.00")}
    assert {line.formula for line in cost.lines if line.kind == "living_allowance"} == {"1736 × (1 + 0.342)"}


def test_one_dependant_counts_250_and_two_or_more_450() -> None:
    for dependants, kind, amount in ((1, "dependant_one", 250), (2, "dependant_more", 450), (5, "dependant_more", 450)):
        cost = compute(inputs=inputs(dependants=dependants), rates=international_rates())
        assert lines_of(kind, cost.lines) == {month: Decimal(amount) for month in range(1, 13)}
    cost = compute(inputs=inputs(), rates=international_rates())
    assert not lines_of("dependant_one", cost.lines)


def test_every_line_is_rounded_half_up_on_its_own() -> None:
    rates = [row for row in international_rates() if row.kind not in ("insurance", "programme")]
    rates += [rate("insurance", "10.005"), rate("programme", "2.5", "percent")]
    cost = compute(inputs=inputs(duration_months=2), rates=rates)
    assert lines_of("insurance", cost.lines) == {1: Decimal("10.01"), 2: Decimal("10.01")}
    month_2 = Decimal("2329.71") + Decimal("10.01") + Decimal("300.00")
    assert lines_of("exit_allowance", cost.lines) == {2: Decimal("300.00")}
    assert lines_of("programme", cost.lines)[2] == (month_2 * Decimal("0.025")).quantize(Decimal("0.01"))
    assert cost.total == sum(line.amount for line in cost.lines)


def test_the_rate_in_force_on_the_first_day_of_each_service_month_counts() -> None:
    rates = [row for row in international_rates() if row.kind != "insurance"]
    rates += [
        rate("insurance", "100", in_force_to=date(2026, 4, 15)),
        rate("insurance", "120", in_force_from=date(2026, 4, 16)),
    ]
    cost = compute(inputs=inputs(duration_months=4), rates=rates)
    assert lines_of("insurance", cost.lines) == {1: 100, 2: 100, 3: 120, 4: 120}


def test_the_most_exact_rate_wins() -> None:
    rates = [
        *international_rates(),
        rate("insurance", "110", country="KE"),
        rate("insurance", "130", country="KE", city="nbo"),
        rate("insurance", "999", country="KE", city="other"),
    ]
    assert lines_of("insurance", compute(inputs=inputs(duration_months=1), rates=rates).lines) == {1: 130}


def test_a_missing_rate_names_kind_place_date_and_remedy() -> None:
    rates = [row for row in international_rates() if row.kind != "insurance"]
    cost = compute(inputs=inputs(), rates=rates)
    (problem,) = cost.problems
    assert str(problem.message) == "No rate of “Insurance” is in force in Nairobi, Kenya on 1 March 2026."
    assert "administrator" in str(problem.remedy)


def test_rates_in_two_currencies_are_not_added() -> None:
    rates = [row for row in international_rates() if row.kind != "insurance"] + [
        rate("insurance", "90", currency="EUR")
    ]
    cost = compute(inputs=inputs(), rates=rates)
    assert [str(problem.message) for problem in cost.problems] == [
        "The rates of this cost are in several currencies: EUR, USD."
    ]


def test_a_duration_in_months_has_whole_months_only() -> None:
    months = service_months(inputs(starts_on=date(2026, 1, 31), duration_months=3))
    assert [(month.first_day, month.days_served == month.days) for month in months] == [
        (date(2026, 1, 31), True),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
    ]


def test_a_duration_in_weeks_prorates_its_last_month_by_days() -> None:
    rates = [rate("insurance", "31")]
    cost = compute(
        inputs=inputs(track="online", category="online", duration_months=None, duration_weeks=6), rates=rates
    )
    assert lines_of("insurance", cost.lines) == {1: Decimal("31.00"), 2: Decimal("11.37")}
    assert cost.lines[-1].formula == "31 × 11 ÷ 30"


def test_a_prorated_amount_that_ends_in_half_a_cent_is_rounded_up() -> None:
    rates = [rate("insurance", "0.15"), rate("exit_allowance", "0.15")]
    cost = compute(
        inputs=inputs(
            track="online", category="online", starts_on=date(2026, 4, 1), duration_months=None, duration_weeks=5
        ),
        rates=rates,
    )
    # May has 31 days; 35 days from 1 April leave five of them: 0.15 × 5 ÷ 31 = 0.0242.
    assert lines_of("insurance", cost.lines) == {1: Decimal("0.15"), 2: Decimal("0.02")}
    assert [line.formula for line in cost.lines if line.kind == "exit_allowance"] == ["0.15 × 1 + 0.15 × 5 ÷ 31"]
    short = inputs(
        track="online", category="online", starts_on=date(2026, 3, 5), duration_months=None, duration_weeks=8
    )  # 56 days from 5 March: 31, and 25 of the 30 from 5 April; 0.006 × 25 ÷ 30 = 0.005
    cost = compute(inputs=short, rates=[rate("insurance", "0.006")])
    assert lines_of("insurance", cost.lines) == {1: Decimal("0.01"), 2: Decimal("0.01")}


def test_dinars_have_thousandths_and_yen_none() -> None:
    for currency, expected in (("JOD", "100.556"), ("JPY", "101"), ("USD", "100.56")):
        cost = compute(
            inputs=inputs(track="online", category="online", duration_months=1),
            rates=[rate("insurance", "100.5555", currency=currency)],
        )
        assert [str(line.amount) for line in cost.lines] == [expected]


def test_a_cost_that_no_column_holds_is_a_problem_with_a_remedy() -> None:
    cost = compute(inputs=inputs(duration_months=48), rates=[*international_rates(), rate("well_being", "99999999999")])
    assert "larger than any" in str(cost.problems[0].message)


def test_online_service_without_rates_costs_nothing() -> None:
    cost = compute(inputs=inputs(track="online", category="online", duration_months=None, duration_weeks=8), rates=[])
    assert (cost.lines, cost.total, cost.problems) == ([], Decimal(0), [])


def test_a_national_volunteer_needs_no_post_adjustment() -> None:
    rates = [*international_rates(), rate("living_allowance", "900", track="national", category="youth")]
    cost = compute(inputs=inputs(track="national", category="youth"), rates=rates)
    assert cost.problems == []
    assert lines_of("living_allowance", cost.lines)[1] == 900


def test_the_time_that_an_extension_adds_pays_nothing_once_again_and_counts_its_last_month_by_days() -> None:
    until = date(2027, 5, 15)
    cost = compute(
        inputs=inputs(duration_months=None, starts_on=date(2027, 3, 1), goes_on_until=until),
        rates=international_rates(),
    )
    assert cost.problems == []
    assert {line.kind for line in cost.lines} == {"living_allowance", "insurance", "exit_allowance", "programme"}
    living = {
        1: Decimal("2329.71"),
        2: Decimal("2329.71"),
        3: (Decimal("2329.712") * 15 / 31).quantize(Decimal("0.01")),
    }
    assert lines_of("living_allowance", cost.lines) == living
    assert "travel" not in {rate.kind for rate in cost.rates}


def test_an_extension_counts_in_the_months_of_the_service_so_that_both_add_up_to_one_agreed_at_once() -> None:
    """From 31 January months begin on 1 March, 31 March, 1 May and 31 May; three of them end on 30 April."""
    first, after, last = date(2026, 1, 31), date(2026, 5, 1), date(2026, 6, 30)
    begun = compute(inputs=inputs(starts_on=first, duration_months=3), rates=international_rates())
    asked = {"duration_months": None, "starts_on": after, "goes_on_until": last}
    added = compute(inputs=inputs(**asked, began_on=first), rates=international_rates())
    months = service_months(inputs(**asked, began_on=first))
    assert [(month.first_day, month.days_served, month.days) for month in months] == [
        (date(2026, 5, 1), 30, 30), (date(2026, 5, 31), 31, 31),
    ]  # fmt: skip
    whole = compute(inputs=inputs(starts_on=first, duration_months=5), rates=international_rates())
    assert begun.total + added.total == whole.total
    in_weeks = inputs(starts_on=date(2026, 3, 1), duration_months=None, duration_weeks=10)  # until 9 May
    longer = inputs(**{**asked, "starts_on": date(2026, 5, 10)}, began_on=date(2026, 3, 1))
    first_part = lines_of("insurance", compute(inputs=in_weeks, rates=international_rates()).lines)
    second = compute(inputs=longer, rates=international_rates()).lines
    assert (first_part[3], lines_of("insurance", second)) == (Decimal("29.03"), {1: Decimal("70.97"), 2: Decimal(100)})
    assert [line.formula for line in second if line.kind == "exit_allowance"] == ["150 × 1 + 150 × 22 ÷ 31"]


def test_the_first_day_decides_whether_a_line_is_paid_monthly_or_once() -> None:
    monthly = compute(inputs=inputs(duration_months=6), rates=changing_units("month", "once"))
    assert lines_of("insurance", monthly.lines) == dict.fromkeys(range(1, 7), 100)
    assert lines_of("exit_allowance", monthly.lines) == {6: 600}
    once = compute(inputs=inputs(duration_months=6), rates=changing_units("once", "month"))
    assert lines_of("insurance", once.lines) == {0: 100}
    assert lines_of("exit_allowance", once.lines) == {6: 100}
    for cost in (monthly, once):
        assert cost.problems == []
        assert {rate.amount for rate in cost.rates if rate.kind in ("insurance", "exit_allowance")} == {100}


def test_an_extension_is_paid_as_the_service_that_it_prolongs_was() -> None:
    added = inputs(starts_on=date(2026, 9, 1), began_on=START, duration_months=None, goes_on_until=date(2026, 10, 31))
    monthly = compute(inputs=added, rates=changing_units("month", "once"))
    assert lines_of("insurance", monthly.lines) == {1: 100, 2: 100}
    assert lines_of("exit_allowance", monthly.lines) == {2: 200}
    once = compute(inputs=added, rates=changing_units("once", "month"))
    assert not {"insurance", "exit_allowance"} & {line.kind for line in once.lines}
    assert (monthly.problems, once.problems) == ([], [])


def test_what_is_paid_once_needs_no_rate_after_the_first_day() -> None:
    ended = date(2026, 4, 30)
    once = {"travel": "2000", "learning": "300", "insurance": "90"}
    rates = [row for row in international_rates() if row.kind not in {*once, "exit_allowance"}]
    rates += [rate(kind, amount, "once", in_force_to=ended) for kind, amount in once.items()]
    rates.append(rate("exit_allowance", "900", "once", in_force_from=date(2026, 6, 1)))
    cost = compute(inputs=inputs(duration_months=6), rates=rates)
    assert cost.problems == []
    assert {kind: lines_of(kind, cost.lines) for kind in (*once, "exit_allowance")} == {
        **{kind: {0: Decimal(amount)} for kind, amount in once.items()}, "exit_allowance": {6: Decimal(900)},
    }  # fmt: skip
