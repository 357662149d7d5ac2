"""Names one after the other, and beside figures."""

from __future__ import annotations

import pytest

from minga.core.listing import isolated


@pytest.mark.parametrize("name", ["Hana Levi · חנה לוי", "مؤسسة النور", "އަލީ"])
def test_a_name_from_right_to_left_keeps_its_direction_to_itself(name: str) -> None:
    assert isolated(name) == f"\u2068{name}\u2069"


@pytest.mark.parametrize("name", ["Li Na · 李娜", "អោង", "ქეთევან", "Żaneta 2026", ""])
def test_any_other_name_stays_as_it_is(name: str) -> None:
    assert isolated(name) == name
