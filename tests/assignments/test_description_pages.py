"""The pages of descriptions: written, sent, decided, and closed to those whom they do not concern."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories as make
from tests.assignments.test_descriptions import complete_description
from tests.at_once import at_once

from minga.assignments.models import Description, DescriptionText, Seat
from minga.assignments.queries.descriptions import SECTIONS
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def fresh(description: Description) -> Description:
    return Description.objects.get(pk=description.pk)


def words_of(description: Description, **changed: str) -> dict[str, str]:
    """What the page of words sends, with some texts changed; names as `en_tasks`."""
    sent = {"version": str(fresh(description).version)}
    for language in ("en", "zh-hans"):
        row = DescriptionText.objects.filter(description=description, language=language).first()
        for name in (
            "title", "context", "tasks", "results", "qualifications", "living_conditions", "inclusivity", "learning",
            "conditions",
        ):  # fmt: skip
            sent[f"{language}-{name}"] = getattr(row, name) if row else ""
    return sent | {name.replace("_", "-", 1).replace("zhhans", "zh-hans"): text for name, text in changed.items()}


def seats_of(description: Description, *rows: dict[str, str]) -> dict[str, str]:
    sent = {"seats-TOTAL_FORMS": str(len(rows)), "seats-INITIAL_FORMS": "0", "version": str(fresh(description).version)}
    for number, row in enumerate(rows):
        sent |= {f"seats-{number}-{name}": value for name, value in row.items()}
    return sent


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
        {"category": category.pk, "track": "national", "host": host.pk, "country": "CN", "template": "on"},
    )
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


def test_words_are_kept_while_one_types_and_the_page_learns_its_new_version() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    path = f"/descriptions/{description.ref}/edit/words"
    answer = client.post(path, words_of(description, en_tasks="Count trees"), headers={"X-Autosave": "1"})
    assert (answer.status_code, answer.headers["X-Version"]) == (204, str(fresh(description).version))
    assert description.texts.get(language="en").tasks == "Count trees"


def test_two_people_in_different_texts_lose_nothing() -> None:
    description = complete_description()
    host, officer = make.make_focal_point(description.host), make.make_focal_point(description.host)
    path = f"/descriptions/{description.ref}/edit/words"
    first, second = words_of(description, en_tasks="Theirs"), words_of(description, zhhans_title="我的")
    assert signed_in(host).post(path, first).status_code == 302
    answer = signed_in(officer).post(path, second, headers={"X-Autosave": "1"})
    assert (answer.status_code, "X-Version" in answer.headers) == (204, False)
    kept = {row.language: row for row in description.texts.all()}
    assert (kept["en"].tasks, kept["zh-hans"].title) == ("Theirs", "我的")


def test_two_people_in_one_text_see_both_and_nothing_is_overwritten_unseen() -> None:
    description = complete_description()
    path = f"/descriptions/{description.ref}/edit/words"
    mine, theirs = words_of(description, en_tasks="Mine"), words_of(description, en_tasks="Theirs")
    assert signed_in(make.make_focal_point(description.host)).post(path, theirs).status_code == 302
    client = signed_in(make.make_focal_point(description.host))
    assert client.post(path, mine, headers={"X-Autosave": "1"}).status_code == 409
    page = client.post(path, mine)
    body = page.content.decode()
    assert page.status_code == 409
    assert (body.count("Mine"), "Theirs" in body, "Nothing is lost" in body) == (1, True, True)
    assert description.texts.get(language="en").tasks == "Theirs"
    again = client.post(path, mine | {"version": str(fresh(description).version)})
    assert again.status_code == 302
    assert description.texts.get(language="en").tasks == "Mine"


def test_where_one_text_clashes_the_others_of_both_people_stay() -> None:
    description = complete_description()
    first = signed_in(make.make_focal_point(description.host))
    second = signed_in(make.make_focal_point(description.host))
    path = f"/descriptions/{description.ref}/edit/words"
    old = words_of(description, zhhans_title="第二人的标题")
    first.post(path, words_of(description, en_title="Written by the first", zhhans_title="第一人的标题"))
    page = second.post(path, old)
    assert page.status_code == 409
    shown = {bound.html_name: bound.value() for bound in page.context["form"]}
    assert shown["en-title"] == "Written by the first"
    assert shown["zh-hans-title"] == "第二人的标题"
    second.post(path, {**shown, "version": str(fresh(description).version)})
    titles = dict(DescriptionText.objects.filter(description=description).values_list("language", "title"))
    assert titles == {"en": "Written by the first", "zh-hans": "第二人的标题"}


def test_people_in_different_sections_do_not_disturb_each_other() -> None:
    description = complete_description()
    old = str(fresh(description).version)
    host = signed_in(make.make_focal_point(description.host))
    assert host.post(f"/descriptions/{description.ref}/edit/words", words_of(description, en_tasks="New")).status_code
    goals = {"version": old, "targets": ["13.3"]}
    assert host.post(f"/descriptions/{description.ref}/edit/goals", goals).status_code == 302


def test_a_new_seat_sent_twice_is_one_seat() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    path, first = f"/descriptions/{description.ref}/edit/seats", description.seats.get()
    supervisor = str(first.supervisor_id)
    rows: tuple[dict[str, str], ...] = (
        {"ref": first.ref, "city": "Beijing, CN", "supervisor": supervisor},
        {"ref": "", "key_of_new": "abcdefghjkmn", "city": "Beijing, CN", "supervisor": supervisor},
    )
    for _time in range(2):
        answer = client.post(path, seats_of(description, *rows), headers={"X-Autosave": "1"})
        assert answer.status_code == 204, answer.content
    assert list(Seat.objects.filter(description=description).values_list("number", "ref")) == [
        (1, first.ref),
        (2, "abcdefghjkmn"),
    ]


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
    words = "The shares add up to 60 %, not to 100 %: give the 40 % that are left to one of them."
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
    assert "add up to 99.99 %, not to 100 %: give the 0.01 % that are left" in answer.content.decode()
    assert host.post(path, sent | {"shares-1-percent": "33.34"}).status_code == 302
    assert sum(share.percent for share in description.funding_shares.all()) == 100


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


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_list_costs_the_same_at_1_and_at_100_rows() -> None:
    officer, host = signed_in(make.make_officer()), make.make_organisation()
    make.make_description(host=host)
    queries(officer, "/descriptions")
    one = queries(officer, "/descriptions")
    for number in range(99):
        make.make_description(host=host, state="draft" if number % 2 else "sourcing")
    assert (one, queries(officer, "/descriptions")) == (one, one)


def test_the_page_and_the_editor_cost_the_same_at_1_and_at_50_seats() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    paths = (f"/descriptions/{description.ref}", f"/descriptions/{description.ref}/edit/seats")

    def count() -> list[int]:
        return [queries(client, path) for path in paths]

    count()
    one = count()
    seat = description.seats.get()
    for number in range(2, 51):
        Seat.objects.create(description=description, number=number, city=seat.city, supervisor=seat.supervisor)
    assert count() == one


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_lose_nothing() -> None:
    """Each writes texts of their own, again and again, by the page and from one starting point."""
    description = complete_description()
    people = {name: signed_in(make.make_focal_point(description.host)) for name in ("tasks", "results", "learning")}
    path = f"/descriptions/{description.ref}/edit/words"
    start = words_of(description)

    def write(name: str) -> list[int]:
        mine, answers = dict(start), []
        for number in range(6):
            mine[f"en-{name}"] = f"{name} {number}"
            answer = people[name].post(path, mine, headers={"X-Autosave": "1"})
            mine["version"] = answer.headers.get("X-Version", mine["version"])
            answers.append(answer.status_code)
        return answers

    answers = at_once(*(partial(write, name) for name in people))
    row = description.texts.get(language="en")
    assert answers == [[204] * 6] * 3
    assert (row.tasks, row.results, row.learning) == ("tasks 5", "results 5", "learning 5")


def test_a_closing_date_in_the_past_keeps_it_from_being_published() -> None:
    past = timezone.localdate() - timedelta(days=1)
    description = complete_description(state="ready_for_sourcing", closes_on=past)
    body = signed_in(make.make_officer()).get(f"/descriptions/{description.ref}").content.decode()
    assert "The closing date is not in the future." in body
    assert f"/descriptions/{description.ref}/edit/publication" in body
