"""What the entrance asks of somebody with a passkey, an app, recovery codes, or only some of them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.test import Client
from tests.factories import make_account

from minga.people.models import Account
from minga.people.proofs import SIGNED_IN_AT

pytestmark = pytest.mark.django_db
PASSWORD = "river stone lantern 7"
BROWSER = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36"


@pytest.fixture
def person() -> Account:
    account = make_account()
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    return account


def add_passkey(account: Account) -> None:
    """Good enough for the pages; only a browser can use it."""
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})


def sign_in(client: Client, account: Account) -> Any:
    return client.post("/account/login/", {"login": account.email, "password": PASSWORD})


def ways_to_prove(client: Client) -> list[str]:
    page = client.get("/account/reauthenticate/").content.decode()
    return re.findall(r'<a class="btn btn-quiet" href="[^"]*authenticate/[^"]*">([^<]+)</a>', page)


@pytest.mark.parametrize(
    ("held", "ways"),
    [
        ("", []),
        ("app", ["Use the authenticator app"]),
        ("passkey codes", ["Use a passkey", "Use a recovery code"]),
        ("passkey", ["Use a passkey"]),
        ("app passkey codes", ["Use a passkey", "Use the authenticator app"]),
    ],
)
def test_nobody_is_asked_for_what_they_do_not_have(client: Client, person: Account, held: str, ways: list[str]) -> None:
    if "app" in held:
        TOTP.activate(person, generate_totp_secret())
    if "passkey" in held:
        add_passkey(person)
    if "codes" in held:
        RecoveryCodes.activate(person)
    client.force_login(person)
    assert sorted(ways_to_prove(client)) == sorted(ways)


def test_signing_in_without_an_app_does_not_speak_of_one(client: Client, person: Account) -> None:
    RecoveryCodes.activate(person)
    TOTP.activate(person, generate_totp_secret())
    sign_in(client, person)
    page = client.get("/account/2fa/authenticate/").content.decode()
    assert "authenticator app" in page
    assert "mfa_webauthn_authenticate" not in page


@pytest.mark.django_db(transaction=True)
def test_who_has_an_app_and_no_password_sees_the_codes_without_another_code(client: Client, person: Account) -> None:
    """The app's code was typed a moment ago, and the same is not taken twice."""
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    client.get("/account/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06}"
    done = client.post("/account/2fa/totp/activate/", {"code": code})
    assert done["Location"] == "/account/2fa/recovery-codes/"
    assert client.get(done["Location"]).status_code == 200
    kept = client.get("/account/2fa/recovery-codes/download/").content.decode().splitlines()
    assert kept[:2] == [f"Recovery codes of {person.email} at testserver. Each works once.", ""]
    assert [len(code) for code in kept[2:12]] == [8] * 10


def test_few_recovery_codes_are_said_and_none_left_offers_new_ones(client: Client, person: Account) -> None:
    TOTP.activate(person, generate_totp_secret())
    codes = RecoveryCodes.activate(person).get_unused_codes()
    for number, code in enumerate(codes, start=1):
        browser = Client()
        sign_in(browser, person)
        assert browser.post("/account/2fa/authenticate/", {"code": code})["Location"] == "/"
        told = re.search(r"(\d+) recovery codes? (?:is|are) left", browser.get("/").content.decode())
        assert (told and int(told[1])) == (10 - number if number >= 7 else None)
    browser.post("/account/reauthenticate/", {"password": PASSWORD})
    page = browser.get("/account/2fa/recovery-codes/").content.decode()
    assert "0 of 10 codes are left" in page
    assert "recovery-codes/download" not in page
    assert 'class="btn btn-primary" href="/account/2fa/recovery-codes/generate/"' in page


def test_letters_about_the_account_name_the_browser_as_its_owner_knows_it(person: Account) -> None:
    client = Client(HTTP_USER_AGENT=BROWSER)
    client.force_login(person)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/password/change/")
    again = {"password1": "another river stone 8", "password2": "another river stone 8"}
    client.post("/account/password/change/", {"oldpassword": PASSWORD, **again})
    assert "with this browser: Chrome on Android\n" in mail.outbox[-1].body


@pytest.mark.parametrize("path", ["/account/2fa/totp/activate/", "/account/2fa/webauthn/add/"])
def test_the_first_proof_asks_for_no_password_after_signing_in(client: Client, person: Account, path: str) -> None:
    sign_in(client, person)
    assert client.get(path).status_code == 200
    session = client.session
    session[SIGNED_IN_AT] -= 301
    session.save()
    assert client.get(path)["Location"].startswith("/account/reauthenticate/")


def test_a_further_proof_and_grave_steps_ask_for_it_as_before(client: Client, person: Account) -> None:
    sign_in(client, person)
    assert client.get("/account/erase").status_code == 302
    add_passkey(person)
    assert "reauthenticate" in client.get("/account/2fa/totp/activate/")["Location"]
