"""The letter box of development gives out a person's letters and forgets them with the person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.mail import send_mail
from django.test import Client
from tests.clients import queries_of, queries_of_second_look
from tests.factories import make_account

from minga.core.operating import letters, personal
from minga.people.actions.erasing import erase_account
from minga.people.models import Account

pytestmark = pytest.mark.django_db
BOX = "minga.core.operating.letters.LetterBox"


@pytest.fixture
def box(settings: Any, tmp_path: Path) -> Path:
    settings.LETTERS, settings.EMAIL_BACKEND = tmp_path, BOX
    return tmp_path


@pytest.fixture
def person(box: Path) -> Account:
    account = make_account(name="Zoë Quillwort", email="zoe@example.org")
    account.local_name = "佐伊"
    account.save()
    send_mail("Your code", "It is good for 15 minutes.", None, ["Zoe@example.org"])
    send_mail("Signed", "Zoë Quillwort signed the contract.", None, ["officer@example.org"])
    send_mail("已签署", "佐伊已签署合同。", None, ["officer@example.org"])
    send_mail("Digest", "Two posts fit.", None, ["somebody@example.org"])
    return account


def test_a_person_takes_the_letters_to_them_along(person: Account) -> None:
    assert [row["subject"] for row in personal.export(person)["letters"]] == ["Your code"]


def test_erasure_deletes_letters_to_a_person_and_about_them_and_no_other(
    person: Account, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=person, account=person)
    assert [letters.read(path).subject for path in letters.letters()] == ["Digest"]


def test_letters_of_somebody_whose_address_or_words_hold_anothers_are_left_alone(
    box: Path, django_capture_on_commit_callbacks: Any
) -> None:
    account = make_account(name="Li", email="ann@example.org")
    send_mail("Library assistant", "It was published.", None, ["joann@example.org"])
    send_mail("Invitation", "joann@example.org was invited.", None, ["ann@example.org.cn"])
    send_mail("Your code", "It is good for 15 minutes.", None, ["Ann <Ann@example.org>"])
    send_mail("Signed", "Li signed the contract.", None, ["officer@example.org"])
    send_mail("Not delivered", "To ann@example.org. It is tried again.", None, ["officer@example.org"])
    assert [row["subject"] for row in personal.export(account)["letters"]] == ["Your code"]
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=account, account=account)
    assert {letters.read(path).subject for path in letters.letters()} == {"Library assistant", "Invitation"}


def test_an_address_of_another_script_is_found_as_letters_carry_it(
    box: Path, django_capture_on_commit_callbacks: Any
) -> None:
    account = make_account(name="Jürgen Grün", email="grun+test@bücher.example")
    send_mail("Your code", "It is good for 15 minutes.", None, [account.email])
    assert "xn--bcher-kva" in letters.read(letters.letters()[0]).to
    assert [row["subject"] for row in personal.export(account)["letters"]] == ["Your code"]
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=account, account=account)
    assert letters.letters() == []


def test_letters_stay_where_the_erasure_is_undone(person: Account) -> None:
    personal.erase(person)
    assert len(letters.letters()) == 4


def test_letters_are_folded_but_for_the_newest(client: Client, box: Path) -> None:
    """So that a page of twenty fits a phone; the newest is what whoever develops looks for."""
    for number in range(3):
        send_mail(f"Letter {number}", f"Words {number}", None, ["somebody@example.org"])
    page = client.get("/letters").content.decode()
    opened, folded = '<details class="mg-card mg-measure" open>', '<details class="mg-card mg-measure">'
    assert (page.count(opened), page.count(folded)) == (1, 2)
    assert page.index(opened) < page.index("Letter 2") < page.index(folded)


@pytest.mark.once
def test_the_page_costs_the_same_queries_for_one_letter_and_for_a_hundred(client: Client, box: Path) -> None:
    send_mail("Letter 0", "Words", None, ["somebody@example.org"])
    one = queries_of_second_look(client, "/letters")
    for number in range(1, 100):
        send_mail(f"Letter {number}", "Words", None, ["somebody@example.org"])
    assert queries_of(client, "/letters") == one == 0
