"""Coming in: what a newcomer types, the code of a letter, a password."""

from __future__ import annotations

import re
from typing import Any

from allauth.account.models import EmailAddress
from django.test import Client

from minga.people.models import Account

PASSWORD = "river stone lantern 7"


def answers(**changes: str) -> dict[str, str]:
    """What a newcomer types to sign up."""
    return {
        "name": "Mei Lan",
        "email": "Mei@example.org",
        "password1": PASSWORD,
        "birth_date": "1999-05-04",
        "language": "en",
        "agree": "on",
        **changes,
    }


def code_in(letter: Any) -> str:
    """The code that a letter brings."""
    found = re.search(r"^\s+([A-Z0-9-]{6,})\s*$", letter.body, re.MULTILINE)
    assert found, letter.body
    return found.group(1)


def sign_up(client: Client, **changes: str) -> Any:
    return client.post("/account/signup/", answers(**changes))


def with_password(account: Account) -> Account:
    """The account, which can sign in from now on."""
    account.set_password(PASSWORD)
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    return account


def sign_in(client: Client, account: Account, **more: str) -> Any:
    return client.post("/account/login/", {"login": account.email, "password": PASSWORD, **more})
