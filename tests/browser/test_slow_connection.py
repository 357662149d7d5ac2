"""On a slow connection the page says what is on its way, and a second press sends nothing a second time."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from tests.browser.line import line_to
from tests.browser.people import Visitor
from tests.browser.slow_line import LISTEN, TWICE, said_on, sent_by, slow_down
from tests.factories import make_auditor, make_volunteer

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]


def test_a_double_press_sends_once_and_says_that_it_is_on_its_way(visitor: Arrive) -> None:
    person = visitor(phone=True)
    page = person.page
    page.goto(reverse("assignments:certificate_look_up"))
    sent = sent_by(page)
    slow_down(page, latency=1500)
    button = page.locator("main form button[type=submit]")
    page.evaluate(LISTEN)
    assert button.evaluate(TWICE.replace("button.click(); }", "button.click(); return button.ariaBusy; }")) == "true"
    expect(page.locator(".mg-field-errors").first).to_be_visible()
    assert len(sent) == 1
    assert "It is on its way: one press is enough." in said_on(page)
    expect(page.locator(".mg-waiting")).to_have_text("")


def test_a_file_on_its_way_is_told(visitor: Arrive) -> None:
    account = make_volunteer()
    page = visitor(account=account, phone=True).page
    page.goto("/profile/cv")
    page.locator("input[type=file]").set_input_files(
        {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7\n" + b"x" * 40_000}
    )
    slow_down(page, latency=1500)
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Keep this file").click()
    expect(page.locator(".mg-field-errors")).to_be_visible()
    assert "Sending your file … Stay on this page until it has arrived." in said_on(page)
    expect(page.locator(".mg-waiting")).to_have_text("")


def test_a_form_whose_answer_is_a_file_can_be_sent_again_soon(visitor: Arrive) -> None:
    page = visitor(account=make_auditor()).page
    page.goto(reverse("audit:export"))
    button = page.locator("form[data-file] button")
    page.get_by_label("What is it for?").fill("The yearly audit.")
    with page.expect_download():
        button.click()
    expect(page.locator(".mg-waiting")).to_have_text("")
    expect(button).not_to_have_attribute("aria-busy", "true")


def test_a_form_whose_connection_is_cut_has_its_words_again_when_one_comes_back(visitor: Arrive) -> None:
    """Known to be without a connection, the press stays on the page; where it is lost on the way the words are held."""
    person = visitor(account=make_volunteer(), phone=True)
    page, context = person.page, person.context
    title, button = page.get_by_label("What you were"), page.get_by_role("button", name="Add experience")
    with line_to(person.site) as line:
        path = f"{line.url}/profile/experience"
        page.goto(path)
        title.fill("Keeper of cranes")
        context.set_offline(True)
        button.click()
        expect(page.locator(".mg-waiting")).to_contain_text("What you wrote stays on this page")
        context.set_offline(False)
        line.lets = 0
        button.click()
        expect(title).to_have_count(0)
        line.lets = None
        page.goto(f"{line.url}/profile")
        page.goto(path)
        expect(title).to_have_value("Keeper of cranes")
        expect(page.get_by_text("What you typed before is back.")).to_be_visible()
        title.fill("")
        button.click()
        expect(page.locator(".mg-field-errors").first).to_be_visible()  # an answer of ours: nothing is held any more
        page.goto(path)
        expect(title).to_have_value("")
    assert page.evaluate("Object.keys(sessionStorage).filter((name) => name.startsWith('held:'))") == []
    person.complaints.clear()


def test_who_was_signed_out_while_typing_reads_so_and_goes_on_once_signed_in_elsewhere(visitor: Arrive) -> None:
    account = make_volunteer()
    person = visitor(account=account, phone=True)
    page = person.page
    page.goto("/profile/about")
    person.context.clear_cookies(name="sessionid")
    page.get_by_label("About you").fill("I know every crane.")
    expect(page.locator(".mg-kept")).to_contain_text("You are signed out: kept on this device.")
    person.sign_in(account)
    person.context.clear_cookies(name="csrftoken")  # signing in makes a new secret
    page.get_by_label("About you").fill("I know every crane of this lake.")
    expect(page.locator(".mg-kept")).to_have_text("Kept.")
    account.profile.refresh_from_db()
    assert account.profile.about == "I know every crane of this lake."
    person.complaints.clear()
