"""Without scripts, on a phone: who vouches for a government body, a decision taken back at once, tables taken away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.browser.hands import Hand
from tests.browser.people import Visitor

from minga.assignments.models import Description
from minga.partners.actions import registration
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)
Arrive = Callable[..., Visitor]
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh-hans"])


def on_the_screen(page: Page, place: Locator) -> bool:
    box, screen = place.bounding_box(), page.viewport_size
    assert box is not None and screen is not None
    return box["y"] >= 0 and box["y"] + box["height"] <= screen["height"]


def hand(visitor: Arrive, account: object, language: str) -> Hand:
    return Hand(account=account, visitor=visitor(account=account, phone=True, javascript=False, language=language))


@LANGUAGES
def test_a_government_body_names_who_vouches_for_it_and_reads_what_is_wrong_without_looking_for_it(
    visitor: Arrive, language: str
) -> None:
    make.make_country("CN")
    above, _other = [make.make_organisation(name=f"Ministry of {what}") for what in ("Lakes", "Rivers")]
    person = hand(visitor, make.make_account(), language)
    page, send = person.page, person.page.locator("main form [type=submit]").last
    person.open("/organisations/register")
    page.locator("[name=name]").fill("Lake Office")
    page.locator("[name=type]").select_option("government")
    page.locator("[name=country]").select_option("CN")
    page.locator("[name=does]").first.check()
    page.locator("[name=about_en]").fill("We keep the lake.")
    page.locator("[name=parent]").fill("Ministry")
    send.click()
    assert on_the_screen(page, page.locator(".mg-notice-bad"))
    page.locator(f"[name=parent][type=radio][value='{above.name}']").check()
    page.locator("[name=reference_name]").fill("Li Wei")
    page.locator("[name=reference_position]").fill("Director")
    page.locator("[name=reference_email]").fill("li@example.org")
    send.click()
    expect(page.locator(".mg-notice-good")).to_be_visible()
    page.locator("details.mg-card > summary").last.click()
    more = page.locator("details.mg-card")
    more.locator("[name=email]").fill("nobody")
    more.locator("[type=submit]").click()
    assert on_the_screen(page, page.locator(".mg-notice-bad"))
    for name, words in (("name", "Ana"), ("position", "Mayor"), ("email", "ana@example.org")):
        more.locator(f"[name={name}]").fill(words)
    more.locator("[type=submit]").click()
    expect(page.locator(".mg-notice-good")).to_be_visible()
    row = Organisation.objects.get(name="Lake Office")
    assert row.parent == above
    assert sorted(row.references.values_list("name", flat=True)) == ["Ana", "Li Wei"]
    assert not person.visitor.scrolls_sideways()


@LANGUAGES
def test_what_a_reference_answered_is_written_down_and_said_with_its_name(visitor: Arrive, language: str) -> None:
    facts = {"name": "Lake Office", "type": "government", "country": make.make_country("CN"), "is_host": True}
    row = registration.register_organisation(
        actor=make.make_account(),
        fields={**facts, "about": {"en": "We keep the lake."}},
        references=[{"name": "Li Wei", "position": "Director", "email": "li@example.org"}],
    )
    officer = hand(visitor, make.make_officer(), language)
    page = officer.page
    registration.start_review(actor=officer.account, organisation=row)
    officer.open(f"/organisations/{row.slug}/registration")
    page.locator("[name=note]").first.fill("They meet each month.")
    page.locator("button[name=answer][value=confirmed]").click()
    expect(page.locator(".mg-messages")).to_contain_text("Li Wei")
    assert row.references.get().answer == "confirmed"
    assert not officer.visitor.scrolls_sideways()


@LANGUAGES
def test_a_shortlist_is_taken_back_at_once_and_the_table_taken_away(visitor: Arrive, language: str) -> None:
    description: Description = make.make_description(state="sourcing", texts={"en": "Counter of cranes"})
    rows = [applied(description, score=score) for score in (60, 70, 80)]
    officer = hand(visitor, make.make_officer(), language)
    page = officer.page
    officer.open(f"/descriptions/{description.ref}/longlist")
    for box in page.locator("tbody [name=c]").all()[:2]:
        box.check()
    page.locator(".mg-bulk [value=shortlist]").click()
    page.locator("main form [type=submit]").last.click()
    undo = page.locator(".mg-notice-press button")
    assert on_the_screen(page, undo)
    states = description.applications.order_by("pk").values_list("state", flat=True)
    assert sorted(states) == ["longlisted", "shortlisted", "shortlisted"]
    takes_away(page, "longlist")
    page.goto(f"/descriptions/{description.ref}/selection")
    takes_away(page, "selection")
    officer.open(f"/descriptions/{description.ref}/longlist")
    page.locator(".mg-notice-press button").click()
    assert list(description.applications.values_list("state", flat=True)) == ["longlisted"] * len(rows)
    expect(page.locator(".mg-notice-press")).to_have_count(0)
    assert not officer.visitor.scrolls_sideways()


def takes_away(page: Page, name: str) -> None:
    """Both files of the table, once somebody has said what they are for."""
    page.locator(f"main a[href*='{name}/export']").click()
    page.locator("main form [type=submit]").last.click()
    assert on_the_screen(page, page.locator(".mg-notice-bad"))
    for kind in ("csv", "xlsx"):
        page.locator("[name=reason]").fill("The panel meets on paper.")
        page.locator(f"[name=format][value={kind}]").check()
        with page.expect_download() as coming:
            page.locator("main form [type=submit]").last.click()
        assert coming.value.suggested_filename.endswith(f"{name}.{kind}")
