"""The pages every installation has: design, about, accessibility, and what stands where something went wrong."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.db import DataError, OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from tests.factories import make_administrator, make_officer, make_organisation, make_volunteer

from minga.core.interface import trouble
from minga.core.interface.design import PAIRS, pairs
from minga.core.interface.middleware import RefusalMiddleware
from minga.core.interface.pieces.figures import stat
from minga.core.registries import menu

pytestmark = pytest.mark.django_db

PIECES = (
    "mg-notice-bad", "mg-field-wrong", "mg-table", "mg-pager", "mg-facet", "mg-timeline", "mg-steps", "mg-meter",
    "mg-goal", "mg-empty", "mg-stats", "mg-chart", "mg-next", "mg-confirm", "mg-money", "btn-danger", "mg-bar",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("path", ["/design", "/about", "/accessibility", "/offline", "/data-protection"])
def test_every_page_of_the_interface_shows(client: Client, path: str, language: str) -> None:
    response = client.get(f"{path}?lang={language}")
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


def test_the_design_page_shows_every_piece_in_both_themes(client: Client) -> None:
    page = client.get("/design").content.decode()
    assert [piece for piece in PIECES if piece not in page] == []
    assert page.count('data-bs-theme="dark"') >= 2


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_pair_of_colours_can_be_told_apart(theme: str) -> None:
    found = pairs(theme)
    assert len(found) == len(PAIRS)
    assert [(pair.front, pair.ground, pair.ratio) for pair in found if pair.ratio < pair.least] == []


def test_a_missing_page_says_so_and_offers_the_way_on(client: Client) -> None:
    response = client.get("/nothing-here")
    page = response.content.decode()
    assert response.status_code == 404
    assert "There is no page here" in page
    assert 'href="/">To the front page' in page


def test_who_may_not_reads_why_and_a_visitor_may_sign_in(client: Client) -> None:
    client.force_login(make_volunteer())
    response = client.get("/people")
    assert response.status_code == 403
    assert "This is not open to you" in response.content.decode()


def test_the_page_for_our_own_fault_needs_no_database(django_assert_num_queries: object) -> None:
    request = RequestFactory().get("/opportunities")
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = trouble.broken(request)
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something broke on our side" in page
    assert 'href="/opportunities"' in page
    request.COOKIES["django_language"] = "zh-hans"
    assert '<html lang="zh-Hans"' in trouble.broken(request).content.decode()


def test_our_own_fault_leads_back_to_what_was_asked_for_in_the_readers_light() -> None:
    request = RequestFactory().get("/opportunities?track=online&q=air")
    request.COOKIES["minga_theme"] = "dark"
    page = trouble.broken(request).content.decode()
    assert 'data-bs-theme="dark"' in page
    assert 'href="/opportunities?track=online&amp;q=air">Try again' in page
    assert "you sent" not in page


def test_who_sent_something_into_our_own_fault_is_led_back_to_the_form() -> None:
    headers = {"referer": "http://testserver/profile/about"}
    page = trouble.broken(RequestFactory().post("/profile/about", headers=headers)).content.decode()
    assert "Nothing you sent was saved in part." in page
    assert 'btn-primary" href="/profile/about">Back to where you were' in page
    assert 'btn-quiet" href="/">To the front page' in page
    assert 'btn-primary" href="/">To the front page' in trouble.broken(RequestFactory().post("/x")).content.decode()


@pytest.mark.parametrize("signed_in", [False, True])
def test_who_tries_too_often_reads_why_how_long_to_wait_and_where_to_go_on(client: Client, signed_in: bool) -> None:
    if signed_in:
        client.force_login(make_volunteer(), backend="django.contrib.auth.backends.ModelBackend")
    path = "/account/password/change/" if signed_in else "/account/password/reset/"
    sent = {"email": "nobody@example.org", "oldpassword": "wrong", "password1": "a", "password2": "b"}
    for _turn in range(25):
        response = client.post(path, sent, headers={"referer": f"http://testserver{path}"})
        if response.status_code == 429:
            break
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (429, "300")
    assert "Too many tries" in page and "Wait five minutes, then go on." in page
    assert f'href="{path}">Back to where you were' in page
    assert ("Sign out" in page) is signed_in


def test_a_number_that_matters_is_grouped_as_the_language_does() -> None:
    assert stat(value=20_000, label="rows")["value"] == "20,000"
    assert stat(value="12 %", label="rows")["value"] == "12 %"


def test_the_menu_works_without_a_script_and_marks_where_one_is(client: Client) -> None:
    client.force_login(make_administrator())
    page = client.get("/opportunities").content.decode()
    phone = page.split('<details class="mg-drop mg-menu-phone"', 1)[1].split("</details>", 1)[0]
    assert 'href="/opportunities" aria-current="page"' in phone
    assert "?lang=zh-hans" in phone


def test_a_tool_of_the_menu_stands_beside_the_account_and_not_in_the_menu(client: Client) -> None:
    assert [name for name, entry in menu if entry.order < 0] == ["home.search"]
    client.force_login(make_administrator())
    page = client.get("/opportunities").content.decode()
    assert page.count('href="/search"') == 1
    client.force_login(make_volunteer())
    assert 'href="/search"' not in client.get("/opportunities").content.decode()


def test_scripts_find_their_words_in_the_page(client: Client) -> None:
    page = client.get("/opportunities").content.decode()
    with open(str(finders.find("interface/js/keeping.js")), encoding="utf-8") as file:  # noqa: PTH123
        script = file.read()
    for name in ("kept", "unfinished", "here", "offline", "back", "stale", "left"):
        assert f'data-word="{name}"' in page
        assert f'"{name}"' in script


def test_the_service_worker_serves_the_whole_site(client: Client) -> None:
    response = client.get("/sw.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert "/offline" in response.content.decode()


def test_a_text_that_no_database_holds_is_a_request_that_cannot_be_read(client: Client) -> None:
    host = make_organisation()
    client.force_login(make_officer())
    answer = client.post(f"/organisations/{host.slug}/registration/suspend", {"version": "1", "reason": "\x00"})
    kept = connection.vendor == "sqlite"
    assert answer.status_code == (302 if kept else 400)
    if not kept:
        assert "This request cannot be read" in answer.content.decode()


@pytest.mark.parametrize(
    ("sqlstate", "said", "answers"),
    [("40P01", "deadlock detected", True), ("", "database is locked", True), ("57P03", "starting up", False)],
)
def test_two_who_are_in_each_others_way_read_it_and_send_again(
    rf: RequestFactory, sqlstate: str, said: str, answers: bool
) -> None:
    request, cause = rf.post("/hours"), Exception(said)
    request.user, request.csp_nonce = AnonymousUser(), ""  # type: ignore[attr-defined]
    cause.sqlstate = sqlstate  # type: ignore[attr-defined]
    error = OperationalError(said)
    error.__cause__ = cause
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, error)
    assert (answer is not None) == answers
    if answer is not None:
        assert (answer.status_code, "Go back and send it again." in answer.content.decode()) == (409, True)


def test_what_the_database_refuses_to_hold_is_said_and_logged(rf: RequestFactory) -> None:
    request = rf.post("/hours")
    request.user, request.csp_nonce = AnonymousUser(), ""  # type: ignore[attr-defined]
    answer = RefusalMiddleware(lambda _request: HttpResponse()).process_exception(request, DataError("out of range"))
    assert answer is not None
    assert (answer.status_code, "Go back, load the page again" in answer.content.decode()) == (400, True)
