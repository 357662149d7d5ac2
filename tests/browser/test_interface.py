"""What every page can do: the menu without a script, keys, what floats, what is kept, what no connection looks like."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from playwright.sync_api import Error
from tests.browser.people import Visitor
from tests.factories import make_description, make_officer, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Application

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]


INKS = r"""() => {
  const light = ([r, g, b]) => (r + g + b) / 765;
  const of = (selector, what) => {
    const colour = getComputedStyle(document.querySelector(selector))[what];
    return light(colour.match(/[\d.]+/g).slice(0, 3).map(Number));
  };
  const canvas = document.querySelector("[data-canvas] canvas");
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  const drawn = [];
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] > 250) drawn.push(light(pixels.slice(at, at + 3)));
  }
  return {
    h1: of("h1", "color"), td: of("main td", "color"), dd: of("main .mg-facts dd", "color"),
    paper: of("body", "backgroundColor"), card: of("main .mg-card", "backgroundColor"),
    chart: drawn.reduce((sum, one) => sum + one, 0) / drawn.length,
  };
}"""
"""How light, from 0 to 1, are words, grounds and what is drawn in a picture."""


def test_the_menu_opens_without_a_script_on_a_phone(visitor: Arrive) -> None:
    person = visitor(account=make_volunteer(), phone=True, javascript=False)
    person.go("/opportunities")
    assert not person.page.locator(".mg-menu").is_visible()
    person.page.locator(".mg-menu-phone summary").click()
    current = person.page.locator(".mg-menu-phone a[aria-current=page]")
    assert current.is_visible()
    assert current.get_attribute("href") == "/opportunities"
    assert person.page.locator(".mg-menu-phone a[hreflang=zh-hans]").is_visible()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/", "/opportunities", "/design", "/about", "/accessibility", "/nothing-here"])
def test_no_page_is_wider_than_a_phone(visitor: Arrive, path: str, language: str) -> None:
    person = visitor(phone=True, language=language)
    person.go(path)
    assert not person.scrolls_sideways()


def test_the_dashboard_of_an_officer_fits_a_phone_and_draws_its_pictures(visitor: Arrive) -> None:
    make_description(state="submitted")
    person = visitor(account=make_officer(), phone=True)
    person.go("/")
    assert person.heading.startswith("What waits for you")
    assert not person.scrolls_sideways()
    person.go("/design")
    person.page.wait_for_selector("[data-canvas] canvas")
    assert person.page.locator("[data-canvas] canvas").count() == 3
    assert not person.scrolls_sideways()


@pytest.mark.parametrize("theme", ["dark", "auto"])
def test_what_is_printed_from_a_dark_screen_is_dark_ink_on_light_paper(visitor: Arrive, theme: str) -> None:
    person = visitor(dark=True)
    person.go(f"/design?theme={theme}")
    person.page.wait_for_selector("[data-canvas] canvas")
    assert person.page.evaluate(INKS)["h1"] > 0.7
    person.page.emulate_media(media="print", color_scheme="dark")
    inks = person.page.evaluate(INKS)
    for _turn in range(20):  # the picture is drawn anew once the browser tells of the change
        if inks["chart"] < 0.4:
            break
        person.page.wait_for_timeout(100)
        inks = person.page.evaluate(INKS)
    assert max(inks["h1"], inks["td"], inks["dd"], inks["chart"]) < 0.4
    assert min(inks["paper"], inks["card"]) > 0.9


LONG = "Bürgerbeteiligungskoordinationsassistent/in für Hochwasserfrühwarnsysteme"


@pytest.mark.parametrize(
    "path", ["/", "/opportunities", "/descriptions", "/candidates", "/descriptions/{}", "/opportunities/{}"]
)
def test_a_word_wider_than_a_phone_breaks_and_a_question_on_the_board_stays_on_the_page(
    visitor: Arrive, path: str
) -> None:
    officer = make_officer()
    description = make_description(state="sourcing", officer=officer, texts={"en": LONG})
    make_description(state="ready_for_sourcing", officer=officer, texts={"en": LONG})
    refresh_opportunity(description)
    for phone in (True, False):
        person = visitor(account=officer, phone=phone)
        person.go(path.format(description.ref))
        assert not person.scrolls_sideways()
        if path == "/":
            person.page.locator(".ho-wait summary").first.click()
            assert person.page.locator(".mg-confirm-question").first.is_visible()
            assert not person.scrolls_sideways()


def test_what_is_asked_beside_a_page_stays_in_the_window(visitor: Arrive) -> None:
    officer = make_officer()
    description = make_description(state="submitted", officer=officer)
    person = visitor(account=officer, phone=False)
    person.go(f"/descriptions/{description.ref}")
    asks = person.page.locator(".mg-aside .mg-confirm")
    assert asks.count() >= 2
    for place in range(asks.count()):
        asks.nth(place).locator("> summary").click()
        box = asks.nth(place).locator(".mg-confirm-question").bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= person.page.viewport_size["width"]
        asks.nth(place).locator("> summary").click()


def test_the_slash_key_finds_the_search_and_leads_an_officer_to_it(visitor: Arrive) -> None:
    person = visitor(account=make_officer())
    person.go("/about")
    person.page.keyboard.press("/")
    person.page.wait_for_url("**/search")
    person.page.keyboard.press("/")
    assert person.page.evaluate("document.activeElement.name") == "q"
    person.page.keyboard.press("Escape")
    person.page.evaluate("document.activeElement.blur()")
    person.page.keyboard.press("?")
    dialog = person.page.locator("dialog[open]")
    assert dialog.get_by_text("Next and previous row").is_visible()
    dialog.get_by_label("Single keys act on this device").uncheck()
    person.page.keyboard.press("Escape")
    person.go("/accessibility")
    person.page.keyboard.press("?")
    person.page.keyboard.press("/")
    assert (dialog.count(), person.page.url) == (0, f"{person.site}/accessibility")
    person.page.locator("main").get_by_label("Single keys act on this device").check()
    person.page.locator("h1").click()
    person.page.keyboard.press("?")
    assert dialog.is_visible()


def test_what_drops_down_closes_by_escape_and_by_a_press_elsewhere(visitor: Arrive) -> None:
    person = visitor()
    person.go("/about")
    drop = person.page.locator(".mg-top .mg-drop:not([hidden])").first
    drop.locator("summary").click()
    assert drop.get_attribute("open") is not None
    person.page.keyboard.press("Escape")
    assert drop.get_attribute("open") is None
    drop.locator("summary").click()
    person.page.locator("h1").click()
    assert drop.get_attribute("open") is None


def test_an_application_is_kept_as_it_is_typed_and_survives_a_lost_connection(visitor: Arrive) -> None:
    post = make_description()
    refresh_opportunity(post)
    person = visitor(account=make_volunteer(), phone=True)
    person.go(f"/opportunities/{post.ref}/apply")
    field = person.page.locator("textarea[name=motivation]")
    field.fill("I know every crane of this lake by its call.")
    person.page.locator("[data-kept=kept]").wait_for()
    assert Application.objects.get().motivation == "I know every crane of this lake by its call."
    person.context.set_offline(True)
    field.fill("I know every crane of this lake by its call, and most of the storks.")
    person.page.locator("[data-kept=offline]").wait_for()
    person.complaints.clear()  # the browser notes the lost connection
    person.context.set_offline(False)
    person.page.locator("[data-kept=kept]").wait_for()
    assert Application.objects.get().motivation.endswith("most of the storks.")


def test_a_closed_tab_loses_nothing_that_was_typed(visitor: Arrive) -> None:
    post = make_description()
    refresh_opportunity(post)
    person = visitor(account=make_volunteer())
    person.go(f"/opportunities/{post.ref}/apply")
    person.page.locator("textarea[name=motivation]").fill("Cut off in the mid")
    person.go("/about")
    person.go(f"/opportunities/{post.ref}/apply")
    assert person.page.locator("textarea[name=motivation]").input_value() == "Cut off in the mid"


def test_without_a_connection_a_page_says_so_in_the_readers_language(visitor: Arrive) -> None:
    person = visitor(language="en")
    person.go("/about")
    person.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    person.page.reload()
    person.page.wait_for_function("caches.match('/offline').then((found) => found ? true : false)")
    person.context.set_offline(True)
    person.page.goto("/opportunities")
    assert person.heading == "You are offline"
    person.complaints.clear()
    person.context.set_offline(False)


def test_going_back_to_the_answer_of_a_form_is_not_taken_for_a_lost_connection(visitor: Arrive) -> None:
    person = visitor(language="en")
    page = person.page
    person.go("/account/login/")
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
    page.reload()
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.locator("[name=login]").fill("nobody@example.org")
    page.locator("[name=password]").fill("not-the-word-77")
    page.locator("main form button[type=submit]").first.click()
    page.locator(".mg-notice-bad").wait_for()
    person.go("/about")
    with suppress(Error):  # a browser that asks whether to send the form again gives no page
        page.go_back(timeout=5000)
    page.wait_for_timeout(1000)
    with suppress(Error):  # nor is there anything to read then
        assert "You are offline" not in page.content()
    person.complaints.clear()
