"""Pictures on a phone: no name is cut at an edge, and no figure is written over another."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, Route
from tests.assignments.service_world import make_service
from tests.browser.people import Visitor

from minga.assignments.models import HoursRecord

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
INK = """canvas => {
    const pen = canvas.getContext("2d");
    const inked = (x, y, w, h) => pen.getImageData(x, y, w, h).data.some((value, at) => at % 4 === 3 && value > 0);
    return {left: inked(0, 0, 2, canvas.height), right: inked(canvas.width - 2, 0, 2, canvas.height),
            picture: inked(0, 0, canvas.width, canvas.height)};
}"""

WIDE_NAMES = """figure => {
    const kept = document.getElementById(figure.dataset.chart), data = JSON.parse(kept.textContent);
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `14px ${getComputedStyle(figure).fontFamily}`;
    const place = (figure.querySelector("[data-canvas]").clientWidth - 24) / data.categories.length;
    data.categories = data.categories.map((_, at) => {
        let name = `${at}`;
        while (pen.measureText(`${name}i`).width < place - 12) name += "i";
        return name;
    });
    kept.textContent = JSON.stringify(data);
}"""
"""Names that just have the room in their places, in any typeface."""

DRAWN_NAMES = """async figure => {
    const { init } = await import(figure.dataset.library);
    const drawn = init(figure.querySelector("[data-canvas]")).getZr().storage.getDisplayList(true);
    return drawn.filter(one => one.type === "tspan" && /^\\di+$/.test(one.style.text)).length;
}"""


def soon(page: Page, holds: Callable[[], bool]) -> bool:
    """Whether it comes to hold, however long a busy machine takes to draw."""
    for _ in range(60):
        if holds():
            return True
        page.wait_for_timeout(200)
    return holds()


def changed_before_it_is_drawn(person: Visitor, address: str, figures: str, change: str) -> Locator:
    """The first of a page's figures, drawn from what it holds after a change: the library is kept back meanwhile."""
    held: list[Route] = []

    def kept_back(route: Route) -> None:
        held.append(route)

    person.page.route("**/vendor/echarts/**", kept_back)
    person.go(address)
    figure = person.page.locator(figures).first
    assert soon(person.page, lambda: bool(held))
    figure.evaluate(change)
    held[0].continue_()
    figure.scroll_into_view_if_needed()
    figure.locator("canvas").first.wait_for()
    return figure


def a_year_of_hours(months: int = 12) -> HoursRecord:
    """Twelve months with figures too wide for the bars of a phone."""
    world, first = make_service(language="en"), timezone.localdate().replace(day=1)
    for _month in range(months):
        row = HoursRecord(assignment=world.service, month=first, hours=Decimal("163.5"), state="verified")
        row.save()
        first = (first - timedelta(days=1)).replace(day=1)
    return row


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("phone", [True, False])
def test_a_year_of_hours_is_drawn_within_its_frame(visitor: Arrive, language: str, phone: bool) -> None:
    row = a_year_of_hours()
    person = visitor(account=row.assignment.account, phone=phone, language=language)
    person.go("/")
    canvas = person.page.locator("[data-canvas] canvas").first
    canvas.scroll_into_view_if_needed()
    canvas.wait_for()
    assert soon(person.page, lambda: canvas.evaluate(INK)["picture"])
    person.page.wait_for_timeout(300)
    assert canvas.evaluate(INK) == {"left": False, "right": False, "picture": True}


def test_each_month_has_its_name_where_all_have_the_room(visitor: Arrive) -> None:
    row = a_year_of_hours(6)
    person = visitor(account=row.assignment.account)
    person.page.set_viewport_size({"width": 960, "height": 900})
    figure = changed_before_it_is_drawn(person, "/", "figure.mg-chart", WIDE_NAMES)
    assert soon(person.page, lambda: figure.evaluate(DRAWN_NAMES) == 6), figure.evaluate(DRAWN_NAMES)


def test_what_the_pointer_brings_up_stays_under_it_and_goes_with_escape(visitor: Arrive) -> None:
    """WCAG 2.2, 1.4.13: what appears on hover is dismissed by a key, and can be pointed at."""
    row = a_year_of_hours()
    person = visitor(account=row.assignment.account, phone=True)
    person.go("/")
    page, canvas = person.page, person.page.locator("[data-canvas] canvas").first
    canvas.scroll_into_view_if_needed()
    assert soon(page, lambda: canvas.evaluate(INK)["picture"])
    box = canvas.bounding_box()
    assert box is not None

    def now() -> str:
        return str(canvas.evaluate("canvas => canvas.toDataURL()"))

    def drawn() -> str:
        """What is drawn when nothing changes any more."""
        before, after = "", now()
        for _ in range(60):
            if before == after:
                break
            page.wait_for_timeout(300)
            before, after = after, now()
        return after

    bare, middle = drawn(), box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 0.7 * box["height"])
    assert soon(page, lambda: now() != bare)
    told = drawn()
    page.mouse.move(middle, box["y"] + 34)  # up, onto what has appeared
    page.wait_for_timeout(300)
    assert drawn() == told
    page.keyboard.press("Escape")
    assert soon(page, lambda: now() == bare)


