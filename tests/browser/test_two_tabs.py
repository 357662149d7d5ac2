"""Two tabs of one profile: each keeps what is typed in it, and the second writer of one field is told and decides."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.hands import Hand
from tests.browser.people import Visitor
from tests.factories import make_description, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.people.models import Account, Profile

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]


def saved(account: Account) -> Profile:
    return Profile.objects.get(account=account)


def type_into(page: Page, label: str, words: str, *, answer: str = "kept") -> None:
    """Type, and wait for what the page says of it."""
    page.evaluate("document.querySelector('.mg-kept').dataset.kept = ''")
    page.get_by_label(label, exact=True).fill(words)
    expect(page.locator(".mg-kept")).to_have_attribute("data-kept", answer)


def two_tabs(visitor: Arrive) -> tuple[Hand, Page, Page]:
    account = make_volunteer()
    hand = Hand(account=account, visitor=visitor(account=account))
    hand.open("/profile/about")
    other = hand.visitor.context.new_page()
    other.goto(hand.page.url)
    return hand, hand.page, other


def test_two_tabs_lose_nothing_and_the_second_writer_decides(visitor: Arrive) -> None:
    hand, one, two = two_tabs(visitor)
    for words in ("+86 10 1234 5", "+86 10 1234 56", "+86 10 1234 567"):
        type_into(one, "Phone", words)
        type_into(two, "City where you live", f"Dali {len(words)}")
    profile = saved(hand.account)
    assert (profile.phone, profile.residence_city) == ("+86 10 1234 567", "Dali 15")
    type_into(two, "Phone", "+86 20 7654 321", answer="stale")
    said = two.get_by_role("alert")
    expect(said).to_contain_text("Somebody else changed this in the meantime.")
    expect(said).to_be_focused()
    assert said.bounding_box()["y"] < two.locator("#id_name").bounding_box()["y"]  # type: ignore[index]
    assert saved(hand.account).phone == "+86 10 1234 567"
    with two.expect_navigation():
        two.get_by_role("button", name="Save and go on").click()
    expect(two.locator("main")).to_contain_text("It now says: +86 10 1234 567.")
    expect(two.get_by_label("Phone", exact=True)).to_have_value("+86 20 7654 321")
    with two.expect_navigation():
        two.get_by_role("button", name="Save and go on").click()
    two.wait_for_url("**/profile/languages")
    assert saved(hand.account).phone == "+86 20 7654 321"
    hand.visitor.complaints.clear()  # 409, as it should


def test_a_connection_lost_after_saving_is_no_change_of_somebody_else(visitor: Arrive) -> None:
    hand, one, two = two_tabs(visitor)
    two.close()

    def save_but_lose_the_answer(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    one.route("**/profile/about", save_but_lose_the_answer)
    type_into(one, "Phone", "+86 10 1234 5", answer="offline")
    assert saved(hand.account).phone == "+86 10 1234 5"
    one.unroute("**/profile/about")
    type_into(one, "Phone", "+86 10 1234 56")
    assert saved(hand.account).phone == "+86 10 1234 56"
    hand.visitor.complaints.clear()


def test_words_kept_offline_do_not_write_over_what_another_device_saved(visitor: Arrive) -> None:
    hand, one, two = two_tabs(visitor)
    two.close()
    hand.visitor.context.set_offline(True)
    type_into(one, "Phone", "+86 10 1111 1111", answer="offline")
    one.goto("about:blank")
    one.close()
    profile = saved(hand.account)
    profile.phone = "+86 20 2222 2222"
    profile.save()
    hand.visitor.context.set_offline(False)
    hand.visitor.page = hand.visitor.context.new_page()
    hand.open("/profile/about")
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "stale")
    expect(hand.page.get_by_label("Phone", exact=True)).to_have_value("+86 10 1111 1111")
    assert saved(hand.account).phone == "+86 20 2222 2222"
    hand.visitor.complaints.clear()


def test_the_steps_of_a_profile_are_ticked_as_one_types(visitor: Arrive) -> None:
    account = make_volunteer()
    Profile.objects.filter(account=account).update(available_from=None)
    hand = Hand(account=account, visitor=visitor(account=account))
    hand.open("/profile/availability")
    step = hand.page.locator(".mg-steps [aria-current=step]")
    expect(step).not_to_contain_text("done")
    type_into(hand.page, "Available from required", "2099-01-01")
    expect(step).to_contain_text("done")


def test_who_signs_in_in_another_tab_finds_the_first_one_whole_at_the_next_press_and_when_going_back(
    visitor: Arrive,
) -> None:
    for track in ("online", "national"):
        refresh_opportunity(make_description(track=track))
    person = visitor()
    page = person.page
    page.goto("/opportunities")
    choice = page.locator(".mg-facet a[href*='track=online']").first
    sheet = page.locator("link[href*='forms']")
    choice.click()
    page.wait_for_url("**track=online*")
    expect(page.locator(".mg-sign-in")).to_be_visible()
    expect(sheet).to_have_count(0)
    account = make_volunteer()
    person.sign_in(account)
    page.locator(".op-chip").first.click()
    expect(page.locator("body")).to_have_attribute("data-reader", account.ref)
    expect(sheet).to_have_count(1)
    assert not page.url.endswith("track=online")
    choice.click()
    page.wait_for_url("**track=online*")
    page.go_back()
    expect(page.locator(".op-chip")).to_have_count(0)
    expect(sheet).to_have_count(1)
    assert person.page.locator(".mg-waiting").count() == 1
