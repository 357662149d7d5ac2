"""A page that keeps what one types: what is chosen while the next page is on its way undoes nothing and is kept."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.cast import skill
from tests.browser.hands import Hand
from tests.browser.people import Visitor
from tests.factories import make_volunteer

from minga.core.finding import search_text
from minga.people.models import Account, Skill

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
