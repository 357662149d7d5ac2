"""A page that keeps what one types: what is chosen while the next page is on its way undoes nothing and is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.cast import skill
from tests.browser.hands import Hand
from tests.browser.line import line_to
from tests.browser.people import Visitor
from tests.factories import make_city, make_volunteer

from minga.core.finding import search_text
from minga.people.models import Account, Occupation, Skill

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
ADDED, TICKED, EARLIER = "keep records of measurements", "count cranes", "mend nets"


def common(title: str) -> None:
    Skill.objects.create(
        code=f"test:{title}", title=title, titles={"en": title}, alternatives=search_text([title]), is_common=True
    )


def skills_step(visitor: Arrive) -> Hand:
    """A volunteer before the boxes of skills, one of which is ticked already."""
    skill()
    common(TICKED)
    common(EARLIER)
    account = make_volunteer()
    account.profile.skills.add(Skill.objects.get(title=EARLIER))
    hand = Hand(account=account, visitor=visitor(account=account, phone=True))
    hand.open("/profile/skills")
    return hand


def press_and_choose_at_once(hand: Hand, box: str) -> None:
    """Press the button that adds a skill, and another box before the page it leads to has come."""
    hand.write("Another skill", ADDED)
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "kept")
    with hand.page.expect_navigation():
        hand.page.evaluate(
            """words => {
                document.querySelector("button[name=add]").click();
                const labels = [...document.querySelectorAll("main label")];
                labels.find(label => label.textContent.includes(words)).click();
            }""",
            box,
        )
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "kept")


def has(account: Account) -> list[str]:
    return sorted(account.profile.skills.values_list("title", flat=True))


def test_a_box_ticked_while_the_added_skill_is_on_its_way_takes_nothing_off(visitor: Arrive) -> None:
    hand = skills_step(visitor)
    press_and_choose_at_once(hand, TICKED)
    expect(hand.page.get_by_label(TICKED)).to_be_checked()
    expect(hand.page.get_by_label(ADDED)).to_be_checked()
    assert has(hand.account) == sorted([ADDED, TICKED, EARLIER])


def test_a_box_emptied_while_the_page_is_on_its_way_stays_empty(visitor: Arrive) -> None:
    hand = skills_step(visitor)
    press_and_choose_at_once(hand, EARLIER)
    assert has(hand.account) == [ADDED]


def test_what_another_device_saved_meanwhile_is_not_taken_off_by_a_closed_tab(visitor: Arrive) -> None:
    hand = skills_step(visitor)
    hand.visitor.context.set_offline(True)
    hand.tick(TICKED)
    hand.page.goto("about:blank")  # a tab that is merely closed may live on for a moment, and send once it is online
    hand.page.close()
    hand.account.profile.skills.add(Skill.objects.get(title=ADDED))
    hand.account.profile.save()
    hand.visitor.context.set_offline(False)
    hand.visitor.page = hand.visitor.context.new_page()
    hand.open("/profile/skills")
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "kept")
    assert has(hand.account) == sorted([ADDED, TICKED, EARLIER])
    hand.visitor.complaints.clear()


def test_what_one_person_typed_without_a_connection_never_reaches_the_form_of_another(visitor: Arrive) -> None:
    """Two people share a phone: the first loses the connection and goes, the second signs in."""
    first, second = make_volunteer(), make_volunteer()
    hand = Hand(account=first, visitor=visitor(account=first, phone=True))
    hand.open("/profile/about")
    hand.visitor.context.set_offline(True)
    hand.write("About you", "Known to nobody but me.")
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "offline")
    hand.page.goto("about:blank")
    hand.visitor.context.set_offline(False)
    hand.visitor.sign_in(second)
    hand.open("/profile/about")
    expect(hand.field("About you")).to_have_value("")
    expect(hand.page.locator(".mg-kept")).to_have_text("")
    hand.visitor.sign_in(first)
    hand.open("/profile/about")
    expect(hand.field("About you")).to_have_value("Known to nobody but me.")
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "kept")
    second.profile.refresh_from_db()
    assert second.profile.about == ""
    hand.visitor.complaints.clear()


def test_a_choice_among_what_fits_is_there_again_after_a_broken_line(visitor: Arrive) -> None:
    """Of the answer that asked for the choice as well: what stood in it as it was typed first is not forgotten."""
    for code, title in (("2221", "Nursing professionals"), ("3221", "Nursing associates")):
        Occupation.objects.create(code=code, level=4, title=title, search_text=f"\n{title.lower()}\n\t")
    person = visitor(account=make_volunteer(), phone=True)
    page = person.page
    press = page.get_by_role("button", name="Add experience")
    with line_to(person.site) as line:
        path = f"{line.url}/profile/experience"
        page.goto(path)
        page.get_by_label("What you were").fill("Nurse")
        page.get_by_label("Occupation").fill("nursing")
        press.click()
        page.get_by_label("3221 Nursing associates").check()
        line.lets = 0
        press.click()
        expect(press).to_have_count(0)
        line.lets = None
        page.goto(f"{line.url}/profile")
        page.goto(path)
        expect(page.get_by_text("What you typed before is back.")).to_be_visible()
        expect(page.get_by_label("What you were")).to_have_value("Nurse")
        expect(page.get_by_label("Occupation")).to_have_value("3221 Nursing associates")
        page.get_by_label("Where you worked or helped").fill("A clinic")
        page.get_by_label("From").first.fill("2022-01-01")
        press.click()
        expect(page.get_by_text("Saved.")).to_be_visible()
    assert person.page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('held:'))") == []
    person.complaints.clear()


def test_a_choice_among_what_fits_is_kept_by_a_form_that_keeps_itself(visitor: Arrive) -> None:
    for country in ("PE", "KE"):
        make_city(country=country, name="Santa Rosa")
    account = make_volunteer()
    hand = Hand(account=account, visitor=visitor(account=account, phone=True))
    hand.open("/profile/places")
    hand.write("Add a city", "Santa Rosa")
    hand.page.get_by_role("button", name="Add this city").click()
    expect(hand.page.get_by_role("group", name="Which one do you mean?")).to_be_visible()
    hand.visitor.context.set_offline(True)
    hand.tick("Santa Rosa, PE")
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "offline")
    hand.page.goto("about:blank")
    hand.page.close()
    hand.visitor.context.set_offline(False)
    hand.visitor.page = hand.visitor.context.new_page()
    hand.open("/profile/places")
    expect(hand.field("Add a city")).to_have_value("Santa Rosa, PE")
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", "kept")
    hand.page.get_by_role("button", name="Add this city").click()
    expect(hand.page.get_by_label("Santa Rosa")).to_be_checked()
    assert [city.country_id for city in account.profile.preferred_cities.all()] == ["PE"]
    hand.visitor.complaints.clear()
