"""Signing up and in: verified, indistinguishable to strangers, kind to the young, a second factor for who decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from html import unescape
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone, translation
from tests.factories import make_account
from tests.people.entrance import PASSWORD, code_in, sign_in, sign_up, with_password
from tests.people.other_house import providers_at

from minga.core.audit.models import TrailEntry
from minga.core.days import add_months
from minga.core.notices.mail import Mail
from minga.people.adapters import AccountAdapter
from minga.people.models import Account, Consent, Profile

pytestmark = pytest.mark.django_db


@contextmanager
def provider_that_says(answer: bytes | None) -> Iterator[str]:
    """The address of a real server that gives this answer to everything; with None nobody listens there."""

    class Says(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer or b"")

        def log_message(self, *_args: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Says)
    Thread(target=server.serve_forever, daemon=True).start()
    if answer is None:
        server.shutdown()
        server.server_close()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    if answer is not None:
        server.shutdown()
        server.server_close()


def test_a_person_signs_up_confirms_by_code_and_is_in(client: Client) -> None:
    response = sign_up(client, matching="on")
    assert (response.status_code, response["Location"]) == (302, "/account/confirm-email/")
    account = Account.objects.get()
    assert (account.email, str(account)) == ("mei@example.org", "Mei Lan")
    assert Profile.objects.get(account=account).birth_date.isoformat() == "1999-05-04"
    assert [row.purpose for row in Consent.objects.filter(account=account)] == ["matching"]
    assert TrailEntry.objects.filter(verb="create_account", target_ref=account.ref).exists()
    assert "_auth_user_id" not in client.session
    assert client.get("/account/confirm-email/").status_code == 200
    full_width = "".join(chr(ord(sign) + 0xFEE0) for sign in code_in(mail.outbox[0]))  # as a Chinese keyboard types it
    response = client.post("/account/confirm-email/", {"code": full_width})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(account.pk)
    assert EmailAddress.objects.get(user=account).verified


def test_a_wrong_code_opens_nothing(client: Client) -> None:
    sign_up(client)
    response = client.post("/account/confirm-email/", {"code": "WRONGX"})
    assert response.status_code == 200
    assert b"not right" in response.content
    assert "_auth_user_id" not in client.session


def test_three_wrong_codes_say_how_to_get_a_new_one_and_signing_in_sends_it(client: Client) -> None:
    sign_up(client)
    for _try in range(3):
        response = client.post("/account/confirm-email/", {"code": "WRONGX"}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [("/account/login/", 302)]
    assert "Sign in, and we send you a new one." in page
    assert "five minutes" not in page
    mail.outbox.clear()
    response = client.post("/account/login/", {"login": "mei@example.org", "password": PASSWORD})
    assert response["Location"] == "/account/confirm-email/"
    response = client.post("/account/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert "_auth_user_id" in client.session


def test_three_wrong_codes_for_a_new_password_ask_for_a_new_code(client: Client) -> None:
    with_password(make_account(email="known@example.org"))
    client.post("/account/password/reset/", {"email": "known@example.org"})
    for _try in range(3):
        response = client.post("/account/password/reset/confirm/", {"code": "WRONGX"}, follow=True)
    assert "Ask for a new code." in response.content.decode()


def test_under_18_is_refused_kindly_and_nothing_is_kept(client: Client) -> None:
    today = timezone.localdate()
    born = add_months(today, -18 * 12) + timedelta(days=1)
    response = sign_up(client, birth_date=born.isoformat())
    text = response.content.decode()
    assert response.status_code == 200
    assert "You can join from" in text
    assert "We kept nothing" in text
    assert not Account.objects.exists()
    assert not EmailAddress.objects.exists()
    assert mail.outbox == []


def test_the_eighteenth_birthday_is_old_enough(client: Client) -> None:
    today = timezone.localdate()
    assert sign_up(client, birth_date=add_months(today, -18 * 12).isoformat()).status_code == 302


def test_without_the_tick_there_is_no_account(client: Client) -> None:
    response = sign_up(client, agree="")
    assert response.status_code == 200
    assert not Account.objects.exists()


def test_a_weak_password_is_refused(client: Client) -> None:
    assert sign_up(client, password1="password").status_code == 200
    assert not Account.objects.exists()


def test_a_password_close_to_the_e_mail_is_refused_in_words(client: Client) -> None:
    response = sign_up(client, password1="mei@example.org")
    assert "close to your name or email" in response.content.decode()
    assert not Account.objects.exists()


def test_a_stranger_cannot_tell_whether_an_account_exists(client: Client) -> None:
    with_password(make_account(email="known@example.org"))
    fresh = sign_up(client)
    mail.outbox.clear()
    again = sign_up(Client(), email="Known@example.org")
    assert (fresh.status_code, fresh["Location"]) == (again.status_code, again["Location"])
    assert Account.objects.count() == 2
    assert [letter.subject for letter in mail.outbox] == ["You have an account already"]


def test_nor_by_the_page_that_asks_for_the_code_and_what_it_says_to_a_wrong_one(client: Client) -> None:
    with_password(make_account(email="known@example.org"))
    stranger = Client()
    sign_up(client, email="other@example.org")
    sign_up(stranger, email="known@example.org")
    pages = []
    for one in (client, stranger):
        seen = [one.get("/account/confirm-email/"), one.post("/account/confirm-email/", {"code": "AAAA-BBBB"})]
        seen.append(one.post("/account/confirm-email/", {"action": "change", "email": "third@example.org"}))
        words = [re.sub(r'value="[^"]*"', "", page.content.decode()) for page in seen]
        pages.append([re.sub(r"(known|other)@example.org", "", text) for text in words])
    assert pages[0] == pages[1]
    assert "Create the account with another email" in pages[0][0]


def test_the_page_of_a_code_sends_it_where_it_is_checked(client: Client) -> None:
    with_password(make_account(email="wang@example.org"))
    page = client.post("/account/password/reset/", {"email": "wang@example.org"}, follow=True)
    assert page.redirect_chain
    assert f'<form method="post" action="{page.request["PATH_INFO"]}" class="mg-stack"' in page.content.decode()


def test_a_new_password_is_asked_for_alike_by_known_and_unknown(client: Client) -> None:
    with_password(make_account(email="known@example.org"))
    known = client.post("/account/password/reset/", {"email": "known@example.org"})
    unknown = Client().post("/account/password/reset/", {"email": "unknown@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [letter.subject for letter in mail.outbox] == ["Your code for a new password", "No account with this email"]


def test_signing_in_leads_where_one_wanted_to_go(client: Client) -> None:
    account = with_password(make_account())
    assert sign_in(client, account, next="/profile/languages")["Location"] == "/profile/languages"


def test_signing_in_never_leads_off_the_site(client: Client) -> None:
    account = with_password(make_account())
    assert sign_in(client, account, next="https://evil.example/")["Location"] == "/"


def test_tries_at_a_password_are_limited(client: Client) -> None:
    account = with_password(make_account())
    for _number in range(6):
        client.post("/account/login/", {"login": account.email, "password": "wrong"})
    response = sign_in(client, account)
    assert response.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_a_switched_off_account_does_not_come_in(client: Client) -> None:
    account = with_password(make_account())
    account.is_active = False
    account.save()
    sign_in(client, account)
    assert "_auth_user_id" not in client.session


def test_letters_are_in_the_language_of_the_person(client: Client) -> None:
    with_password(make_account(email="wang@example.org", language="zh-hans"))
    client.post("/account/password/reset/", {"email": "wang@example.org"})
    assert mail.outbox[0].subject == "您设置新密码的验证码"


def test_a_mail_server_that_does_not_answer_is_said_and_the_account_waits_for_it(client: Client, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    page = sign_up(client)
    assert page.status_code == 503
    assert "our mail server does not answer" in page.content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()  # a letter of this kind goes out each three minutes at most
    later = Client()
    later.post("/account/login/", {"login": "mei@example.org", "password": PASSWORD})
    assert later.post("/account/confirm-email/", {"code": code_in(mail.outbox[0])}).status_code == 302
    assert "_auth_user_id" in later.session


def test_the_cards_of_the_demonstration_sign_in(client: Client, settings: Any) -> None:
    settings.DEMONSTRATION = True
    account = make_account(name="Zhao Min", demonstration_card="auditor")
    assert b"Zhao Min" in client.get("/account/login/").content
    assert client.post("/people/demonstration/auditor", {"next": "/profile"})["Location"] == "/profile"
    assert client.post("/people/demonstration/auditor", {"next": "nowhere"})["Location"] == "/"
    assert client.session["_auth_user_id"] == str(account.pk)
    assert client.post("/people/demonstration/nobody").status_code == 404


def test_outside_the_demonstration_the_cards_do_not_exist(client: Client) -> None:
    make_account(name="Zhao Min", demonstration_card="auditor")
    assert b"Zhao Min" not in client.get("/account/login/").content
    assert client.post("/people/demonstration/auditor").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("answer", [None, b"{}", b"not json"], ids=["silent", "lacks all", "no JSON"])
def test_a_provider_that_does_not_answer_as_it_should_is_told_on_a_page(
    client: Client, settings: Any, answer: bytes | None
) -> None:
    with provider_that_says(answer) as address:
        settings.SOCIALACCOUNT_PROVIDERS = providers_at(address)
        page = client.post("/account/oidc/oidc/login/")
    assert page.status_code == 502
    assert "The other site did not tell us who you are." in page.content.decode()


def test_openid_connect_is_there_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    from minga.config.sign_in import openid_connect

    monkeypatch.delenv("OIDC_URL", raising=False)
    assert openid_connect() == {}
    monkeypatch.setenv("OIDC_URL", "https://login.example.org")
    monkeypatch.setenv("OIDC_NAME", "House of Youth")
    monkeypatch.setenv("OIDC_CLIENT_ID", "minga")
    provider = openid_connect()["openid_connect"]["APPS"][0]
    assert (provider["name"], provider["settings"]) == ("House of Youth", {"server_url": "https://login.example.org"})
    monkeypatch.setenv("OIDC_SECRET_BY", "basic")
    (provider,) = openid_connect()["openid_connect"]["APPS"]
    assert provider["settings"]["token_auth_method"] == "client_secret_basic"
    monkeypatch.setenv("OIDC_SECRET_BY", "pigeon")
    with pytest.raises(ImproperlyConfigured, match="OIDC_SECRET_BY"):
        openid_connect()


@pytest.mark.parametrize("production", [False, True])
def test_where_no_mail_server_carries_letters_the_page_of_the_code_leads_to_them(
    client: Client, settings: Any, tmp_path: Path, production: bool
) -> None:
    settings.LETTERS, settings.PRODUCTION = tmp_path, production
    sign_up(client)
    assert ('href="/letters"' in client.get("/account/confirm-email/").content.decode()) is not production


def test_letters_of_the_entrance_come_as_plain_text_and_html_alike(client: Client) -> None:
    with_password(make_account(email="wang@example.org", language="zh-hans"))
    client.post("/account/password/reset/", {"email": "wang@example.org"})
    letter = mail.outbox[0]
    assert isinstance(letter, Mail)  # whose subject begins on its own line, however long
    code = letter.body.split("\n\n")[1].strip()
    (html,) = [body for body, kind in letter.alternatives if kind == "text/html"]
    assert 'lang="zh-hans"' in html
    assert f">{code}</p>" in html
    assert all(words.strip() in unescape(html) for words in letter.body.split("\n\n")[:-1])


def test_the_letter_to_a_former_address_is_in_the_language_of_the_account(client: Client) -> None:
    account = with_password(make_account(email="old@example.org", language="zh-hans"))
    client.force_login(account)
    request = client.get("/account").wsgi_request
    account.email = "new@example.org"
    account.save()
    with translation.override("en"), request_context(request):
        AccountAdapter().send_notification_mail(
            "account/email/email_changed", account, {"from_email": "old@example.org", "to_email": account.email},
            email="old@example.org",
        )  # fmt: skip
    assert [letter.subject for letter in mail.outbox] == ["您的邮箱已更改"]
