"""The whole way to an application by keyboard alone, from the front page of a visitor to “it has been sent”."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.templatetags.static import static
from playwright.sync_api import Page, expect
from tests.browser.cast import ready_to_apply
from tests.browser.keys import round_trip, tab_to
from tests.browser.people import Visitor
from tests.factories import make_description, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Application
from minga.people.models import Account

pytestmark = pytest.mark.django_db(transaction=True)
TITLE, WHY, PASSWORD = "Counter of cranes", "I know every crane of this lake by its call.", "a lake full of cranes 7"


def somebody() -> Account:
    """A volunteer with a finished profile who can sign in with a password."""
    account = ready_to_apply(make_volunteer())
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    return account


def find(page: Page) -> None:
    """From the front page over the search to the opportunity."""
    tab_to(page, page.get_by_role("link", name="Skip to the content"))
    page.keyboard.press("Enter")
    tab_to(page, page.locator("#ho-q"))
    page.keyboard.type("crane")
    page.keyboard.press("Enter")
    page.wait_for_url("**/opportunities?q=crane*")
    tab_to(page, page.locator("main").get_by_role("link", name=TITLE, exact=True))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TITLE)


def sign_in(page: Page, account: Account) -> None:
    """On the way to applying: address, password."""
    page.wait_for_url("**/account/login/**")
    tab_to(page, page.locator("main input[type=email], main input[name=login]").first)
    page.keyboard.type(account.email)
    tab_to(page, page.locator("main input[type=password]"))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_visitor_becomes_an_applicant_with_tab_enter_and_space(visitor: Callable[..., Visitor], phone: bool) -> None:
    refresh_opportunity(make_description(texts={"en": TITLE}))
    account, person = somebody(), visitor(phone=phone)
    page = person.page
    person.go("/")
    assert round_trip(page) > 10
    person.go("/")
    find(page)
    assert round_trip(page) > 5
    tab_to(page, page.locator("main").get_by_role("link", name="Apply", exact=True).filter(visible=True).first)
    page.keyboard.press("Enter")
    sign_in(page, account)
    page.wait_for_url(lambda address: "/account/" not in address)
    assert round_trip(page) > 8
    page.reload()
    tab_to(page, page.get_by_label("Why would you like to do this?"))
    page.keyboard.type(WHY)
    sees = page.locator("main details").filter(has_text="What the host entity sees, and when")
    tab_to(page, sees.locator("summary"))
    page.keyboard.press("Enter")
    expect(sees.get_by_text("When you are shortlisted")).to_be_visible()
    for words in ("The host entity may see my application", "What I say here and in my profile is true."):
        tab_to(page, page.get_by_label(words))
        page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Send application"))
    page.keyboard.press("Enter")
    expect(page.locator("main").get_by_text("Your application has been sent.")).to_be_visible()
    assert Application.objects.get(account=account).motivation == WHY


def test_the_keyboard_stays_where_it_is_when_results_take_the_place_of_others(visitor: Callable[..., Visitor]) -> None:
    """Pressing a facet, a heart, a page of a menu: nothing throws one back to the top of the page."""
    refresh_opportunity(make_description(texts={"en": TITLE}))
    page = visitor(account=make_volunteer()).page
    page.goto("/opportunities")
    facet = page.locator(".mg-facet a").filter(has_text="In my country")
    facet.press("Enter")
    page.wait_for_url("**/opportunities?track=national")
    expect(facet).to_be_focused()
    expect(facet).to_have_attribute("href", "?")
    expect(page.locator("[data-found-said]")).to_have_text("1 open opportunity")
    page.locator("a.op-chip").press("Enter")  # what was pressed is gone: its facet can bring it back
    page.wait_for_url(lambda address: "track" not in address)
    expect(facet).to_be_focused()
    heart = page.get_by_role("button", name="Keep in mind")
    heart.press("Enter")
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    save = page.locator("details.op-save > summary")
    save.press("Enter")
    page.add_script_tag(url=static("interface/vendor/htmx/htmx.js"))  # pages keep theirs to themselves
    page.evaluate("() => htmx.ajax('GET', location.href, {target: '#found', select: '#found', swap: 'outerHTML'})")
    expect(save).to_be_focused()  # a piece that renews itself, as an import under way does
    expect(page.locator("details.op-save")).to_have_attribute("open", "")
    menu = page.locator("header details.mg-drop").last
    menu.locator("summary").press("Enter")
    page.locator("#op-q").focus()
    expect(menu).not_to_have_attribute("open", "")
