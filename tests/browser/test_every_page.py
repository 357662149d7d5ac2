"""Every page of the demonstration world, as its people see it: links lead on, axe finds nothing, nothing is too wide.

To hold the time of the suite, each kind of page is opened twice: at a desk as the first person who reaches it and on a
phone as the last one, one half of them in English and light, then in Chinese and dark, the other half the other way.
"""

from __future__ import annotations

import json
from binascii import crc32
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page
from tests.browser.corners import corners
from tests.browser.looking import ALIKE, COVERED, LOOK_AT_BOXES, PRIMARY, SIDEWAYS
from tests.browser.people import DESKTOP, PHONE, SMALLEST, Visitor
from tests.browser.tour import BROKEN, PEOPLE, Stop, once_each, walk

AXE = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
LOOKS = {"English light at a desk": ("en", False), "Chinese dark on a phone": ("zh-hans", True)}
"""Each page in both languages, both themes and both widths."""
OTHERS = {"English dark on a phone": ("en", True), "Chinese light at a desk": ("zh-hans", False)}
"""The other half of the pages."""
SHOWS_SEVERAL = "interface:design"
"""The page that shows every piece, primary actions among them."""


def violations(page: Page) -> list[dict[str, Any]]:
    """What axe finds wrong. Only that leaves the browser, as text: all that it found right costs half as much again.

    Axe itself is there already where a walk brought it along, which spares sending half a megabyte to each page.
    Contrast is most of what it takes: it is measured on three texts of each look, not in every row of a list.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(ALIKE)
    page.evaluate("axe.configure({rules: [{id: 'color-contrast', selector: ':not([data-alike])'}]})")
    found: list[dict[str, Any]] = json.loads(
        page.evaluate("options => axe.run(options).then(result => JSON.stringify(result.violations))", AXE)
    )
    return found


def test_what_is_wrong_on_a_page_is_found(chromium: Browser) -> None:
    page = chromium.new_page()
    rows = "<p>Row</p>" * 9
    page.set_content(
        "<html lang=en><title>A</title><style>div{background:#444}</style><main><h1>A</h1><img src=data:,>"
        f"{rows}<p style=color:#ccc>Pale</p>{rows}<div>{rows}</div></main>"
    )
    assert {violation["id"] for violation in violations(page)} >= {"image-alt", "color-contrast"}
    # One pale text between many that are not, and three of the nine whose ground is dark.
    assert any(_shown(violation).startswith("color-contrast ×4") for violation in violations(page))
    page.close()


def test_every_link_leads_somewhere(stops: list[Stop]) -> None:
    assert BROKEN == []
    assert len({stop.name for stop in stops}) > 120


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "Visitor")
@pytest.mark.parametrize("look", {**LOOKS, **OTHERS})
def test_axe_finds_nothing_and_nothing_is_too_wide(
    chromium: Browser, world: str, stops: list[Stop], look: str, who: str
) -> None:
    language, dark = {**LOOKS, **OTHERS}[look]
    found: list[str] = []
    theirs = [stop for stop in once_each(stops, last=dark) if stop.who == who and _is_of(look, stop)]
    for stop, person in walk(chromium, world, theirs, script=AXE_SCRIPT, language=language, dark=dark):
        person.page.set_viewport_size(PHONE if dark else DESKTOP)
        found += [f"{stop}: {_shown(violation)}" for violation in violations(person.page)]
        found += [f"{stop}: scrolls sideways by {wide}" for wide in _too_wide(person, smallest=language == "en")]
        found += [f"{stop}: cannot be pressed: {what}" for what in person.page.evaluate(COVERED)]
        if not stop.name.startswith(SHOWS_SEVERAL):
            found += [f"{stop}: one of several primary actions: {what}" for what in person.page.evaluate(PRIMARY)]
    assert found == []


def _is_of(look: str, stop: Stop) -> bool:
    """Each kind of page belongs to one half, the same in every run."""
    return (crc32(stop.name.encode()) % 2 == 0) is (look in LOOKS)


@pytest.mark.parametrize("look", LOOKS)
def test_nor_on_a_page_that_only_a_press_a_mistake_or_a_letter_leads_to(
    chromium: Browser, world: str, look: str
) -> None:
    language, dark = LOOKS[look]
    found, seen = list[str](), set[str]()
    for name, person in corners(chromium, world, script=AXE_SCRIPT, language=language, dark=dark):
        seen.add(name)
        person.page.set_viewport_size(PHONE if dark else DESKTOP)
        found += [f"{name}: {_shown(violation)}" for violation in violations(person.page)]
        found += [f"{name}: clipped: {box}" for box in person.page.evaluate(LOOK_AT_BOXES)]
        found += [f"{name}: scrolls sideways by {wide}" for wide in _too_wide(person, smallest=not dark)]
        person.page.set_viewport_size(DESKTOP)
    assert found == []
    assert len(seen) > 30


def _too_wide(person: Visitor, *, smallest: bool) -> Iterator[str]:
    """At the width of a phone and of a desk, and at the smallest one where words are long."""
    for size in (*((SMALLEST,) if smallest else ()), PHONE, DESKTOP):
        person.page.set_viewport_size(size)
        if wide := person.page.evaluate(SIDEWAYS):
            yield f"{wide}, at {size['width']} px"


def _shown(violation: dict[str, Any]) -> str:
    nodes = "; ".join(f"{node['html'][:140]} {_data(node)}" for node in violation["nodes"][:2])
    return f"{violation['id']} ×{len(violation['nodes'])}: {nodes}"


def _data(node: dict[str, Any]) -> str:
    data = next((check.get("data") for check in node.get("any", []) if isinstance(check.get("data"), dict)), None)
    return f"[{data.get('contrastRatio')} {data.get('fgColor')} on {data.get('bgColor')}]" if data else ""
