"""The pseudo-language, right to left, on every page of every person: all is translated, whole, uncut and fits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.browser.corners import TYPED, corners
from tests.browser.looking import LOOK_AT_BOXES, LOOK_AT_TEXT, SIDEWAYS
from tests.browser.people import DESKTOP, PHONE, Visitor
from tests.browser.reading import data_of, glued, untranslated
from tests.browser.tour import PEOPLE, Stop, walk
from tests.browser.worlds import serve_world

from minga.config.words import PSEUDO, pseudo


@pytest.fixture(scope="session")
def pseudo_world(world: str, world_folder: Path) -> Iterator[str]:
    """The same world, served once more with the pseudo-language."""
    with serve_world(world_folder, MINGA_PSEUDO="1") as address:
        yield address


@pytest.fixture(scope="session")
def written(world: str, world_folder: Path) -> str:
    """All that people and sources wrote into the world."""
    return data_of(world_folder)


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "Visitor")
def test_every_sentence_is_translated_and_whole_and_fits(
    chromium: Browser, pseudo_world: str, stops: list[Stop], written: str, who: str
) -> None:
    found: list[str] = []
    theirs = [stop for stop in stops if stop.who == who]
    for stop, person in walk(chromium, pseudo_world, theirs, language=PSEUDO, phone=True):
        assert person.page.evaluate("document.documentElement.dir") == "rtl"
        texts = person.page.evaluate(LOOK_AT_TEXT)
        found += [f"{stop}: not translated: {piece}" for piece in untranslated(texts, written)]
        found += [f"{stop}: glued: “{text[:120]}”" for text in texts if glued(text)]
        found += [f"{stop}: {trouble}" for trouble in _misfits(person)]
    assert sorted(set(found)) == []


def test_nor_where_only_a_press_a_mistake_or_a_letter_leads(chromium: Browser, pseudo_world: str, written: str) -> None:
    found: list[str] = []
    known = f"{written} {TYPED}"
    for name, person in corners(chromium, pseudo_world, language=PSEUDO):
        texts = person.page.evaluate(LOOK_AT_TEXT)
        found += [f"{name}: not translated: {piece}" for piece in untranslated(texts, known)]
        found += [f"{name}: glued: “{text[:120]}”" for text in texts if glued(text)]
        found += [f"{name}: {trouble}" for trouble in _misfits(person)]
    assert sorted(set(found)) == []


def _misfits(person: Visitor) -> Iterator[str]:
    for size in (PHONE, DESKTOP):
        person.page.set_viewport_size(size)
        yield from (f"clipped at {size['width']} px: {box}" for box in person.page.evaluate(LOOK_AT_BOXES))
        if wide := person.page.evaluate(SIDEWAYS):
            yield f"scrolls sideways by {wide}, at {size['width']} px"


def test_what_is_not_translated_is_seen() -> None:
    texts = [pseudo("Closes on {day}").format(day="Friday"), "Save as draft", "Kunming", pseudo("Sent"), "3 days left"]
    assert untranslated(texts, "Kunming Dali") == [
        f"“Friday” within “{texts[0]}”", "“Save as draft” in “Save as draft”", "“days left” in “3 days left”",
    ]  # fmt: skip


def test_what_is_glued_is_seen() -> None:
    whole, year, month = pseudo("It closes soon."), pseudo("1 year"), pseudo("6 months")
    duration = pseudo("%(years)s %(months)s") % {"years": year, "months": month}
    assert not glued(f"{whole} {pseudo('Apply now.')}")
    assert not glued(duration)
    assert not glued(pseudo("%(duration)s in all") % {"duration": duration})
    assert glued(f"{year} {month}")
    assert glued(pseudo("%(years)s %(months)s in all") % {"years": year, "months": month})
