"""Where there is little room, another direction or the reader's own colours: the menu, cells of a phone, tabs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser
from tests.browser.people import SMALLEST, Visitor
from tests.factories import make_description, make_officer, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
MENU = """() => {
  const [line, rest] = document.querySelectorAll('.mg-menu ul');
  const shown = [...line.children].map(node => node.offsetTop);
  return [new Set(shown).size, shown.length, rest.children.length, !rest.closest('details').hidden];
}"""


def test_what_of_the_menu_does_not_fit_moves_below_more_and_comes_back(visitor: Arrive) -> None:
    person = visitor(account=make_officer())
    person.go("/search")
    lines, shown, moved, more = person.page.evaluate(MENU)
    assert (lines, moved, more) == (1, 0, False)
    for word in person.page.locator(".mg-menu > ul span").all():
        word.evaluate("node => { node.textContent = 'Koordinationsstellen' }")
    person.page.evaluate("dispatchEvent(new Event('resize'))")
    lines, fewer, moved, more = person.page.evaluate(MENU)
    assert (lines, fewer + moved, more) == (1, shown, True)
    assert fewer < shown
    person.page.locator(".mg-menu-more summary").click()
    assert person.page.locator(".mg-menu-more a").last.is_visible()
    for word in person.page.locator(".mg-menu span").all():
        word.evaluate("node => { node.textContent = 'Orte' }")
    person.page.evaluate("dispatchEvent(new Event('resize'))")
    assert person.page.evaluate(MENU) == [1, shown, 0, False]


@pytest.mark.parametrize("path", ["/search", "/profile/skills", "/about"])
def test_nothing_is_too_wide_at_four_hundred_per_cent(visitor: Arrive, path: str) -> None:
    person = visitor(account=make_officer() if path == "/search" else make_volunteer())
    person.page.set_viewport_size(SMALLEST)
    person.go(path)
    assert person.page.evaluate("document.documentElement.scrollWidth") == SMALLEST["width"]


def test_the_label_of_what_somebody_wrote_stands_where_the_page_begins(visitor: Arrive) -> None:
    person = visitor(phone=True)
    person.go("/design")
    place = ".mg-table:not(.mg-table-plain, .mg-table-brief) tbody"
    row = '<tr><th scope="row">هواء</th><td dir="auto" data-label="القيمة" id="cell">Written in English</td></tr>'
    person.page.locator(place).first.evaluate("(node, row) => node.insertAdjacentHTML('beforeend', row)", row)
    person.page.evaluate("document.documentElement.dir = 'rtl'")
    style = "node => [getComputedStyle(node).direction, getComputedStyle(node).unicodeBidi]"
    assert person.page.locator("#cell").evaluate(style) == ["rtl", "plaintext"]


def test_the_gap_behind_a_label_is_a_sign_of_its_line_and_stands_whichever_way_that_reads(visitor: Arrive) -> None:
    person = visitor(phone=True)
    person.go("/design")
    table = (
        '<table class="mg-table mg-table-brief"><tbody><tr><th scope="row">هواء</th>'
        '<td dir="auto" data-label="操作人" id="cell">周明远</td></tr></tbody></table>'
    )
    person.page.locator("main").evaluate("(node, table) => node.insertAdjacentHTML('beforeend', table)", table)
    person.page.evaluate("document.documentElement.dir = 'rtl'")
    style = "node => { const { content, margin } = getComputedStyle(node, '::before'); return [content, margin]; }"
    assert person.page.locator("#cell").evaluate(style) == ['"操作人\u2002"', "0px"]


def test_the_tab_one_stands_on_is_told_also_in_the_readers_own_colours(chromium: Browser, visitor: Arrive) -> None:
    person = visitor()
    person.page.emulate_media(forced_colors="active")
    person.go("/design")
    tabs = person.page.locator(".mg-tabs a")
    lines = tabs.evaluate_all("nodes => nodes.map(node => getComputedStyle(node).borderBottomColor)")
    here = tabs.evaluate_all("nodes => nodes.map(node => node.hasAttribute('aria-current'))")
    told = {line for line, current in zip(lines, here, strict=True) if current}
    assert told.isdisjoint(line for line, current in zip(lines, here, strict=True) if not current)
    button, other = (
        person.page.locator(f"main .{name}:not(:disabled)").first.evaluate(
            "node => getComputedStyle(node).backgroundColor"
        )
        for name in ("btn-primary", "btn-quiet")
    )
    assert button != other


def test_a_text_and_its_translation_are_equally_tall(visitor: Arrive) -> None:
    post = make_description(state="draft")
    post.texts.update(context="A long story. " * 60)
    person = visitor(account=make_officer())
    person.go(f"/descriptions/{post.ref}/edit/words")
    heights = person.page.locator(".ds-languages").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('textarea')].map(node => node.offsetHeight))"
    )
    pairs = [row for row in heights if row]
    assert max(max(row) for row in pairs) > 130
    assert all(max(row) - min(row) <= 1 for row in pairs)


def test_what_is_ticked_is_told_beside_its_box_whatever_its_language(visitor: Arrive) -> None:
    person = visitor(phone=True)
    person.go("/design")
    option = person.page.locator("main .mg-option").first
    option.evaluate("node => { node.insertAdjacentHTML('beforeend', '<bdi>12.1 Written in English</bdi>') }")
    person.page.evaluate("document.documentElement.dir = 'rtl'")
    assert option.locator("bdi").evaluate("node => getComputedStyle(node).textAlign") == "right"


def test_a_day_in_chinese_does_not_leave_its_last_sign_to_the_next_line(visitor: Arrive) -> None:
    person = visitor(language="zh-hans")
    person.go("/design")
    lines = """time => {
      const cell = document.createElement("div");
      cell.style.inlineSize = "min-content";
      cell.append(time.cloneNode(true));
      document.querySelector("main").append(cell);
      return [cell.textContent.trim(), cell.firstChild.getClientRects().length];
    }"""
    day, count = person.page.locator("main time").first.evaluate(lines)
    assert day.endswith("日")
    assert count == 1
