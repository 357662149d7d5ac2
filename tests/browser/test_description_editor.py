"""The editor of descriptions in a real browser: kept while one types, and nothing lost to a second person."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests import factories as make
from tests.assignments.description_world import complete_description
from tests.browser.people import Visitor

from minga.assignments.models import DescriptionText

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_type_into_one_description_and_nothing_is_lost(visitor: Callable[..., Visitor]) -> None:
    description = complete_description()
    path = f"/descriptions/{description.ref}/edit/words"
    first, second = (visitor(account=make.make_focal_point(description.host)) for _person in range(2))
    for person in (first, second):
        person.page.goto(f"{person.site}{path}")
    first.page.fill("#id_en-tasks", "Count trees")
    expect(first.page.locator('.mg-kept[data-kept="kept"]')).to_be_visible()
    second.page.fill("#id_en-results", "A map of trees")
    expect(second.page.locator('.mg-kept[data-kept="kept"]')).to_be_visible()
    row = DescriptionText.objects.get(description=description, language="en")
    assert (row.tasks, row.results) == ("Count trees", "A map of trees")
    second.page.fill("#id_en-learning", "Mapping")
    second.page.get_by_role("button", name="Save and close").click()
    second.page.wait_for_url(f"**/descriptions/{description.ref}")
    row.refresh_from_db()
    assert (row.tasks, row.results, row.learning) == ("Count trees", "A map of trees", "Mapping")


def test_how_far_a_description_has_come_moves_as_one_types(visitor: Callable[..., Visitor]) -> None:
    description = complete_description()
    DescriptionText.objects.filter(description=description).update(tasks="")
    person = visitor(account=make.make_focal_point(description.host))
    person.page.goto(f"{person.site}/descriptions/{description.ref}/edit/words")
    meter, step = person.page.locator("[data-progress] .mg-meter"), person.page.locator("[aria-current=step]")
    before = meter.inner_text()
    expect(step).not_to_contain_text("done")
    person.page.fill("#id_en-tasks", "Count trees")
    expect(step).to_contain_text("done")
    assert meter.inner_text() != before


def test_a_seat_is_added_on_a_phone_without_scripts(visitor: Callable[..., Visitor]) -> None:
    description = complete_description()
    person = visitor(account=make.make_focal_point(description.host), phone=True, javascript=False)
    person.page.goto(f"{person.site}/descriptions/{description.ref}/edit/seats")
    person.page.fill("#id_seats-1-city", "Beijing")
    person.page.get_by_role("button", name="Save and add another").click()
    person.page.wait_for_selector("#id_seats-2-city")
    assert description.seats.count() == 2


def test_what_a_page_refused_is_still_there_when_its_writer_comes_back(visitor: Callable[..., Visitor]) -> None:
    description = complete_description()
    description.funding_shares.all().delete()
    funders = [make.make_organisation(name=name, is_funder=True) for name in ("River Fund", "Rain Fund")]
    person = visitor(account=make.make_focal_point(description.host))
    path = f"{person.site}/descriptions/{description.ref}/edit/funding"
    person.page.goto(path)
    person.page.locator("main .mg-option").filter(has_text="Paid jointly").click()
    for place, (funder, percent) in enumerate(zip(funders, ("33.33", "66.66"), strict=True)):
        person.page.select_option(f"#id_shares-{place}-funder", label=funder.name)
        person.page.fill(f"#id_shares-{place}-percent", percent)
    with person.page.expect_navigation():
        person.page.get_by_role("button", name="Save and go on").click()
    expect(person.page.locator("main [role=alert]")).to_contain_text("99.99 %")
    person.page.goto(f"{person.site}/descriptions/{description.ref}")
    person.page.goto(path)
    expect(person.page.locator("#id_shares-1-percent")).to_have_value("66.66")
    person.page.fill("#id_shares-1-percent", "66.67")
    expect(person.page.locator('.mg-kept[data-kept="kept"]')).to_be_visible()
    kept = [str(row) for row in description.funding_shares.order_by("pk")]
    assert kept == ["River Fund 33.33 %", "Rain Fund 66.67 %"]
