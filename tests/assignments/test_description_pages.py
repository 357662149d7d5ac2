"""The pages of descriptions: written, sent, decided, and closed to those whom they do not concern."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories as make
from tests.assignments.description_world import complete_description, fresh, seats_of, words_of
from tests.clients import queries_of, signed_in

from minga.assignments.actions.editing import drop_template
from minga.assignments.models import Description, DescriptionText, FundingShare, Seat
from minga.assignments.pages.description import funding_words
from minga.assignments.queries.cost import shares_of
from minga.assignments.queries.descriptions import SECTIONS
from minga.core.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("section", list(SECTIONS))
def test_every_section_shows(section: str, language: str) -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    response = client.get(f"/descriptions/{description.ref}/edit/{section}?lang={language}")
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_list_and_the_page_show_to_whom_they_concern_and_to_nobody_else() -> None:
    description = complete_description()
    page = f"/descriptions/{description.ref}"
    seen = {
        name: (signed_in(account).get("/descriptions").status_code, signed_in(account).get(page).status_code)
        for name, account in (
            ("host", make.make_focal_point(description.host)),
            ("officer", make.make_officer()),
            ("finance", make.make_finance_officer()),
            ("auditor", make.make_auditor()),
            ("another host", make.make_focal_point(make.make_organisation())),
            ("officer abroad", make.make_officer(country="KE")),
            ("volunteer", make.make_volunteer()),
        )
    }
    assert seen == {
        "host": (200, 200),
        "officer": (200, 200),
        "finance": (200, 200),
        "auditor": (200, 200),
        "another host": (200, 404),
        "officer abroad": (200, 404),
        "volunteer": (403, 404),
    }
    assert Client().get(page).status_code == 302


def test_a_description_begins_with_the_words_of_its_category_and_leads_to_the_editor() -> None:
    host = make.make_organisation()
    category = make.make_category("youth")
    client = signed_in(make.make_focal_point(host))
    assert client.get("/descriptions/new").status_code == 200
    answer = client.post(
        "/descriptions/new",
        {
            "category": category.pk, "track": "national", "host": host.pk, "country": "CN",
            "languages": ["en", "zh-hans"],
        },
    )  # fmt: skip
    begun = Description.objects.get(host=host)
    assert answer.headers["Location"] == f"/descriptions/{begun.ref}/edit"
    assert set(begun.texts.values_list("language", flat=True)) == {"en", "zh-hans"}
    assert client.get(f"/descriptions/{begun.ref}/edit", follow=True).status_code == 200


def test_a_category_that_does_not_serve_there_is_refused_beside_its_field() -> None:
    host, category = make.make_organisation(), make.make_category("community")
    category.tracks = ["national"]
    category.save()
    answer = signed_in(make.make_focal_point(host)).post(
        "/descriptions/new", {"category": category.pk, "track": "online", "host": host.pk, "country": "CN"}
    )
    assert answer.status_code == 422
    assert "This category does not serve there" in answer.content.decode()
    assert not Description.objects.exists()


def test_an_unknown_city_is_named_beside_its_field_and_above() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    answer = client.post(
        f"/descriptions/{description.ref}/edit/seats", seats_of(description, {"city": "Nowhere at all"})
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert body.count("No such city is on the list.") == 2
    assert 'href="#id_seats-0-city"' in body


def test_shares_that_do_not_add_up_are_refused() -> None:
    description = complete_description()
    funder = make.make_organisation(is_funder=True)
    sent = {
        "funding": "joint",
        "shares-TOTAL_FORMS": "1",
        "shares-INITIAL_FORMS": "0",
        "shares-0-funder": str(funder.pk),
        "shares-0-percent": "60",
        "version": str(description.version),
    }
    answer = signed_in(make.make_focal_point(description.host)).post(
        f"/descriptions/{description.ref}/edit/funding", sent
    )
    assert answer.status_code == 422
    words = "The shares add up to 60 %, not to 100 %: give the remaining 40 % to one of them."
    assert words in answer.content.decode()


def test_three_equal_shares_say_what_rounding_leaves_and_then_add_up() -> None:
    description = complete_description()
    sent = {"funding": "joint", "shares-TOTAL_FORMS": "3", "shares-INITIAL_FORMS": "0"}
    sent |= {"version": str(description.version)}
    for number in range(3):
        funder = make.make_organisation(is_funder=True)
        sent |= {f"shares-{number}-funder": str(funder.pk), f"shares-{number}-percent": "33.33"}
    host, path = signed_in(make.make_focal_point(description.host)), f"/descriptions/{description.ref}/edit/funding"
    answer = host.post(path, sent)
    assert answer.status_code == 422
    assert "add up to 99.99 %, not to 100 %: give the remaining 0.01 %" in answer.content.decode()
    assert host.post(path, sent | {"shares-1-percent": "33.34"}).status_code == 302
    assert sum(share.percent for share in description.funding_shares.all()) == 100


def test_shares_are_written_without_idle_zeros_and_nobody_named_is_said_once() -> None:
    description = complete_description()
    description.funding_shares.all().delete()
    officer = signed_in(make.make_officer())
    Description.objects.filter(pk=description.pk).update(funding="")
    assert officer.get(f"/descriptions/{description.ref}").content.decode().count("who pays.") == 1
    Description.objects.filter(pk=description.pk).update(funding="joint")
    for percent in ("49.50", "33.30", "17.20"):
        FundingShare.objects.create(
            description=description, funder=make.make_organisation(is_funder=True), percent=Decimal(percent)
        )
    description = Description.objects.get(pk=description.pk)
    words = [share.percent_words for share in shares_of(description, total=Decimal(100), currency="USD")]
    assert words == ["49.5", "33.3", "17.2"]
    assert "49.5 %" in funding_words(description)
    assert str(description.funding_shares.first()).endswith("49.5 %")


def test_from_draft_to_open_with_a_host_an_officer_and_a_finance_officer() -> None:
    description = complete_description(track="online", hours_a_week=10)
    description.seats.update(city=None)
    host, officer, finance = (
        signed_in(account)
        for account in (make.make_focal_point(description.host), make.make_officer(), make.make_finance_officer())
    )
    page = f"/descriptions/{description.ref}"

    def press(client: Client, verb: str, **more: str) -> int:
        return client.post(f"{page}/do/{verb}", {"version": str(fresh(description).version), **more}).status_code

    assert press(host, "approve") == 403
    assert "<dd>Send it for approval</dd>" in "".join(host.get(page).content.decode().split("\n")).replace("  ", "")
    assert press(host, "submit") == 302
    assert press(officer, "request_edits") == 422
    assert press(officer, "request_edits", reason="Name the tools") == 302
    assert "Name the tools" in host.get(page).content.decode()
    assert press(host, "submit") == 302
    assert press(officer, "approve") == 422
    assert finance.post(f"{page}/cost/do/compute", {"dependants": "0"}).status_code == 302
    assert press(officer, "approve") == 302
    assert press(officer, "publish") == 302
    assert fresh(description).state == "sourcing"
    assert Client().get(f"/opportunities/{description.ref}").status_code == 200
    assert press(officer, "close") == 302
    assert press(officer, "reopen") == 302
    assert press(host, "cancel", reason="No more money") == 403
    assert press(officer, "cancel", reason="No more money") == 302
    body = officer.get(page).content.decode()
    assert "No more money" in body
    assert "History" in body


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("draft", "Send the description for approval: what costs nothing"),
        ("submitted", "Approve the description: what costs nothing"),
        ("sourcing", "Nothing more: what costs nothing"),
    ],
)
def test_what_follows_a_cost_of_nothing_goes_by_where_the_description_stands(state: str, words: str) -> None:
    description = complete_description(track="online", hours_a_week=10, state=state)
    description.seats.update(city=None)
    host, page = signed_in(make.make_focal_point(description.host)), f"/descriptions/{description.ref}/cost"
    assert host.post(f"{page}/do/compute", {"dependants": "0"}).status_code == 302
    assert words in host.get(page).content.decode()


def test_a_stale_press_is_refused_and_says_what_changed() -> None:
    description = complete_description()
    host = signed_in(make.make_focal_point(description.host))
    old = str(description.version)
    host.post(f"/descriptions/{description.ref}/edit/words", words_of(description, en_tasks="Newer"))
    answer = host.post(f"/descriptions/{description.ref}/do/submit", {"version": old})
    assert answer.status_code == 409
    assert "Newer" in answer.content.decode()


def test_what_is_in_the_way_leads_to_its_section() -> None:
    description = make.make_description(state="draft", texts={})
    body = signed_in(make.make_focal_point(description.host)).get(f"/descriptions/{description.ref}").content.decode()
    for section in ("words", "seats", "qualifications", "goals"):
        assert f"/descriptions/{description.ref}/edit/{section}" in body


def test_a_copy_and_a_template_are_made_from_the_page() -> None:
    description = complete_description()
    host = signed_in(make.make_focal_point(description.host))
    copy = host.post(f"/descriptions/{description.ref}/duplicate").headers["Location"]
    assert copy.endswith("/edit")
    host.post(f"/descriptions/{description.ref}/duplicate", {"as": "template"})
    template = Description.objects.get(is_template=True)
    assert f"/descriptions/{template.ref}/duplicate" in host.get("/descriptions/new").content.decode()
    assert host.get(f"/descriptions/{template.ref}").status_code == 200
    assert host.post(f"/descriptions/{template.ref}/do/submit", {"version": "1"}).status_code == 404
    assert "Put the template away" in host.get(f"/descriptions/{template.ref}").content.decode()
    assert host.post(f"/descriptions/{template.ref}/do/cancel", {"version": str(template.version)}).status_code == 302
    assert f"/descriptions/{template.ref}/duplicate" not in host.get("/descriptions/new").content.decode()
    assert f"{template.ref}/do/cancel" not in host.get(f"/descriptions/{template.ref}").content.decode()
    assert fresh(description).state == "draft", "what is no template is cancelled with a reason only"
    with pytest.raises(Refused):
        drop_template(actor=make.make_officer(), description=description)


def test_the_paper_is_a_pdf_in_two_languages() -> None:
    description = complete_description(texts={"en": "Air officer", "zh-hans": "空气专员"})
    answer = signed_in(make.make_officer()).get(f"/descriptions/{description.ref}/paper")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_the_list_is_narrowed_by_state_track_and_words() -> None:
    officer = signed_in(make.make_officer())
    make.make_description(state="draft", texts={"en": "Tree counter"})
    make.make_description(state="sourcing", track="online", texts={"en": "Web helper"})

    def found(query: str) -> tuple[bool, bool]:
        body = officer.get(f"/descriptions?{query}").content.decode()
        return "Tree counter" in body, "Web helper" in body

    assert found("") == (True, True)
    assert found("state=draft") == (True, False)
    assert found("track=online") == (False, True)
    assert found("words=tree") == (True, False)
    assert found("state=nonsense") == (True, True)
    assert "Nothing fits these words" in officer.get("/descriptions?words=zebra").content.decode()


@pytest.mark.once
def test_the_list_costs_the_same_at_1_and_at_100_rows() -> None:
    officer, host = signed_in(make.make_officer()), make.make_organisation()
    make.make_description(host=host)
    queries_of(officer, "/descriptions")
    one = queries_of(officer, "/descriptions")
    for number in range(99):
        make.make_description(host=host, state="draft" if number % 2 else "sourcing")
    assert (one, queries_of(officer, "/descriptions")) == (one, one)


@pytest.mark.once
def test_the_page_and_the_editor_cost_the_same_at_1_and_at_50_seats() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    paths = (f"/descriptions/{description.ref}", f"/descriptions/{description.ref}/edit/seats")

    def count() -> list[int]:
        return [queries_of(client, path) for path in paths]

    count()
    one = count()
    seat = description.seats.get()
    for number in range(2, 51):
        Seat.objects.create(description=description, number=number, city=seat.city, supervisor=seat.supervisor)
    assert count() == one


def test_nothing_is_read_of_a_description_for_somebody_who_may_not_see_it() -> None:
    path = f"/descriptions/{complete_description().ref}"
    stranger = signed_in(make.make_focal_point(make.make_organisation()))
    with CaptureQueriesContext(connection) as captured:
        assert stranger.get(path).status_code == 404
    assert [row["sql"] for row in captured if DescriptionText._meta.db_table in row["sql"]] == []


def test_a_closing_date_in_the_past_keeps_it_from_being_published() -> None:
    past = timezone.localdate() - timedelta(days=1)
    description = complete_description(state="ready_for_sourcing", closes_on=past)
    body = signed_in(make.make_officer()).get(f"/descriptions/{description.ref}").content.decode()
    assert "The closing date is not in the future." in body
    assert f"/descriptions/{description.ref}/edit/publication" in body
    description.closes_on = None
    description.save()
    body = signed_in(make.make_officer()).get(f"/descriptions/{description.ref}").content.decode()
    assert "No last day to apply is named." in body
