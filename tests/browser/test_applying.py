"""Applying on a phone: few presses; whatever the connection does, nothing is lost and one application arrives."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from tests.browser.cast import ready_to_apply
from tests.browser.hands import Hand
from tests.browser.people import Visitor
from tests.factories import make_description, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Application, Description
from minga.core.audit.models import TrailEntry
from minga.people.models import Account

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
TITLE = "Counter of cranes"
WHY = "I know every crane of this lake by its call."


def opportunity() -> Description:
    """A post that is open and can be found."""
    post = make_description(texts={"en": TITLE, "zh-hans": "鹤类计数员"})
    refresh_opportunity(post)
    return post


def applicant(visitor: Arrive) -> tuple[Description, Hand]:
    """Somebody with a finished profile before the page of applying, on a phone."""
    post, account = opportunity(), ready_to_apply(make_volunteer())
    hand = Hand(account=account, visitor=visitor(account=account, phone=True))
    hand.open(f"/opportunities/{post.ref}/apply")
    return post, hand


def tick_both(hand: Hand) -> None:
    for words in (
        "The host entity may see my application when I am shortlisted.",
        "What I say here and in my profile is true.",
    ):
        hand.field(words).check()


def press_send(hand: Hand) -> None:
    hand.page.get_by_role("button", name="Send application", exact=True).click()


def says(hand: Hand, word: str) -> None:
    """What stands beside the form about keeping: kept, offline, unsent, back."""
    expect(hand.page.locator(".mg-kept")).to_have_attribute("data-kept", word)


def sent_once(account: Account) -> None:
    """One application of this person has arrived, sent once, with the words they wrote."""
    application = Application.objects.get(account=account)
    assert (application.state, application.motivation) == ("longlisted", WHY)
    assert TrailEntry.objects.filter(verb="submit_application", target_ref=application.ref).count() == 1


def forget_the_lost_connection(hand: Hand) -> None:
    """The browser notes each request that found no connection; that is what the test is about."""
    assert all("ERR_" in complaint for complaint in hand.visitor.complaints), hand.visitor.complaints
    hand.visitor.complaints.clear()


def test_a_finished_profile_applies_with_six_presses_and_two_fields(visitor: Arrive) -> None:
    opportunity()
    account = ready_to_apply(make_volunteer())
    hand = Hand(account=account, visitor=visitor(account=account, phone=True))
    presses, fields = [], []

    def press(what: Callable[[str], None], name: str) -> None:
        presses.append(name)
        what(name)

    def write(label: str, words: str) -> None:
        fields.append(label)
        hand.write(label, words)

    hand.open("/")
    press(hand.press, "Find opportunities")
    write("Skills, places, words", "crane")
    press(hand.press, TITLE)
    press(hand.press, "Apply")
    write("Why would you like to do this?", WHY)
    press(hand.tick, "The host entity may see my application when I am shortlisted.")
    press(hand.tick, "What I say here and in my profile is true.")
    press(hand.press, "Send application")
    hand.sees("Your application has been sent. You hear from us at each step.")
    assert (len(presses), len(fields)) == (6, 2), (presses, fields)
    sent_once(account)


def finds_every_word_and_sends(hand: Hand) -> None:
    """What was written before the connection or the tab was lost stands there, and is sent once."""
    assert hand.field("Why would you like to do this?").input_value() == WHY
    tick_both(hand)
    hand.press("Send application")
    hand.sees("Your application has been sent. You hear from us at each step.")
    sent_once(hand.account)
    forget_the_lost_connection(hand)


def test_a_press_without_a_connection_loses_nothing_and_is_not_taken_for_sent(visitor: Arrive) -> None:
    _post, hand = applicant(visitor)
    hand.visitor.context.set_offline(True)
    hand.write("Why would you like to do this?", WHY)
    tick_both(hand)
    press_send(hand)
    says(hand, "unsent")
    hand.sees(
        "No connection: nothing was sent. What you wrote is kept on this device; press again once you are connected."
    )
    press_send(hand)
    assert hand.field("Why would you like to do this?").input_value() == WHY
    assert not Application.objects.exists()
    hand.visitor.context.set_offline(False)
    hand.page.reload()
    finds_every_word_and_sends(hand)


def test_a_tab_closed_in_the_middle_opens_again_with_every_word(visitor: Arrive) -> None:
    post, hand = applicant(visitor)
    hand.visitor.context.set_offline(True)
    hand.write("Why would you like to do this?", WHY)
    tick_both(hand)
    hand.page.close()
    hand.visitor.context.set_offline(False)
    hand.visitor.page = hand.visitor.context.new_page()
    hand.open(f"/opportunities/{post.ref}/apply")
    finds_every_word_and_sends(hand)


def test_going_back_and_sending_again_shows_where_the_first_one_stands(visitor: Arrive) -> None:
    _post, hand = applicant(visitor)
    hand.write("Why would you like to do this?", WHY)
    tick_both(hand)
    hand.press("Send application")
    hand.page.go_back()
    if hand.page.url.endswith("/apply"):  # the old page, as the browser kept it
        press_send(hand)
    hand.page.wait_for_url("**/applications/*")
    hand.sees("You have applied for this already. Here is where it stands.")
    sent_once(hand.account)


def test_two_presses_in_a_hurry_send_one_application(visitor: Arrive) -> None:
    _post, hand = applicant(visitor)
    hand.write("Why would you like to do this?", WHY)
    tick_both(hand)
    hand.page.get_by_role("button", name="Send application", exact=True).dblclick()
    hand.page.wait_for_url("**/applications/*")
    sent_once(hand.account)
