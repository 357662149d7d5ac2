"""An email address is found whatever its capitals, by an index, and a domain of another script in either spelling."""

from __future__ import annotations

import importlib

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import authenticate
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from tests.factories import make_account
from tests.people.entrance import PASSWORD, code_in, sign_up

from minga.core.any_case import as_typed, in_ascii
from minga.people.forms.accounts import ErasureForm
from minga.people.importing import VOLUNTEERS
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


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("mei@bücher.example", "mei@xn--bcher-kva.example"),
        ("mei@BÜCHER.example", "mei@xn--bcher-kva.example"),
        ("mei@xn--bcher-kva.example", "mei@xn--bcher-kva.example"),
        ("mei+a@straße.example", "mei+a@xn--strae-oqa.example"),
        ("mei@例子。中国", "mei@xn--fsqu00a.xn--fiqs8s"),
        ("Mei@Example.org", "Mei@Example.org"),
        ("用户@example.org", "用户@example.org"),
        ("mei@..ü", "mei@..ü"),
        ("bücher.example", "bücher.example"),
        ("", ""),
    ],
)
def test_a_domain_of_another_script_has_one_spelling(written: str, kept: str) -> None:
    assert in_ascii(written) == kept


def test_whoever_signs_up_in_one_browser_signs_in_from_another(client: Client) -> None:
    """Chromium sends the domain of an email in ASCII, Firefox as it was typed."""
    sign_up(client, email="mei+lan@bücher.example")
    assert mail.outbox[-1].to == ["mei+lan@xn--bcher-kva.example"]
    client.post("/account/confirm-email/", {"code": code_in(mail.outbox[-1])})
    assert "_auth_user_id" in client.session
    sign_up(Client(), email="mei+lan@xn--bcher-kva.example")
    assert Account.objects.count() == 1
    for typed in ("mei+lan@bücher.example", "Mei+Lan@xn--bcher-kva.EXAMPLE", "mei+lan@BÜCHER.example"):
        other = Client()
        other.post("/account/login/", {"login": typed, "password": PASSWORD})
        assert "_auth_user_id" in other.session, typed
    call_command("make_administrator", "mei+lan@bücher.example")


@pytest.mark.parametrize("typed", ["mei@bücher.example", "Mei@xn--bcher-kva.example"])
def test_either_spelling_confirms_an_erasure(typed: str) -> None:
    account = make_account(email="mei@xn--bcher-kva.example")
    assert ErasureForm({"confirmation": typed}, account=account).is_valid()
    assert not ErasureForm({"confirmation": "mei@bucher.example"}, account=account).is_valid()


def test_a_list_that_writes_the_domain_otherwise_makes_no_second_account() -> None:
    make_account(email="mei@xn--bcher-kva.example")
    values = VOLUNTEERS.tidied({"email": "Mei@BÜCHER.example"})
    assert values["email"] == "mei@xn--bcher-kva.example"


def test_addresses_of_before_are_brought_to_it_but_for_one_that_another_account_has() -> None:
    old, twice = make_account(email="mei@bücher.example"), make_account(email="li@bücher.example")
    make_account(email="LI@xn--bcher-kva.example")
    EmailAddress.objects.create(user=old, email=old.email, verified=True, primary=True)
    upgrade = importlib.import_module("minga.people.migrations.0002_one_spelling_of_addresses")
    upgrade.spell_as_letters_do(apps, None)
    old.refresh_from_db()
    twice.refresh_from_db()
    assert old.email == EmailAddress.objects.get(user=old).email == "mei@xn--bcher-kva.example"
    assert twice.email == "li@bücher.example"


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("mei@xn--bcher-kva.example", "mei@bücher.example"),
        ("wang@xn--fiqs8s.example", "wang@中国.example"),
        ("mei@example.org", "mei@example.org"),
        ("mei@xn--.example", "mei@xn--.example"),
        ("", ""),
    ],
)
def test_an_address_in_another_script_is_shown_as_its_person_writes_it(kept: str, shown: str) -> None:
    assert as_typed(kept) == shown
    assert in_ascii(as_typed(kept)) == kept


@pytest.mark.django_db
def test_ones_own_pages_show_ones_address_as_one_writes_it() -> None:
    account = make_account()
    type(account).objects.filter(pk=account.pk).update(email="mei@xn--bcher-kva.example")
    client = Client()
    client.force_login(account)
    for address in ("/account", "/inbox/wishes"):
        page = client.get(address).content.decode()
        assert ("mei@bücher.example" in page, "xn--" in page) == (True, False), address
