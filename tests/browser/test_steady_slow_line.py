"""On a line of 50 kbit/s whose answers take 0.8 s longer, what is sent is sent once, and the reader hears of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.cast import ready_to_apply
from tests.browser.people import Visitor
from tests.browser.slow_line import LISTEN, TWICE, said_on, sent_by, slow_down
from tests.factories import make_account, make_description, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Application

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
ON_ITS_WAY = "It is on its way: one press is enough."


def on_the_line(page: Page) -> None:
    """From now on."""
    page.set_default_timeout(30_000)
    slow_down(page, latency=800, kbit=50)


def test_signing_in_is_sent_once_and_said(visitor: Arrive) -> None:
    account = make_account(email="mei@example.org")
    account.set_password("river stone lantern 7")
    account.save()
    page = visitor(phone=True).page
    page.goto("/account/login/")
    page.get_by_label("Email").fill(account.email)
    page.get_by_label("Password").fill("quite another one")
    sent = sent_by(page)
    on_the_line(page)
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Sign in", exact=True).evaluate(TWICE)
    expect(page.get_by_text("This email and password do not belong together.").first).to_be_visible()
    assert len(sent) == 1
    assert ON_ITS_WAY in said_on(page)


def test_an_application_is_sent_once_and_said(visitor: Arrive) -> None:
    post, account = make_description(texts={"en": "Counter of cranes"}), ready_to_apply(make_volunteer())
    refresh_opportunity(post)
    page = visitor(account=account, phone=True).page
    page.goto(f"/opportunities/{post.ref}/apply")
    on_the_line(page)
    page.get_by_label("Why would you like to do this?").fill("I know every crane of this lake by its call.")
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    expect(page.locator(".mg-kept")).to_have_attribute("data-kept", "kept")
    sent = sent_by(page)
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Send application").evaluate(TWICE)
    expect(page.get_by_text("Your application has been sent.")).to_be_visible()
    assert len(sent) == 1
    assert ON_ITS_WAY in said_on(page)
    assert Application.objects.get(account=account).state == "longlisted"


JUMPED = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 300);
})"""
"""How far what stood on the page was moved while the rest of it came."""


@pytest.mark.parametrize("path", ["/", "/opportunities", "/opportunities?map=1"])
def test_nothing_jumps_while_a_first_page_comes(visitor: Arrive, path: str) -> None:
    for country in ("CN", "KE", "PE"):
        refresh_opportunity(make_description(country=country))
    page = visitor(phone=True).page
    page.set_default_timeout(30_000)
    slow_down(page, latency=200, kbit=400)
    page.goto(path)
    page.wait_for_timeout(1500)
    assert page.evaluate(JUMPED) < 0.05
