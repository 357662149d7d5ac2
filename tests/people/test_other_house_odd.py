"""Another house says odd things of somebody: no email, one that nobody confirmed, no name, nothing of who it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.core import mail
from django.test import Client
from tests.people import other_house
from tests.people.other_house import PERSON, answers, come_from, standing

from minga.people.models import Account
from minga.people.other_house import as_meant

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SIGN_UP = "/account/3rdparty/signup/"


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    with standing(settings) as address:
        yield address


def says(monkeypatch: pytest.MonkeyPatch, **person: Any) -> None:
    monkeypatch.setattr(other_house, "PERSON", {**PERSON, **person})


@pytest.mark.parametrize("name", [None, ["a"], {"first": "a"}, 7], ids=repr)
def test_a_name_that_is_no_text_leaves_the_field_empty(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch, name: Any
) -> None:
    says(monkeypatch, name=name)
    come_from(client, provider)
    assert client.get(SIGN_UP).context["form"]["name"].value() == ""


@pytest.mark.parametrize("email", [None, "no address", ["tern@house.example"], "x" * 300 + "@h.example"], ids=repr)
def test_without_an_email_one_is_asked_for_and_confirmed(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch, email: Any
) -> None:
    says(monkeypatch, email=email)
    come_from(client, provider)
    assert not client.get(SIGN_UP).context["form"]["email"].value()
    done = client.post(SIGN_UP, answers(email="new@else.example"))
    assert done["Location"] == "/account/confirm-email/"
    assert [letter.to for letter in mail.outbox] == [["new@else.example"]]
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("verified", [False, "false", "False", "no", None, 0], ids=repr)
def test_an_email_that_the_house_has_not_confirmed_is_confirmed_here(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch, verified: Any
) -> None:
    says(monkeypatch, email_verified=verified)
    come_from(client, provider)
    assert client.post(SIGN_UP, answers())["Location"] == "/account/confirm-email/"
    assert "_auth_user_id" not in client.session


def test_a_house_that_says_true_as_a_word_is_believed(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, email_verified="true")
    come_from(client, provider)
    client.post(SIGN_UP, answers())
    assert "_auth_user_id" in client.session


@pytest.mark.parametrize("sub", [None, "", " ", True, ["a"], {"a": 1}, "x" * 192], ids=repr)
def test_whoever_is_not_named_is_not_let_in_and_reads_why(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, sub: Any
) -> None:
    says(monkeypatch, sub=sub)
    back = come_from(client, provider)
    assert back.status_code == 401
    assert "did not tell us who you are" in back.content.decode()
    assert "sub is missing" in caplog.text
    assert not Account.objects.exists()


def test_a_number_names_somebody_too(client: Client, provider: str, monkeypatch: pytest.MonkeyPatch) -> None:
    says(monkeypatch, sub=7)
    come_from(client, provider)
    client.post(SIGN_UP, answers())
    later = Client()
    assert come_from(later, provider)["Location"] == "/"
    assert "_auth_user_id" in later.session


def test_another_subject_with_the_same_email_is_another_person(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_from(client, provider)
    client.post(SIGN_UP, answers())
    says(monkeypatch, sub="person-8")
    stranger = Client()
    assert come_from(stranger, provider)["Location"] == SIGN_UP
    stranger.post(SIGN_UP, answers())
    assert "_auth_user_id" not in stranger.session
    assert Account.objects.count() == 1


def test_a_new_email_at_the_house_is_still_the_same_person(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_from(client, provider)
    client.post(SIGN_UP, answers())
    says(monkeypatch, email="other@house.example")
    later = Client()
    assert come_from(later, provider)["Location"] == "/"
    assert Account.objects.get().email == PERSON["email"]


def test_claims_that_no_database_can_keep_keep_nobody_out(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(monkeypatch, name="Arctic\0 Tern\ud800", groups=[{"\0a": "b\0"}, float("nan")], quota=float("inf"))
    come_from(client, provider)
    assert client.get(SIGN_UP).context["form"]["name"].value() == "Arctic Tern"
    client.post(SIGN_UP, answers())
    assert "_auth_user_id" in client.session
    told = SocialAccount.objects.get().extra_data["userinfo"]
    assert (told["groups"], told["quota"]) == ([{"a": "b"}, None], None)


@pytest.mark.parametrize("part", ["\0", "\ud800"], ids=ascii)
def test_nobody_is_known_by_a_name_from_which_a_sign_was_taken(
    client: Client, provider: str, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    come_from(client, provider)
    client.post(SIGN_UP, answers())
    stranger = Client()
    says(monkeypatch, sub=f"person{part}-7")
    assert come_from(stranger, provider).status_code == 401
    says(monkeypatch, sub="person-8", email=f"tern{part}@house.example")
    come_from(stranger, provider)
    assert not stranger.get(SIGN_UP).context["form"]["email"].value()


def test_two_subjects_in_one_answer_are_refused() -> None:
    with pytest.raises(OAuth2Error, match="another than that of the ID token"):
        as_meant({"userinfo": {"sub": "a"}, "id_token": {"sub": "b"}})
    assert as_meant({"userinfo": {"sub": "a"}, "id_token": {"sub": "a"}})["userinfo"]["sub"] == "a"
