"""The hues of pictures: their order, and that they are told apart by whoever sees colours otherwise, light and dark."""

from __future__ import annotations

import itertools
import json
import math

import pytest
from tests.house.tree import PACKAGE

from minga.core.interface.contrast import contrast
from minga.core.interface.design import HUES, colours

ORDER = {
    "light": ("#0e5f63", "#c4771d", "#5f056e", "#119ab5", "#413c12", "#8579e4", "#a1845e"),
    "dark": ("#74cbc6", "#e4b78d", "#b6455f", "#1c71cc", "#84710b", "#bba5ef", "#ecf187"),
}
GROUNDS = ("paper", "surface")
STATES = ("good", "warn", "bad")
# How linear red, green and blue are seen without one kind of cone: Machado, Oliveira and Fernandes, "A
# Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, severity 1.0.
SIGHTS = {
    "usual": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
XYZ = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
"""Linear sRGB to CIE XYZ (IEC 61966-2-1), against the white of D65 below."""
WHITE = (0.9505, 1.0, 1.089)
TOLD_APART = 20
"""Least difference of two hues (CIE 1976, L*a*b*) in any sight; about 2.3 can just be seen."""
Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]


def _times(matrix: Matrix, colour: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third


def _seen(colour: str, sight: str = "usual") -> Triple:
    """L*, a* and b* of #rrggbb as that sight has it."""
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    red, green, blue = (min(1.0, max(0.0, part)) for part in _times(SIGHTS[sight], (red, green, blue)))
    x, y, z = (part / white for part, white in zip(_times(XYZ, (red, green, blue)), WHITE, strict=True))
    x, y, z = (math.cbrt(part) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _hues(theme: str) -> list[str]:
    return [colours(theme)[f"hue-{number}"] for number in range(1, HUES + 1)]


@pytest.mark.parametrize("theme", ORDER)
def test_the_order_of_the_hues_is_fixed_and_begins_with_the_accent(theme: str) -> None:
    assert tuple(_hues(theme)) == ORDER[theme]
    assert _hues(theme)[0] == colours(theme)["accent"]


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("theme", ORDER)
def test_each_hue_stands_out_from_its_ground(theme: str, ground: str) -> None:
    """WCAG 2.2, 1.4.11: 3:1 for what one has to see to understand a picture."""
    assert [hue for hue in _hues(theme) if contrast(hue, colours(theme)[ground]) < 3] == []


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("theme", ORDER)
def test_any_two_hues_are_told_apart_in_every_sight(theme: str, sight: str) -> None:
    pairs = itertools.combinations(_hues(theme), 2)
    alike = [(a, b) for a, b in pairs if math.dist(_seen(a, sight), _seen(b, sight)) < TOLD_APART]
    assert alike == []


@pytest.mark.parametrize("theme", ORDER)
def test_no_hue_is_taken_for_a_state_or_for_a_goal(theme: str) -> None:
    goals = [goal["color"] for goal in json.loads((PACKAGE / "sdgs/data/goals.json").read_text(encoding="utf-8"))]
    others = [*goals, *(colours(theme)[state] for state in STATES)]
    alike = [(hue, other) for hue in _hues(theme) for other in others if math.dist(_seen(hue), _seen(other)) < 10]
    assert alike == []


def test_pictures_are_drawn_in_these_hues_and_in_no_colour_of_a_state() -> None:
    script = (PACKAGE / "core/interface/static/interface/js/charts.js").read_text(encoding="utf-8")
    assert "[1, 2, 3, 4, 5, 6, 7].map((number) => `--mg-hue-${number}`)" in script
    assert [state for state in STATES if f"--mg-{state}" in script] == []
