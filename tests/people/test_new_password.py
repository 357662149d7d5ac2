"""A new password is asked for in the words of sign-up, wherever it is asked for."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_account

from minga.people.models import Account

pytestmark = pytest.mark.django_db
OLD, NEW = "river stone lantern 7", "seven loud geese sleep"
HELP = {
    "en": "At least 10 characters. A few words in a row are good.",
    "zh-hans": "至少 10 个字符，用几个连续的词语就很好。",
}


def somebody(language: str) -> Account:
    account = make_account(email="wang@example.org", language=language)
    account.set_password(OLD)
    account.save()
    return account


def after_code(account: Account) -> Client:
    """A browser whose holder has forgotten the password and typed the code of the letter."""
    client = Client(headers={"accept-language": account.language})
    client.post("/account/password/reset/", {"email": account.email})
    code = mail.outbox[-1].body.split("\n\n")[1].strip()
    client.post("/account/password/reset/confirm/", {"code": code})
    return client


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("way", ["forgotten", "changed"])
def test_a_new_password_is_asked_for_as_at_sign_up(way: str, language: str) -> None:
    account = somebody(language)
    client = after_code(account) if way == "forgotten" else signed_in(account)
    path = "/account/password/reset/complete/" if way == "forgotten" else "/account/password/change/"
    page = client.get(path).content.decode()
    main = page[page.index("<main") :]
    assert HELP[language] in main
    assert "placeholder" not in main
    assert re.search(r'id="id_password1-help"[^>]*>\s*<ul', main) is None
    assert main.count('/account/password/reset/"') == (1 if way == "changed" else 0)


def test_a_new_password_that_was_typed_twice_counts_and_the_old_one_no_longer() -> None:
    account = somebody("en")
    client = after_code(account)
    typed_once = client.post("/account/password/reset/complete/", {"password1": NEW, "password2": NEW + "!"})
    assert "You must type the same password each time." in typed_once.content.decode()
    client.post("/account/password/reset/complete/", {"password1": NEW, "password2": NEW})
    account.refresh_from_db()
    assert account.check_password(NEW)
    assert not account.check_password(OLD)
