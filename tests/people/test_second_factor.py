"""The second factor: set up, asked for, required of those who decide over others."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from tests.factories import give_role, make_account, make_officer
from tests.house.tree import PACKAGE
from tests.people.entrance import sign_in, with_password

from minga.core.access.models import Role
from minga.people.rules import must_hold_second_factor

pytestmark = pytest.mark.django_db
PASSWORD = "river stone lantern 7"


def test_a_second_factor_is_asked_for_where_one_is_set_up(client: Client) -> None:
    account = with_password(make_account())
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    assert sign_in(client, account)["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/authenticate/").status_code == 200
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"}).content.decode()
    assert "type the newest one" in wrong
    code = hotp_value(secret, next(iter(yield_hotp_counters_from_time())))
    response = client.post("/account/2fa/authenticate/", {"code": f"{code:06}"})
    assert response["Location"] == "/"


def test_the_picture_for_the_app_is_readable_in_the_dark_too(client: Client) -> None:
    """A camera reads dark on light; the picture brings no ground of its own."""
    sign_in(client, with_password(make_account()))
    path = "/account/2fa/totp/activate/"
    client.post(f"/account/reauthenticate/?next={path}", {"password": PASSWORD})
    page = client.get(path).content.decode()
    assert re.search(r'<img class="mg-code-picture" src="data:image/svg', page)
    rules = (PACKAGE / "core/interface/static/interface/css/forms.css").read_text(encoding="utf-8")
    assert re.search(r"\.mg-code-picture \{ background: #fff;", rules)


def test_an_app_on_the_same_phone_is_opened_by_a_link_or_given_the_key(client: Client) -> None:
    sign_in(client, with_password(make_account()))
    path = "/account/2fa/totp/activate/"
    client.post(f"/account/reauthenticate/?next={path}", {"password": PASSWORD})
    page = client.get(path).content.decode()
    found = re.search(r'href="(otpauth://totp/[^"]+)"', page)
    assert found, "no link for the app on this device"
    secret = re.search(r"secret=([A-Z2-7]+)", found[1])[1]  # type: ignore[index]
    assert re.search(rf'<input [^>]*id="totp-key" value="{secret}" readonly', page)
    assert 'data-copy="totp-key"' in page


def test_a_recovery_code_lets_in_once(client: Client) -> None:
    account = with_password(make_account())
    TOTP.activate(account, generate_totp_secret())
    code = RecoveryCodes.activate(account).get_unused_codes()[0]
    sign_in(client, account)
    assert client.post("/account/2fa/authenticate/", {"code": code})["Location"] == "/"
    other = Client()
    sign_in(other, account)
    assert other.post("/account/2fa/authenticate/", {"code": code}).status_code == 200


@pytest.mark.parametrize(
    "role",
    ["programme_officer", "regional_manager", "finance_officer", "auditor", "data_protection_officer", "administrator"],
)
def test_who_decides_over_others_sets_up_a_second_factor_first(client: Client, settings: Any, role: str) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    account = make_account()
    give_role(account, role)
    client.force_login(account)
    response = client.get("/profile")
    assert response["Location"] == "/account/2fa/?next=%2Fprofile"
    assert client.get("/account/2fa/").status_code == 200
    assert client.get("/sw.js").status_code == client.get("/offline").status_code == 200
    RecoveryCodes.activate(account)
    assert client.get("/profile").status_code == 302
    for own in ("settings", "consents", "my-data", "erase"):
        assert client.get(f"/account/{own}")["Location"].startswith("/account/2fa/"), own
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize("role", [None, Role.FACILITATOR, Role.EVENT_MANAGER])
def test_others_go_on_without_one(client: Client, settings: Any, role: str | None) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    account = make_account()
    if role:
        give_role(account, role)
    assert not must_hold_second_factor(account)
    client.force_login(account)
    assert client.get("/profile").status_code == 200


@pytest.mark.parametrize(("demonstration", "asked"), [("1", "False"), ("", "True")])
def test_only_the_demonstration_asks_for_no_second_factor(demonstration: str, asked: str, tmp_path: Path) -> None:
    code = "from minga.config import settings; print(settings.SECOND_FACTOR_REQUIRED)"
    surroundings = {"PATH": os.environ["PATH"], "MINGA_DEMO": demonstration, "MINGA_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", code], env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == asked


def test_an_officer_keeps_the_second_factor(settings: Any) -> None:
    from minga.people.adapters import SecondFactorAdapter

    settings.SECOND_FACTOR_REQUIRED = True
    officer = make_officer()
    only = TOTP.activate(officer, generate_totp_secret()).instance
    assert not SecondFactorAdapter().can_delete_authenticator(only)
    Authenticator.objects.create(user=officer, type=Authenticator.Type.WEBAUTHN, data={})
    assert SecondFactorAdapter().can_delete_authenticator(only)
