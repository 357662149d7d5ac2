"""What is printed: what a page says, on as few sheets as it needs, without what can only be pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from tests.browser.people import Visitor
from tests.factories import make_description, make_officer

from minga.assignments.models import Description

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]


def _on_paper(person: Visitor, path: str) -> None:
    person.go(path)
    person.page.emulate_media(media="print")


def test_a_search_is_printed_without_what_narrows_it(visitor: Arrive) -> None:
    person = visitor()
    person.go("/opportunities")
    assert person.page.is_visible(".op-facets")
    _on_paper(person, "/opportunities")
    assert person.page.is_visible(".op-count")
    shown = [place for place in (".op-facets", ".op-search", ".op-bar-ways") if person.page.is_visible(place)]
    assert shown == []


def test_what_is_closed_is_not_printed_and_what_is_open_has_no_sign_to_press(visitor: Arrive) -> None:
    person = visitor()
    person.go("/design")
    closed = person.page.locator("details.mg-look")
    opened = person.page.locator("details.mg-facet").first
    opened.evaluate("node => { node.open = true; }")
    person.page.emulate_media(media="print")
    assert not closed.is_visible()
    assert opened.is_visible()
    assert opened.locator("summary").evaluate("node => getComputedStyle(node, '::after').display") == "none"


def test_the_facts_beside_a_description_stand_three_beside_each_other(visitor: Arrive) -> None:
    description = make_description()
    person = visitor(account=make_officer())
    _on_paper(person, f"/descriptions/{description.ref}")
    columns = "node => getComputedStyle(node).gridTemplateColumns.split(' ').length"
    assert person.page.locator(".mg-aside dl").first.evaluate(columns) == 3


def test_a_table_is_printed_as_wide_as_its_page(visitor: Arrive) -> None:
    make_description()
    person = visitor(account=make_officer())
    person.page.set_viewport_size({"width": 680, "height": 960})
    _on_paper(person, "/candidates")
    assert not person.scrolls_sideways()


def test_a_deadline_is_printed_as_its_day_and_not_as_how_far_off_it_was(visitor: Arrive) -> None:
    description = make_description(state="sourcing")
    closes = timezone.localdate() + timedelta(days=30)
    Description.objects.filter(pk=description.pk).update(closes_on=closes)
    person = visitor()
    person.go(f"/opportunities/{description.ref}")
    words = person.page.locator("[data-on-paper]").first
    assert words.inner_text() == "Closes in 30 days"
    person.page.emulate_media(media="print")
    assert words.evaluate("node => getComputedStyle(node).fontSize") == "0px"
    printed = words.evaluate("node => getComputedStyle(node, '::after').content")
    assert printed == f'"Closes on {date_format(closes)}"'
