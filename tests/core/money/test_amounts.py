from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from django.utils.formats import number_format
from hypothesis import given
from hypothesis import strategies as st

from minga.core.money.amounts import Amount, MixedCurrencies, format_amount, minor_units, total
from minga.core.money.formatting import format_number


def test_an_amount_keeps_its_currency_through_arithmetic() -> None:
    assert Amount(Decimal("1736")) * Decimal("1.342") == Amount(Decimal("2329.712"), "USD")
    assert Amount(Decimal(5), "CNY") - Amount(Decimal(7), "CNY") == Amount(Decimal(-2), "CNY")


def test_two_currencies_are_never_added_or_compared() -> None:
    with pytest.raises(MixedCurrencies, match="USD and CNY cannot be added"):
        Amount(Decimal(1)) + Amount(Decimal(1), "CNY")
    with pytest.raises(MixedCurrencies):
        assert Amount(Decimal(1)) < Amount(Decimal(2), "CNY")


def test_money_is_never_a_float() -> None:
    with pytest.raises(TypeError):
        Amount(0.1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Amount(Decimal(1)) * 0.5  # type: ignore[operator]
    with pytest.raises(ValueError, match="finite"):
        Amount(Decimal("NaN"))


@pytest.mark.parametrize(
    ("value", "currency", "rounded"),
    [
        ("0.005", "USD", "0.01"),
        ("-0.005", "USD", "-0.01"),
        ("2.675", "USD", "2.68"),
        ("0.5", "JPY", "1"),
        ("1.0005", "KWD", "1.001"),
        ("2329.712", "USD", "2329.71"),
    ],
)
def test_rounding_is_half_up_to_the_minor_units(value: str, currency: str, rounded: str) -> None:
    assert Amount(Decimal(value), currency).rounded().value == Decimal(rounded)


def test_minor_units_follow_iso_4217() -> None:
    assert [minor_units(code) for code in ("USD", "CNY", "JPY", "KWD", "XAF")] == [2, 2, 0, 3, 0]


@given(
    cents=st.integers(min_value=0, max_value=10**12),
    cut=st.lists(st.integers(min_value=0, max_value=100), max_size=5),
)
def test_shares_always_sum_to_the_whole(cents: int, cut: list[int]) -> None:
    places = sorted({0, 100, *cut})
    percents = [after - before for before, after in itertools.pairwise(places)]
    whole = Amount(Decimal(cents) / 100)
    assert total(whole.split(percents)) == whole.rounded()
    assert all(not part < Amount.zero() for part in whole.split(percents))


@pytest.mark.parametrize(
    ("cents", "percents", "shares"),
    [
        (1, (50, 50), ("0.00", "0.01")),
        (3, ("16.7", "16.7", "16.7", "16.7", "16.7", "16.5"), ("0.00", "0.00", "0.01", "0.01", "0.01", "0.00")),
        (-3, (50, 50), ("-0.01", "-0.02")),
        (10000, (50, 25, 25), ("50.00", "25.00", "25.00")),
        (10001, ("33.3", "33.4", "33.3"), ("33.30", "33.41", "33.30")),
    ],
)
def test_no_share_is_below_zero_of_a_few_smallest_units(
    cents: int, percents: tuple[Any, ...], shares: tuple[str, ...]
) -> None:
    parts = Amount(Decimal(cents) / 100).split([Decimal(one) for one in percents])
    assert [str(part.value) for part in parts] == list(shares)


def test_an_amount_reads_with_its_code_and_the_readers_grouping() -> None:
    amount = Amount(Decimal("2329.712"))
    assert format_amount(amount, "en") == "USD\u00a02,329.71"
    assert format_amount(amount, "zh-hans") == "USD\u00a02,329.71"
    assert format_amount(Amount(Decimal("1234567.5"), "JPY"), "en") == "JPY\u00a01,234,568"
    assert format_amount(Amount(Decimal("1234.5"), "KWD"), "en") == "KWD\u00a01,234.500"
    assert format_amount(-amount, "zh-hans") == "USD\u00a0\u22122,329.71"
    assert format_amount(amount, "de") == "USD\u00a02.329,71"
    assert format_number(12345678, language="hi") == "1,23,45,678"
    assert str(amount) == "USD\u00a02,329.71"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_figures_of_sentences_are_grouped_as_those_of_amounts_are(language: str) -> None:
    with translation.override(language):
        assert number_format(18239, force_grouping=True) == format_number(18239) == "18,239"
