"""Our style sheets keep to the tokens: colours, sizes of type, one shadow, quick motion, sides by their meaning."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.house.tree import PACKAGE

from minga.core.interface.design import SIZES, colours

COLOURS = {
    "paper": ("#faf8f3", "#11161a"),
    "surface": ("#ffffff", "#192027"),
    "sunken": ("#f1eee6", "#0c1013"),
    "ink": ("#1c2126", "#ebeff1"),
    "muted": ("#5a626a", "#a9b3bb"),
    "line": ("#dedacf", "#2d363e"),
    "control": ("#8a8f87", "#6f7a84"),
    "accent": ("#0e5f63", "#74cbc6"),
    "accent-soft": ("#ddedeb", "#17363a"),
    "good": ("#1e6b3a", "#7ccb93"),
    "warn": ("#7a5200", "#e3b75a"),
    "bad": ("#a8241c", "#f2988f"),
}
"""As the design was drawn: light, dark."""
REM = 16
STEPS = (0, 4, 8, 12, 16, 24, 32, 48, 64)
SIGN = 1
"""em from which on a size is no size of words any more: signs and code are a part of the size they stand in."""
SIDE = re.compile(r"(?:^|[;{\s])(?:left|right|width|height|(?:min|max)-(?:width|height)|float: (?:left|right))\s*:")


def sheets() -> list[Path]:
    """Our own, but for the one of paper, whose type is smaller, and of the page that is kept as a file."""
    return [
        path
        for path in PACKAGE.rglob("static/**/*.css")
        if "vendor" not in path.parts and path.name not in {"print.css", "offline.css"}
    ]


def _rules(path: Path) -> str:
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"@media[^{]*", "@media ", text)


def test_the_colours_are_those_of_the_design() -> None:
    light, dark = colours("light"), colours("dark")
    assert {name: (light[name], dark[name]) for name in COLOURS} == COLOURS


def _is_of_the_scale(size: str) -> bool:
    found = re.fullmatch(r"([\d.]*)(.*)", size.strip())
    number, unit = found.groups() if found else ("", "")
    if unit in {"rem", "px"}:
        return float(number) * (REM if unit == "rem" else 1) in SIZES
    if unit == "em":
        return float(number) < SIGN
    return size.strip() in {"100%", "max(0.875em, var(--mg-14))"} or unit in {f"var(--mg-{step})" for step in SIZES}


@pytest.mark.parametrize("path", sheets(), ids=lambda path: path.name)
def test_type_has_six_sizes(path: Path) -> None:
    sizes = re.findall(r"font-size:\s*([^;}]+)", _rules(path))
    assert [size for size in sizes if not _is_of_the_scale(size)] == []


def _off_the_steps(value: str) -> list[str]:
    """Lengths of a margin, a padding or a gap that are no step. What is reckoned with a step takes the width of
    something away from it; parts of an em belong to the words they stand in.
    """
    reckoned = r"calc\((?:[^()]|\([^()]*\))*\)"
    plain = re.sub(reckoned, lambda found: "" if "var(--mg-" in found[0] else found[0], value)
    lengths = [(abs(float(number)), unit) for number, unit in re.findall(r"(-?[\d.]+)(px|rem|em)\b", plain)]
    return [
        f"{number:g}{unit}"
        for number, unit in lengths
        if not (unit == "em" and number < SIGN) and number * (1 if unit == "px" else REM) not in STEPS
    ]


@pytest.mark.parametrize("path", sheets(), ids=lambda path: path.name)
def test_room_between_things_comes_in_steps(path: Path) -> None:
    said = re.findall(r"(?<![\w-])(?:margin|padding|gap|row-gap|column-gap)(?:-[\w-]+)?:\s*([^;}]+)", _rules(path))
    assert [value for value in said if _off_the_steps(value)] == []


def test_what_is_no_step_is_found() -> None:
    assert _off_the_steps("calc(1.25rem + var(--mg-3)) calc(var(--mg-4) - 3px) 0.1em 16px") == []
    assert _off_the_steps("2px 0.65rem 1.25em") == ["2px", "0.65rem", "1.25em"]


def test_one_shadow_is_for_what_floats() -> None:
    said = [value for path in sheets() for value in re.findall(r"box-shadow:\s*([^;}]+)", _rules(path))]
    lines = {value for value in said if re.fullmatch(r"none|inset .*|0 2px 0 var\(--mg-accent\)", value.strip())}
    assert {value.strip() for value in said} - lines == {"var(--mg-shadow)"}


def test_what_moves_has_moved_within_150_milliseconds() -> None:
    times = [
        float(number) * (1000 if unit == "s" else 1)
        for path in sheets()
        for rule in re.findall(r"(?:transition|animation)[\w-]*:\s*([^;}]+)", _rules(path))
        for number, unit in re.findall(r"([\d.]+)(m?s)\b", rule)
    ]
    assert times
    assert max(times) <= 150


@pytest.mark.parametrize("path", sheets(), ids=lambda path: path.name)
def test_places_and_sizes_are_said_by_start_and_end(path: Path) -> None:
    assert SIDE.findall(_rules(path)) == []


def test_the_colours_of_the_goals_stand_in_no_sheet_page_or_script() -> None:
    goals = json.loads((PACKAGE / "sdgs/data/goals.json").read_text(encoding="utf-8"))
    colour = re.compile("|".join(goal["color"] for goal in goals), re.IGNORECASE)
    files = [path for kind in ("css", "html", "js", "typ") for path in PACKAGE.rglob(f"*.{kind}")]
    assert len(goals) == 17 and len(files) > 100
    assert [path.name for path in files if colour.search(path.read_text(encoding="utf-8"))] == []


def test_corners_are_rounded_by_the_tokens() -> None:
    found = {
        f"{path.name}: {radius}"
        for path in sheets()
        if path.name != "tokens.css"
        for radius in re.findall(r"radius:\s*([\d.]+px)", _rules(path))
    }
    assert found == set()


def test_only_a_page_that_stands_alone_is_in_the_middle() -> None:
    in_the_middle = re.compile(r"block body_class %}(?![^{]*mg-inside)[^{]*mg-(?:narrow|middle)")
    for path in PACKAGE.rglob("templates/**/*.html"):
        text = path.read_text(encoding="utf-8")
        assert not (in_the_middle.search(text) and ("back_url=" in text or "mg-back" in text)), path.name
