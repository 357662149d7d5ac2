"""Signing in with another house's account (OpenID Connect): the whole way against a real provider on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.people.other_house import answers, come_from, standing

from minga.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """The address of a provider that stands on this machine."""
    with standing(settings) as address:
        yield address


def test_the_button_stands_on_the_sign_in_page_by_setting_only(client: Client, settings: Any, provider: str) -> None:
    assert "House of Youth" in client.get("/account/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "House of Youth" not in client.get("/account/login/").content.decode()


def test_a_newcomer_answers_what_everybody_answers_and_is_known_the_next_time(client: Client, provider: str) -> None:
    back = come_from(client, provider)
    assert back["Location"] == "/account/3rdparty/signup/"
    assert not Account.objects.exists()
    page = client.get("/account/3rdparty/signup/").content.decode()
    assert "tern@house.example" in page
    assert 'value="Arctic Tern"' in page, "what the other house says of the name stands there already"
    done = client.post("/account/3rdparty/signup/", answers())
    assert done.status_code == 302
    assert Account.objects.get().profile.birth_date.isoformat() == "1999-05-04"
    later = Client()
    assert come_from(later, provider)["Location"] == "/"
    assert "_auth_user_id" in later.session


def test_under_18_is_refused_here_too_and_nothing_is_kept(client: Client, provider: str) -> None:
    come_from(client, provider)
    page = client.post("/account/3rdparty/signup/", answers(birth_date="2015-01-01"))
    assert "18" in page.content.decode()
    assert not Account.objects.exists()


def test_an_account_of_the_same_address_is_not_taken_over(client: Client, provider: str) -> None:
    mine = Account.objects.create_user(email="tern@house.example", password="river stone lantern 7")
    back = come_from(client, provider)
    client.post("/account/3rdparty/signup/", answers())
    assert "_auth_user_id" not in client.session
    assert Account.objects.get() == mine
    assert back.status_code == 302
    assert all("tern@house.example" in letter.to for letter in mail.outbox)
    assert "If you came from House of Youth: sign in first, then connect it" in mail.outbox[-1].body


def test_a_wrong_secret_is_told_to_the_person_and_named_in_the_log(
    client: Client, settings: Any, provider: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["secret"] = "another"
    back = come_from(client, provider)
    assert back.status_code == 401
    assert "did not tell us who you are" in back.content.decode()
    assert "OIDC_CLIENT_SECRET" in caplog.text
    assert "invalid_client" in caplog.text
