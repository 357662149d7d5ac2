"""The figures on a certificate are those that were signed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from tests.core.documents.certificates import certificate


@pytest.mark.parametrize(
    ("hours", "printed"), [("1680.00", "1,680 hours"), ("62.25", "62.25 hours"), ("40.50", "40.5 hours")]
)
def test_the_hours_printed_are_the_hours_signed_to_the_quarter(hours: str, printed: str) -> None:
    paper = certificate("en", "zh-hans", hours=Decimal(hours))
    assert printed in paper.data()["statements"][0]
    assert Decimal(paper.facts.payload()["hours"]) == Decimal(hours)
