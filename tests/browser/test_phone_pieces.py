"""Pieces that once were too tall, cut in two, lost or in the wrong place: how far they reach is measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.browser.people import Visitor
from tests.factories import make_administrator, make_description, make_officer, make_organisation, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
BOX = "node => { const box = node.getBoundingClientRect(); return [box.left, box.right, box.top, box.bottom]; }"
WHERE = """node => {
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  return [box.left, box.right, box.top, box.bottom];
}"""


LONG = "Bürgerbeteiligungskoordinationsassistentin"


def _box(person: Visitor, selector: str, how: str = BOX) -> list[float]:
    found: Any = person.page.locator(selector).first.evaluate(how)
    return [float(value) for value in found]


@pytest.mark.parametrize("phone", [True, False])
def test_the_search_of_an_officer_is_one_line_tall(visitor: Arrive, phone: bool) -> None:
    person = visitor(account=make_officer(), phone=phone)
    person.go("/search")
    for selector in ("main input[name=q]", "main form[role=search] button"):
        _left, _right, top, bottom = _box(person, selector)
        assert 40 <= bottom - top <= 60


@pytest.mark.parametrize("path", ["/organisations", "/opportunities", "/"])
def test_the_word_on_a_button_is_never_broken_in_chinese(visitor: Arrive, path: str) -> None:
    make_organisation()
    person = visitor(phone=True, language="zh-hans")
    person.go(path)
    _left, _right, top, bottom = _box(person, "main form[role=search] button", WHERE)
    assert bottom - top < 32


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_what_stands_in_a_cell_stays_beside_its_label_on_a_phone(visitor: Arrive, direction: str) -> None:
    person = visitor(phone=True)
    person.go("/design")
    row = (
        '<tr><th scope="row">Air</th>'
        '<td data-label="Thing" id="cell"><a href="#">Description</a> <code>q7</code></td></tr>'
    )
    place = ".mg-table:not(.mg-table-plain, .mg-table-brief) tbody"
    person.page.locator(place).first.evaluate("(node, row) => node.insertAdjacentHTML('beforeend', row)", row)
    person.page.evaluate(f"document.documentElement.dir = '{direction}'")
    starts, ends, top, _bottom = _box(person, "#cell")
    code = _box(person, "#cell code")
    far = ends - code[1] if direction == "rtl" else code[0] - starts
    assert far > 100
    assert code[2] >= top - 1


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_row_of_a_list_is_its_name_with_its_state_beside_it_and_few_quiet_lines(
    visitor: Arrive, direction: str
) -> None:
    make_description(state="draft", texts={"en": "Officer"})
    person = visitor(account=make_officer(), phone=True)
    person.go("/descriptions?state=draft")
    person.page.evaluate(f"document.documentElement.dir = '{direction}'")
    name, state = _box(person, "tbody th a"), _box(person, "tbody td .mg-state")
    assert state[2] < name[3] and name[2] < state[3]
    assert (state[1] <= name[0] or name[1] <= state[0]) and (state[0] < name[0]) is (direction == "rtl")
    _left, _right, top, bottom = _box(person, "tbody tr")
    assert bottom - top < 190


def test_in_a_page_read_from_the_right_figures_still_stand_digit_under_digit(visitor: Arrive) -> None:
    person = visitor()
    person.go("/design")
    person.page.evaluate("document.documentElement.dir = 'rtl'")
    shown = "nodes => nodes.map(node => getComputedStyle(node).textAlign + ' ' + getComputedStyle(node).direction)"
    assert set(person.page.locator("td.mg-number").evaluate_all(shown)) == {"start rtl"}


def test_a_state_follows_the_last_word_of_a_title_that_takes_two_lines(visitor: Arrive) -> None:
    long = "Assistant for early warning of floods along the upper reaches of the river and its tributaries"
    description = make_description(state="draft", texts={"en": long})
    for phone in (True, False):
        person = visitor(account=make_officer(), phone=phone)
        person.go(f"/descriptions/{description.ref}")
        words = person.page.locator("h1").evaluate(
            "node => [...node.getClientRects()].map(box => [box.right, box.bottom])"
        )
        left, _right, _top, bottom = _box(person, ".mg-head-title .mg-state")
        assert len(words) > 1
        after = left - words[-1][0]
        assert 0 <= after < 40 or bottom > words[-1][1]


def test_a_card_leaves_out_what_a_table_needs_a_dash_for(visitor: Arrive) -> None:
    make_description(state="draft", officer=None)
    for phone in (True, False):
        person = visitor(account=make_officer(), phone=phone)
        person.go("/descriptions?state=draft")
        assert person.page.locator("td.mg-nothing").count() > 0
        assert person.page.locator("td.mg-nothing").first.is_visible() is not phone


def test_a_number_of_a_target_reads_from_the_left_where_the_page_reads_from_the_right(visitor: Arrive) -> None:
    description = make_description()
    person = visitor(phone=True)
    person.go("/design")
    person.page.evaluate(f"""() => {{
      document.documentElement.dir = "rtl";
      const piece = '<p><span class="mg-code" id="piece">{description.number}</span> 中文</p>';
      document.querySelector("main").insertAdjacentHTML("beforeend", piece);
    }}""")
    style = "node => [getComputedStyle(node).direction, getComputedStyle(node).unicodeBidi]"
    assert person.page.locator("#piece").evaluate(style) == ["ltr", "isolate"]


def test_the_tab_one_stands_on_is_not_cut_off(visitor: Arrive) -> None:
    description = make_description(state="sourcing")
    for language in ("en", "zh-hans"):
        person = visitor(account=make_officer(), phone=True, language=language)
        person.page.set_viewport_size({"width": 320, "height": 640})
        person.go(f"/descriptions/{description.ref}/criteria")
        bar, tab = _box(person, ".mg-tabs"), _box(person, ".mg-tabs [aria-current]")
        assert bar[0] - 1 <= tab[0] and tab[1] <= bar[1] + 1


def test_what_opens_the_languages_and_the_account_has_a_name_on_a_phone(visitor: Arrive) -> None:
    person = visitor(account=make_officer(), phone=True)
    person.go("/about")
    for summary in person.page.locator(".mg-top-tools details:visible > summary").all():
        assert summary.evaluate("node => node.getAttribute('aria-label') || node.innerText.trim()")


def test_the_menu_of_an_officer_stands_on_one_line(visitor: Arrive) -> None:
    officer = make_officer()
    for language in ("en", "zh-hans"):
        person = visitor(account=officer, language=language)
        person.go("/about")
        _left, _right, top, bottom = _box(person, ".mg-menu > ul")
        assert bottom - top < 60


def test_on_paper_the_facts_of_a_description_stand_and_nothing_that_can_be_pressed(visitor: Arrive) -> None:
    description = make_description(state="submitted")
    person = visitor(account=make_officer())
    person.go(f"/descriptions/{description.ref}")
    assert person.page.locator(".mg-aside .btn:visible").count() > 0
    person.page.emulate_media(media="print")
    assert person.reads(description.number)
    assert not any(button.is_visible() for button in person.page.locator("button, .btn").all())


def test_tasks_of_a_description_are_a_list_where_each_has_a_line(visitor: Arrive) -> None:
    description = make_description()
    description.texts.update(tasks="Visit six neighbours\nTell the coordinator", results="One map")
    person = visitor(account=make_officer())
    person.go(f"/descriptions/{description.ref}")
    assert person.page.locator(".ds-words li").all_inner_texts() == ["Visit six neighbours", "Tell the coordinator"]
    assert person.reads("One map")


def test_the_steps_of_a_profile_take_one_line_of_a_phone_and_keep_their_names(visitor: Arrive) -> None:
    person = visitor(account=make_volunteer(), phone=True)
    person.go("/profile/skills")
    _left, right, top, bottom = _box(person, ".mg-steps ol")
    assert bottom - top < 50
    assert right <= 390
    assert "About you" in person.page.locator(".mg-steps a").first.inner_text()


def test_a_form_lies_on_a_sheet_at_a_desk_and_uses_the_whole_width_of_a_phone(visitor: Arrive) -> None:
    account = make_volunteer()
    for phone, ground in ((False, "rgb(255, 255, 255)"), (True, "rgba(0, 0, 0, 0)")):
        person = visitor(account=account, phone=phone)
        person.go("/profile/about")
        form = person.page.locator("main form[data-autosave]")
        assert form.evaluate("node => getComputedStyle(node).backgroundColor") == ground


def test_a_name_of_many_letters_stays_within_its_button_and_its_table(visitor: Arrive) -> None:
    person = visitor(phone=True)
    person.go("/design")
    name = "Wolfeschlegelsteinhausenbergerdorffoberhauptwachtmeister"
    card = f'<li class="mg-person"><form><button class="btn btn-quiet">Go in as {name}</button></form></li>'
    person.page.locator(".mg-people").first.evaluate("(node, card) => node.insertAdjacentHTML('beforeend', card)", card)
    assert not person.scrolls_sideways()
    left, right, _top, _bottom = _box(person, ".mg-person form .btn", WHERE)
    assert left >= 16
    assert right <= 390 - 16


def test_all_of_a_page_that_opens_has_the_same_sign_and_lets_its_words_wrap(visitor: Arrive) -> None:
    person = visitor(phone=True)
    person.go("/design")
    summary = f"<summary><strong>{LONG}</strong><br>To {LONG}@example.org</summary>"
    card = f'<details class="mg-card">{summary}<p>Words</p></details>'
    person.page.locator(".mg-stack").first.evaluate("(node, card) => node.insertAdjacentHTML('afterbegin', card)", card)
    assert not person.scrolls_sideways()
    signs = "nodes => nodes.map(node => getComputedStyle(node, '::before').content)"
    found = person.page.locator("details.mg-card > summary").evaluate_all(signs)
    assert len(found) >= 3
    assert len(set(found)) == 1


def test_no_card_stands_alone_in_its_row(visitor: Arrive) -> None:
    person = visitor()
    person.go("/design")
    cards = person.page.locator(".mg-cards").first
    alone = """([node, most]) => {
      const found = [];
      for (node.replaceChildren(); node.children.length < most; ) {
        node.insertAdjacentHTML('beforeend', '<li class="mg-card">A card</li>');
        const [last, before] = [...node.children].reverse();
        const row = card => card.getBoundingClientRect().top;
        const fills = last.getBoundingClientRect().width > node.getBoundingClientRect().width - 2;
        if (before && row(last) !== row(before) && !fills) found.push(node.children.length);
      }
      return found;
    }"""
    for width in (640, 1000, 1280):
        person.page.set_viewport_size({"width": width, "height": 800})
        assert person.page.evaluate(alone, [cards.element_handle(), 12]) == []


def test_what_sorts_a_table_is_seen_and_pressed_on_a_phone(visitor: Arrive) -> None:
    person = visitor(account=make_administrator(), phone=True)
    person.go("/people")
    link = person.page.get_by_role("link", name="Name", exact=True)
    left, right, top, bottom = _box(person, "main thead a")
    assert left >= 0
    assert min(right - left, bottom - top) >= 44
    link.click()
    person.page.wait_for_url("**/people?sort=name")


def test_the_head_of_a_long_table_stays_in_sight_while_the_page_scrolls(visitor: Arrive) -> None:
    for number in range(30):
        make_description(state="draft", texts={"en": f"Officer {number}"})
    person = visitor(account=make_officer())
    person.go("/descriptions?state=draft")
    person.page.wait_for_selector(".mg-table-wrap[data-whole]")
    person.page.evaluate("window.scrollTo(0, document.querySelector('tbody tr:nth-child(12)').offsetTop + 400)")
    _left, _right, top, bottom = _box(person, "thead th")
    assert (top, bottom > 20) == (0, True)
    person.page.set_viewport_size({"width": 1000, "height": 700})
    person.page.evaluate("document.querySelector('tbody th').style.minInlineSize = '1500px'")
    person.page.wait_for_selector(".mg-table-wrap:not([data-whole])")
    assert not person.scrolls_sideways()


def test_two_links_in_one_cell_are_each_wide_enough_to_be_pressed(visitor: Arrive) -> None:
    person = visitor()
    person.go("/design")
    row = '<tr><td id="cell"><a href="#">il</a> <a href="#"><code>q</code></a></td></tr>'
    place = ".mg-table:not(.mg-table-plain, .mg-table-brief) tbody"
    person.page.locator(place).first.evaluate("(node, row) => node.insertAdjacentHTML('beforeend', row)", row)
    widths = person.page.locator("#cell a").evaluate_all("nodes => nodes.map(node => node.offsetWidth)")
    assert min(widths) >= 24
