"""Codes and passwords that are waited for no longer: whoever is sent back to the beginning reads why, once."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from tests.factories import make_account
from tests.people.entrance import sign_in, sign_up, with_password

pytestmark = pytest.mark.django_db
QUARTER_OF_AN_HOUR = 15 * 60
LATE = ("no longer counts", "too long ago")


def said(page: Any) -> str:
    text = page.content.decode()
    return next((words for words in LATE if words in text), "")


def asked_for_a_new_password(client: Client) -> str:
    client.post("/account/password/reset/", {"email": "nobody@example.org"})
    return "/account/password/reset/confirm/"


def signed_up(client: Client) -> str:
    sign_up(client)
    return "/account/confirm-email/"


def at_the_second_factor(client: Client) -> str:
    account = with_password(make_account())
    TOTP.activate(account, generate_totp_secret())
    sign_in(client, account)
    return "/account/2fa/authenticate/"


@pytest.mark.parametrize("way", ["GET", "POST"])
@pytest.mark.parametrize(
    ("begin", "words"),
    [
        (asked_for_a_new_password, "Ask for a new code."),
        (signed_up, "Sign in, and we send you a new one."),
        (at_the_second_factor, "Your password was typed too long ago."),
    ],
)
def test_who_took_longer_than_a_quarter_of_an_hour_reads_why_they_begin_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, begin: Any, words: str, way: str
) -> None:
    address = begin(client)
    assert not said(client.get(address)), "in time"
    then = time.time() + QUARTER_OF_AN_HOUR + 1
    monkeypatch.setattr(time, "time", lambda: then)
    ask = client.get if way == "GET" else client.post
    page = ask(address, {"code": "ABCD-EFGH"}, follow=True)
    assert page.redirect_chain == [("/account/login/", 302)]
    assert words in page.content.decode()
    assert not said(client.get("/account/login/")), "once"


def test_three_wrong_codes_say_that_alone(client: Client) -> None:
    address = asked_for_a_new_password(client)
    for _try in range(3):
        page = client.post(address, {"code": "WRONGX"}, follow=True)
    assert page.content.decode().count("no longer counts") == 1
