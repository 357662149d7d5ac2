"""How many conditions somebody meets is said as people say it: the one, both, all three."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override


@pytest.mark.parametrize(
    ("language", "total", "words"),
    [
        ("en", 1, "You meet the one condition"),
        ("en", 2, "You meet both conditions"),
        ("en", 3, "You meet all 3 conditions"),
        ("zh-hans", 1, "您符合仅有的一项条件"),
        ("zh-hans", 2, "两项条件您都符合"),
        ("zh-hans", 3, "全部 3 项条件您都符合"),
    ],
)
def test_whoever_meets_every_condition_reads_the_one_both_or_all(language: str, total: int, words: str) -> None:
    with override(language):
        assert render_to_string("assignments/opportunities/_fits_all.html", {"total": total}) == words
