"""Every page of the demonstration world, as its people see it: links lead somewhere, nothing is too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.browser.looking import SIDEWAYS
from tests.browser.tour import BROKEN, Stop, walk


def test_every_link_leads_somewhere(stops: list[Stop]) -> None:
    assert BROKEN == []
    assert len({stop.name for stop in stops}) > 100


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "390 px"])
def test_no_page_scrolls_sideways_in_chinese(chromium: Browser, world: str, stops: list[Stop], phone: bool) -> None:
    found = []
    for stop, person in walk(chromium, world, stops, phone=phone, language="zh-hans"):
        if wide := person.page.evaluate(SIDEWAYS):
            found.append(f"{stop}: scrolls sideways by {wide}")
    assert found == []
