"""In a browser without scripts, on a phone: what is typed of a long list is chosen, what goes is asked about first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests import factories as make
from tests.browser.people import Visitor

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.people.models import Occupation

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]


def test_an_occupation_of_which_several_fit_is_chosen_with_one_tap(visitor: Arrive) -> None:
    for code, title in (("2221", "Nursing professionals"), ("3221", "Nursing associates")):
        Occupation.objects.create(code=code, level=4, title=title, search_text=f"\n{title.lower()}\n\t")
    account = make.make_volunteer()
    page = visitor(account=account, phone=True, javascript=False).page
    page.goto("/profile/experience")
    for label, words in (
        ("What you were", "Nurse"),
        ("Where you worked or helped", "A clinic"),
        ("From", "2022-01-01"),
    ):
        page.get_by_label(label).first.fill(words)
    page.get_by_label("Occupation").fill("nursing")
    page.get_by_role("button", name="Add experience").click()
    page.get_by_role("group", name="Which one do you mean?").get_by_label("3221 Nursing associates").check()
    page.get_by_role("button", name="Add experience").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert account.profile.experience.get(title="Nurse").occupation_id == "3221"


def test_an_entry_leaves_the_profile_at_the_second_press(visitor: Arrive) -> None:
    account = make.make_volunteer(languages={"fr": "B1"})
    page = visitor(account=account, phone=True, javascript=False).page
    page.goto("/profile/languages")
    page.locator("summary", has_text="Remove").click()
    expect(page.get_by_text("To have it back you would write it again.")).to_be_visible()
    assert account.profile.languages.count() == 1
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("Removed from your profile.")).to_be_visible()
    assert not account.profile.languages.exists()


def test_what_is_wrong_in_a_row_has_the_width_of_a_phone_to_say_so(visitor: Arrive) -> None:
    description = make.make_description(state="draft")
    payers = [make.make_organisation(name=name, is_funder=True) for name in ("A payer", "Another payer")]
    person = visitor(account=make.make_focal_point(description.host), phone=True, javascript=False)
    page = person.page
    page.goto(f"/descriptions/{description.ref}/edit/funding")
    page.get_by_label("Paid jointly").check()
    for number, (payer, share) in enumerate(zip(payers, ("60", "30"), strict=True)):
        page.locator(f"[name=shares-{number}-funder]").select_option(str(payer.pk))
        page.locator(f"[name=shares-{number}-percent]").fill(share)
    page.get_by_role("button", name="Save and add another").click()
    wrong = page.locator(".ds-inline > .mg-field-wrong")
    expect(wrong).to_contain_text("The shares add up to 90 %")
    assert wrong.evaluate("node => node.offsetWidth > 0.9 * node.parentElement.offsetWidth")
    expect(page.locator("[name=shares-2-funder]")).to_be_visible()
    assert not person.scrolls_sideways()


def test_what_was_found_begins_on_the_first_screen_of_a_phone(visitor: Arrive) -> None:
    for country in ("CN", "KE"):
        refresh_opportunity(make.make_description(texts={"en": f"Counter of cranes in {country}"}, country=country))
    page = visitor(phone=True, javascript=False).page
    page.goto("/opportunities")
    first = page.locator(".op-card h2").first.bounding_box()
    height = page.viewport_size
    assert first is not None and height is not None
    assert first["y"] < height["height"]
    box, last = page.locator(".op-facets-body"), page.locator(".mg-facet[open] > ul a").last
    last.focus()
    place, frame = last.bounding_box(), box.bounding_box()
    assert place is not None and frame is not None
    assert place["y"] + place["height"] <= frame["y"] + frame["height"] + 1  # the keyboard brings it into view


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_way_in_stands_on_one_line_of_a_phone(visitor: Arrive, language: str) -> None:
    person = visitor(phone=True, javascript=False, language=language)
    person.page.goto("/opportunities")
    lines = """node => {
        const all = document.createRange();
        all.selectNodeContents(node);
        return all.getClientRects().length;
    }"""
    assert person.page.locator(".mg-sign-in").evaluate(lines) == 1
    assert not person.scrolls_sideways()
