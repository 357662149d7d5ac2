"""A file on a slow connection: how much has arrived, what happens when the connection is lost, what a refusal says."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.line import line_to
from tests.browser.people import Visitor
from tests.browser.slow_line import LISTEN, said_on, slow_down
from tests.factories import make_volunteer

from minga.people.models import Profile

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
PDF = b"%PDF-1.7\n" + b"x" * 200_000 + b"\nstartxref\n9\n%%EOF\n"


def choose(page: Page, content: bytes = PDF, *, site: str = "") -> None:
    page.goto(f"{site}/profile/cv")
    chosen = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": content}
    page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]


def keep(page: Page) -> None:
    page.get_by_role("button", name="Keep this file").click()


def test_a_file_whose_connection_is_cut_in_the_middle_stays_chosen_and_is_sent_again(visitor: Arrive) -> None:
    account = make_volunteer()
    person = visitor(account=account, phone=True)
    page = person.page
    with line_to(person.site) as line:
        choose(page, site=line.url)
        slow_down(page, kbit=4_000)
        line.lets = 100_000
        keep(page)
        expect(page.locator(".mg-waiting")).to_contain_text("did not arrive: the connection was lost")
        assert page.locator("input[type=file]").evaluate("field => field.files[0].name") == "cv.pdf"
        assert not Profile.objects.filter(account=account, cv__isnull=False).exists()
        person.complaints.clear()  # the browser notes the lost request
        line.lets = None
        with page.expect_navigation(url="**/profile"):
            keep(page)
        expect(page.locator(".mg-messages")).to_contain_text("Saved.")
    assert Profile.objects.get(account=account).cv.name == "cv.pdf"  # type: ignore[union-attr]


def test_how_much_of_a_file_has_arrived_is_said_in_tens(visitor: Arrive) -> None:
    page = visitor(account=make_volunteer(), phone=True).page
    choose(page)
    slow_down(page, latency=50, kbit=800)
    page.evaluate(LISTEN)
    with page.expect_navigation(url="**/profile"):
        keep(page)
    said = [words for words in said_on(page) if "has arrived. Stay" in words]
    shares = [int(words.split(":")[1].split("%")[0]) for words in said]
    assert shares == sorted(set(shares))
    assert shares
    assert not any(share % 10 for share in shares)


def test_a_refused_file_is_said_beside_its_field_and_the_page_works_on(visitor: Arrive) -> None:
    account = make_volunteer()
    page = visitor(account=account, phone=True).page
    choose(page, b"<html><script>alert(1)</script>")
    keep(page)
    expect(page.locator(".mg-field-errors")).to_contain_text("not of a type that a CV may have")
    expect(page.locator(".mg-waiting")).to_have_text("")
    assert page.url.endswith("/profile/cv")
    page.locator("input[type=file]").set_input_files({"name": "cv.pdf", "mimeType": "application/pdf", "buffer": PDF})
    with page.expect_navigation(url="**/profile"):
        keep(page)
    assert Profile.objects.get(account=account).cv is not None


def test_without_scripts_a_file_is_sent_as_ever(visitor: Arrive) -> None:
    account = make_volunteer()
    page = visitor(account=account, javascript=False).page
    choose(page)
    keep(page)
    expect(page.locator(".mg-messages")).to_contain_text("Saved.")
    assert Profile.objects.get(account=account).cv is not None
