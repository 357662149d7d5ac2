"""An email address is found whatever its capitals, by an index."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from tests.factories import make_account

from minga.people.models import Account

pytestmark = pytest.mark.django_db


def test_whoever_signs_in_is_found_whatever_the_capitals() -> None:
    account = make_account(email="Li.Na@example.org")
    account.set_password("a long enough sentence")
    account.save()
    for words in ("li.na@EXAMPLE.org", "Li.Na@example.org"):
        assert Account.objects.get_by_natural_key(words) == account
        assert authenticate(None, username=words, password="a long enough sentence") == account
    assert not Account.objects.filter(email__any_case="li_na@example.org").exists(), "no letter stands for another"


def test_it_is_looked_up_in_an_index() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert "account_email_any_case" in Account.objects.filter(email__any_case="Li.Na@example.org").explain()
