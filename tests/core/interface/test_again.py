"""Who was signed out while they wrote, or whose page is too old, sends it once more; scripts are not needed."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories import make_volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PATH = "/profile/experience"
FROM = {"HTTP_ORIGIN": "http://testserver"}
EXPERIENCE = {"title": "Keeper", "organisation": "A", "starts": "2024-02-01"}
SECRET = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
WORDS = 'I kept the "blue" book & counted what came.\nEach day.'


def secret(answer: Any) -> str:
    """Of the form in the middle of a page."""
    return SECRET.findall(answer.content.decode().split("<main")[1])[0]


def sent_again(answer: Any) -> dict[str, str]:
    """What the page that came back holds, as a browser would send it."""
    page = answer.content.decode().split("<main")[1]
    assert f'action="{PATH}"' in page
    return {name: unescape(value) for name, value in HIDDEN.findall(page)}


def test_what_somebody_wrote_who_was_signed_out_meanwhile_is_sent_once_more() -> None:
    account, client = make_volunteer(), Client(enforce_csrf_checks=True)
    client.force_login(account)
    form = {"title": "Keeper", "organisation": "A school", "starts": "2024-02-01", "description": WORDS}
    form["csrfmiddlewaretoken"] = secret(client.get(PATH))
    client.session.flush()
    answer = client.post(PATH, form, **FROM)
    assert answer.status_code == 401
    page = answer.content.decode()
    assert "You are signed out" in page and "in the name of whoever has signed in" in page
    assert "counted what came" in page.split("What you wrote")[1]
    assert client.post(PATH, form, HTTP_X_AUTOSAVE="1", **FROM).status_code == 401  # keeping.js says so beside the form
    client.force_login(account)
    client.get("/account/login/")
    client.cookies["csrftoken"] = "n" * 32  # signing in makes a new secret
    assert client.post(PATH, sent_again(answer), **FROM).status_code == 302  # at the first press
    row = account.profile.experience.get()
    assert (row.title, row.description.replace("\r\n", "\n")) == ("Keeper", WORDS)


def test_a_form_that_was_open_too_long_comes_back_and_is_sent_once_more() -> None:
    account, client = make_volunteer(), Client(enforce_csrf_checks=True)
    client.force_login(account)
    form = EXPERIENCE | {"csrfmiddlewaretoken": secret(client.get(PATH))}
    client.cookies["csrftoken"] = "n" * 32
    too_old = client.post(PATH, form, **FROM)
    assert (too_old.status_code, "This form has been open too long" in too_old.content.decode()) == (403, True)
    assert client.post(PATH, sent_again(too_old), **FROM).status_code == 302
    assert account.profile.experience.count() == 1


def test_what_another_site_or_another_address_sends_with_our_signature_is_refused() -> None:
    account, client = make_volunteer(), Client(enforce_csrf_checks=True)
    client.force_login(account)
    form = EXPERIENCE | {"csrfmiddlewaretoken": secret(client.get(PATH))}
    client.cookies["csrftoken"] = "n" * 32
    page = sent_again(client.post(PATH, form, **FROM))
    client.cookies["csrftoken"] = "m" * 32
    refused = [
        client.post(PATH, page, HTTP_ORIGIN="http://elsewhere.example"),
        client.post(PATH, page, HTTP_ORIGIN="null"),
        client.post(PATH, page),
        client.post(PATH, page | {"from_again": page["from_again"][:-1] + "_"}, **FROM),
        client.post("/profile/education", page, **FROM),
    ]
    assert [answer.status_code for answer in refused] == [403] * 5
    assert not account.profile.experience.exists()


def test_a_signature_of_another_browser_or_of_another_account_is_refused() -> None:
    account, other = make_volunteer(), make_volunteer()
    form = EXPERIENCE

    def came_back(client: Client) -> dict[str, str]:
        client.get("/account/login/")
        return sent_again(client.post(PATH, form | {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}, **FROM))

    stranger, client = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    stolen = came_back(stranger)
    client.force_login(account)
    client.cookies["csrftoken"] = "n" * 32
    assert client.post(PATH, stolen, **FROM).status_code == 403  # a browser to which nothing came back
    own = sent_again(client.post(PATH, form, **FROM))
    client.cookies["csrftoken"] = "m" * 32
    assert client.post(PATH, stolen, **FROM).status_code == 403  # one with a key of its own
    client.force_login(other)  # somebody else signs in on the same browser
    client.cookies["csrftoken"] = "o" * 32
    assert client.post(PATH, own, **FROM).status_code == 403
    assert not account.profile.experience.exists() and not other.profile.experience.exists()
    client.force_login(account)
    client.cookies["csrftoken"] = "p" * 32
    assert client.post(PATH, own, **FROM).status_code == 302


def test_the_key_of_a_browser_is_read_by_no_script_and_sent_from_no_other_site() -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/account/login/")
    client.post(PATH, {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}, **FROM)
    key = client.cookies["csrftoken_again"]
    assert (key["httponly"], key["samesite"], key["max-age"]) == (True, "Strict", 24 * 3600)


def test_another_site_a_password_and_cookies_refused_bring_nothing_back() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_volunteer())
    form = {"csrfmiddlewaretoken": secret(client.get(PATH)), "description": WORDS}
    client.cookies["csrftoken"] = "n" * 32
    for sent, headers in ((form, {"HTTP_ORIGIN": "http://elsewhere.example"}), (form | {"password": "x" * 30}, FROM)):
        answer = client.post(PATH, sent, **headers)
        assert (answer.status_code, "Send it again" in answer.content.decode()) == (403, False)
    answer = Client(enforce_csrf_checks=True).post(PATH, form, **FROM)
    assert "Your browser keeps no cookies for this site" in answer.content.decode()


def test_a_file_that_cannot_come_back_is_named() -> None:
    answer = Client().post("/profile/cv", {"file": SimpleUploadedFile("my cv.pdf", b"%PDF-1.7")}, **FROM)
    assert "choose my cv.pdf again" in answer.content.decode()


def test_the_title_of_a_page_that_refuses_begins_with_how_many_things_are_wrong() -> None:
    client = Client()
    client.force_login(make_volunteer())
    for form, title in (
        ({"organisation": "A school", "starts": "2024-02-01"}, "One thing is not right yet · Experience · Minga"),
        ({}, "3 things are not right yet · Experience · Minga"),
    ):
        assert f"<title>{title}</title>" in client.post(PATH, form).content.decode()
    assert "<title>Experience · Minga</title>" in client.get(PATH).content.decode()