def test_a_picture_beside_a_taller_one_fills_its_card_and_names_whose_the_stages_are_once(visitor: Arrive) -> None:
    person = visitor()
    person.page.set_viewport_size({"width": 1280, "height": 900})
    person.go("/design")
    figure = person.page.locator("figure.mg-chart", has=person.page.locator("[data-canvas].mg-chart-bar")).first
    figure.scroll_into_view_if_needed()
    figure.locator("canvas").first.wait_for()
    canvas = figure.locator("[data-canvas]")
    usual = canvas.evaluate("node => node.clientHeight")
    assert usual >= 6 * 36  # four bars, and a line for each of two groups
    figure.evaluate("node => { node.style.blockSize = '40rem'; }")
    assert soon(person.page, lambda: usual < canvas.evaluate("node => node.clientHeight") <= 640)
    figure.evaluate("node => { node.style.blockSize = ''; }")
    assert soon(person.page, lambda: canvas.evaluate("node => node.clientHeight") == usual)
    assert figure.locator("th[scope=rowgroup]").count() == 2


def test_names_of_several_lines_beside_bars_on_a_phone_have_the_height_they_take(visitor: Arrive) -> None:
    person = visitor(phone=True)
    many = """node => {
        const kept = document.getElementById(node.dataset.chart), data = JSON.parse(kept.textContent);
        const name = "Beauftragte für den Schutz personenbezogener Daten in Einrichtungen der Gemeinde";
        data.categories = data.categories.map((_, at) => `${at} ${name} ${name} ${name}`);
        kept.textContent = JSON.stringify(data);
    }"""
    figure = changed_before_it_is_drawn(person, "/design", "figure.mg-chart:has(.mg-chart-bar)", many)
    # [its top, its bottom] of each name as it is drawn, whatever the typeface.
    names = figure.evaluate("""async node => {
        const { init } = await import(node.dataset.library);
        const drawn = init(node.querySelector("[data-canvas]")).getZr().storage.getDisplayList(true);
        const whole = new Map();
        for (const line of drawn.filter(one => one.type === "tspan" && one.parent)) {
            const box = line.getBoundingRect().clone();
            if (line.transform) box.applyTransform(line.transform);
            const [top, bottom] = whole.get(line.parent) ?? [Infinity, -Infinity];
            whole.set(line.parent, [Math.min(top, box.y), Math.max(bottom, box.y + box.height)]);
        }
        return [...whole].filter(([text]) => text.style.text?.includes("Gemeinde")).map(([, ends]) => ends);
    }""")
    assert len(names) == 4
    for (_, bottom), (top, _) in itertools.pairwise(sorted(names)):
        assert bottom <= top


def test_opening_the_numbers_beneath_one_picture_leaves_those_beside_it_as_high_as_they_are(visitor: Arrive) -> None:
    person = visitor()
    person.page.set_viewport_size({"width": 1280, "height": 900})
    person.go("/design")
    figures = person.page.locator("figure.mg-chart")
    first, second = figures.nth(0), figures.nth(1)
    first.scroll_into_view_if_needed()
    first.locator("canvas").first.wait_for()
    second.locator("canvas").first.wait_for()
    high = "node => node.clientHeight"
    usual = second.locator("[data-canvas]").evaluate(high)
    first.locator(".mg-chart-numbers > summary").click()
    second.evaluate("node => { node.style.blockSize = '60rem'; }")
    assert second.locator("[data-canvas]").evaluate(high) == usual
    first.locator(".mg-chart-numbers > summary").click()
    assert soon(person.page, lambda: second.locator("[data-canvas]").evaluate(high) > usual)


NAMED_AND_PATTERNED = """async figure => {
    const { init } = await import(figure.dataset.library);
    const drawn = init(figure.querySelector("[data-canvas]")).getZr().storage.getDisplayList(true);
    const names = JSON.parse(document.getElementById(figure.dataset.chart).textContent).series.map(one => one.name);
    const words = drawn.filter(one => one.type === "tspan").map(one => one.style.text).join(" ").split(/\\s+/);
    const named = names.join(" ").split(" ").every(word => words.includes(word));
    return {names: named, patterns: drawn.some(one => one.style.decal)};
}"""


@pytest.mark.parametrize("phone", [True, False])
def test_several_rows_of_numbers_are_named_where_they_end_and_told_apart_on_paper(visitor: Arrive, phone: bool) -> None:
    person = visitor(phone=phone)
    person.go("/design")
    figure = person.page.locator(".mg-chart").last
    figure.scroll_into_view_if_needed()
    figure.locator("canvas").first.wait_for()
    assert figure.evaluate(NAMED_AND_PATTERNED) == {"names": True, "patterns": False}
    inked = figure.locator("canvas").first.evaluate(INK)
    assert not inked["left"] and not inked["right"]
    person.page.emulate_media(media="print")
    assert soon(person.page, lambda: bool(figure.evaluate(NAMED_AND_PATTERNED)["patterns"]))


HUES_DRAWN = """async figure => {
    const { init } = await import(figure.dataset.library);
    const drawn = init(figure.querySelector("[data-canvas]")).getZr().storage.getDisplayList(true);
    const style = getComputedStyle(figure), hues = [1, 2, 3].map(at => style.getPropertyValue(`--mg-hue-${at}`).trim());
    const bars = drawn.filter(one => one.type === "rect" && hues.includes(one.style.fill));
    return [...new Set(bars.map(one => one.style.fill))].map(fill => hues.indexOf(fill) + 1);
}"""


@pytest.mark.parametrize("dark", [True, False])
def test_several_rows_of_numbers_are_drawn_in_the_hues_of_pictures_in_their_order(visitor: Arrive, dark: bool) -> None:
    person = visitor(dark=dark)
    person.go("/design")
    figure = person.page.locator(".mg-chart").last
    figure.scroll_into_view_if_needed()
    figure.locator("canvas").first.wait_for()
    assert soon(person.page, lambda: figure.evaluate(HUES_DRAWN) == [1, 2, 3])
