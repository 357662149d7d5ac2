"""Full-width digits and signs are read as usual ones in fields of numbers, days and addresses, and nowhere else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.test import Client
from django.utils.translation import override
from tests import factories as make

from minga.assignments.forms.applications import NominationForm
from minga.assignments.forms.service import LookUpForm
from minga.core.interface.reading import in_usual_signs
from minga.people.models import Profile


class Everything(forms.Form):
    day = forms.DateField()
    count = forms.IntegerField()
    amount = forms.DecimalField()
    email = forms.EmailField()
    words = forms.CharField()


def wide(text: str) -> str:
    """As a Chinese keyboard types it."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def test_each_kind_of_field_reads_full_width_signs_as_meant() -> None:
    typed = {"day": "2026-03-05", "count": "42", "amount": "-3.50", "email": "li.na@example.org", "words": "No. 5"}
    form = Everything({name: wide(text) for name, text in typed.items()})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["day"] == date(2026, 3, 5)
    assert form.cleaned_data["count"] == 42
    assert form.cleaned_data["amount"] == Decimal("-3.50")
    assert form.cleaned_data["email"] == "li.na@example.org"
    assert form.cleaned_data["words"] == wide("No. 5"), "prose keeps its signs"


def test_what_is_shown_again_is_what_was_read() -> None:
    form = Everything({"count": "４２", "email": "li＠example"})
    assert not form.is_valid()
    assert form["count"].value() == "42"
    assert form["email"].value() == "li@example"


def test_rows_of_a_formset_read_alike() -> None:
    rows = forms.formset_factory(Everything)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-count": "７", "form-0-amount": "３．５"}
    )
    assert not rows.is_valid()
    assert set(rows.forms[0].errors) == {"day", "email", "words"}


def test_the_dot_of_an_address_may_be_a_chinese_full_stop_and_digits_may_be_of_any_script() -> None:
    assert in_usual_signs("li＠example。org") == "li@example.org"
    assert in_usual_signs("٢٠٢٦") == "2026"


def test_addresses_to_nominate_and_the_number_of_a_certificate_are_read_alike() -> None:
    form = NominationForm({"emails": "a＠example．org；b＠example．org、c@example.org"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["emails"] == ["a@example.org", "b@example.org", "c@example.org"]
    look = LookUpForm({"number": wide("CERT-2026-00042"), "name": "李娜"})
    assert look.is_valid()
    assert look.cleaned_data["number"] == "CERT-2026-00042"


def test_addresses_to_nominate_may_be_as_a_mail_program_copies_them() -> None:
    form = NominationForm({"emails": "Wang Mei <Wang.Mei@example.org>; <li@example.org>, a@example.org\nb@example.org"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["emails"] == ["wang.mei@example.org", "li@example.org", "a@example.org", "b@example.org"]
    form = NominationForm({"emails": "a@example.org b@example.org  c@example.org\nLi Wei d@example.org"})
    assert form.errors["emails"] == ["“Li Wei d@example.org” is not an email address."]


@pytest.mark.django_db
def test_a_profile_takes_a_phone_and_a_birth_date_typed_in_full_width() -> None:
    account = make.make_volunteer()
    client = Client()
    client.force_login(account)
    typed = {
        "name": account.name,
        "birth_date": "２００１－０２－０３",
        "nationality": "CN",
        "residence": "CN",
        "phone": "＋８６　１０　１２３４　５６７８",
    }
    response = client.post("/profile/about", typed)
    assert response.status_code == 302, response.context["form"].errors
    profile = Profile.objects.get(account=account)
    assert (profile.birth_date, profile.phone) == (date(2001, 2, 3), "+86 10 1234 5678")


@pytest.mark.parametrize("typed", ["2026-03-05", "2026/3/5", "2026.03.05", "2026年3月5日", "٢٠٢٦-٠٣-٠٥"])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_day_is_read_in_every_order_that_starts_with_the_year(typed: str, language: str) -> None:
    with override(language):
        form = Everything({"day": typed, "count": "1", "amount": "١٢٫٥", "email": "a@example.org", "words": "-"})
        assert form.is_valid(), form.errors
    assert (form.cleaned_data["day"], form.cleaned_data["amount"]) == (date(2026, 3, 5), Decimal("12.5"))


def test_what_could_be_two_days_or_two_numbers_is_asked_for_again_with_an_example() -> None:
    form = Everything({"day": "03/04/2026", "count": "1", "amount": "1,234", "email": "a@example.org", "words": "-"})
    assert form.errors == {
        "day": ["Write the day as year-month-day, such as 2011-02-19."],
        "amount": ["Write a number such as 1234.5: a point before the decimals, no commas."],
    }


def test_a_box_of_one_line_holds_one_and_no_sign_that_turns_or_hides_the_rest() -> None:
    class Asked(forms.Form):
        name = forms.CharField()
        words = forms.CharField(widget=forms.Textarea)
        password = forms.CharField(widget=forms.PasswordInput)

    odd = "Ana\r\nMaría\t\u202eb\u202c\u200b می\u200cخواهم"
    form = Asked({"name": odd, "words": odd, "password": odd})
    assert form.is_valid()
    assert form.cleaned_data == {"name": "Ana María b می\u200cخواهم", "words": odd, "password": odd}
