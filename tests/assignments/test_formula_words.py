"""Formulas of a cost as a person reads them: in words, figures grouped as the reader's language groups them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from minga.assignments.formula_words import formula_words, formulas_of


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("1180", "1,180"),
        ("−250", "−250"),
        ("1736 × (1 + 0.342)", "1,736 × (1 + 0.342)"),
        ("1736 × (1 + 0.342) × 7 ÷ 31", "1,736 × (1 + 0.342) for 7 of 31 days"),
        ("4000 ÷ 2", "half of 4,000"),
        ("4000.5 − 2000.25", "4,000.50 less 2,000.25"),
        ("591.2 × 8 %", "8 % of 591.20"),
        ("0.1234 × 3", "0.1234 for 3 months"),
        ("12979.71 × 8 %", "8 % of 12,979.71"),
        ("170 × 12 + 1180 × 1 + 180 × 9 ÷ 31", "170 for 12 months + 1,180 for 1 month + 180 for 9 of 31 days"),
        ("as agreed with 1500", "as agreed with 1,500"),
    ],
)
def test_a_formula_is_read_in_words_with_grouped_figures(formula: str, words: str) -> None:
    assert formula_words(formula) == words


def test_the_same_formula_stands_once_with_its_months() -> None:
    assert formulas_of(["1180"] * 12 + ["590"]) == ("1,180 in each of 12 months", "590")


def test_in_chinese_the_words_stand_in_their_own_order() -> None:
    with override("zh-hans"):
        assert formula_words("12979.71 × 8 %") == "12,979.71 的 8%"
        assert formulas_of(["1180"] * 12) == ("每月 1,180，共 12 个月",)
        assert formula_words("170 × 12 + 180 × 9 ÷ 31") == "170 × 12 个月 + 180 × 9/31 天"
