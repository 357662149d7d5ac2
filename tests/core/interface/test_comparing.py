"""Two people before one form: what only one of them changed is kept, what both changed is said to the second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

import pytest
from tests import factories as make
from tests.at_once import at_once
from tests.clients import signed_in
from tests.two_pages import Page

from minga.assignments.models import Category, ClearanceRequirement, EligibilityRule, Rate
from minga.core.audit.models import TrailEntry
from minga.core.money.models import Currency
from minga.core.notices import queries as notices
from minga.partners.models import Organisation
from minga.people.models import Account

pytestmark = pytest.mark.django_db


Case = tuple[Account, str, dict[str, str], dict[str, str], Callable[[], tuple[object, object]]]


def organisation() -> Case:
    row = make.make_organisation(name="Alpha", type="university", about={"en": "Words."}, is_host=True)
    return (
        make.make_focal_point(row),
        f"/organisations/{row.slug}/edit",
        {"about_en": "One's words."},
        {"website": "https://alpha.example"},
        lambda: tuple(Organisation.objects.values_list("about__en", "website").get(pk=row.pk)),
    )


def settings() -> Case:
    account = make.make_volunteer()
    return (
        account,
        "/account/settings",
        {"local_name": "李娜"},
        {"timezone_name": "Asia/Shanghai"},
        lambda: tuple(Account.objects.values_list("local_name", "timezone").get(pk=account.pk)),
    )


def category() -> Case:
    row = make.make_category("corps")
    return (
        make.make_administrator(),
        f"/categories/{row.ref}/edit",
        {"about-en": "For a year."},
        {"offer_days": "9"},
        lambda: tuple(Category.objects.values_list("about__en", "offer_days").get(pk=row.pk)),
    )


def rule() -> Case:
    row = EligibilityRule.objects.get(category=make.make_category("corps"))
    return (
        make.make_administrator(),
        f"/categories/{row.category.ref}/rules/{row.ref}",
        {"source": "A circular"},
        {"min_age": "20"},
        lambda: tuple(EligibilityRule.objects.values_list("source", "min_age").get(pk=row.pk)),
    )


def requirement() -> Case:
    row = ClearanceRequirement.objects.create(
        category=make.make_category("corps"), kind="medical", in_force_from=date(2026, 1, 1)
    )
    return (
        make.make_administrator(),
        f"/categories/{row.category.ref}/clearances/{row.ref}",
        {"source": "A circular"},
        {"valid_months": "12"},
        lambda: tuple(ClearanceRequirement.objects.values_list("source", "valid_months").get(pk=row.pk)),
    )


def rate() -> Case:
    Currency.objects.get_or_create(code="USD", defaults={"names": {"en": "US dollar"}})
    row = Rate.objects.create(
        kind="living_allowance", unit="month", amount=Decimal(1500), currency_id="USD", in_force_from=date(2026, 1, 1)
    )  # fmt: skip
    return (
        make.make_administrator(),
        f"/rates/{row.ref}",
        {"source": "A circular"},
        {"amount": "1600"},
        lambda: tuple(Rate.objects.values_list("source", "amount").get(pk=row.pk)),
    )


CASES = [organisation, settings, category, rule, requirement, rate]


@pytest.mark.parametrize("case", CASES)
def test_two_people_who_change_different_fields_lose_nothing(case: Callable[[], Case]) -> None:
    who, path, one, other, read = case()
    first, second = Page(signed_in(who), path), Page(signed_in(who), path)
    answer = first.send(**one)
    assert answer.status_code == 302, answer.context["form"].errors
    assert second.send(**other).status_code == 302
    assert tuple(str(value).removesuffix(".0000") for value in read()) == (*one.values(), *other.values())


@pytest.mark.parametrize("case", CASES)
def test_the_second_sees_what_the_first_wrote_and_keeps_what_was_typed(case: Callable[[], Case]) -> None:
    who, path, one, _other, read = case()
    ((name, value),) = one.items()
    first, second = Page(signed_in(who), path), Page(signed_in(who), path)
    first.send(**one)
    before = TrailEntry.objects.count()
    late = second.send(**{name: "My own"})
    body = late.content.decode()
    assert late.status_code == 409
    assert f"It now says: {value}." in body.replace("&#x27;", "'")
    assert "My own" in body
    assert str(read()[0]) == value
    assert TrailEntry.objects.count() == before
    second.send(**{name: "My own"})
    assert str(read()[0]) == "My own"


def test_wishes_of_two_tabs_add_up() -> None:
    account = make.make_volunteer()
    one, two = Page(signed_in(account), "/inbox/wishes"), Page(signed_in(account), "/inbox/wishes")
    (first, second) = [name for name, values in one.fields.items() if values != ["inbox"]][:2]
    one.send(**{first: "inbox"})
    two.send(**{second: "inbox"})
    assert list(notices.wishes_of(account).values()) == ["inbox", "inbox"]
    assert two.send(**{first: "daily"}).status_code in (302, 409)


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_two_administrators_at_once_lose_nothing() -> None:
    row = make.make_category("corps")
    path = f"/categories/{row.ref}/edit"
    pages = {name: Page(signed_in(make.make_administrator()), path) for name in ("about-en", "name-zh-hans")}

    def write(name: str) -> int:
        return pages[name].send(**{name: "New"}).status_code

    answers = at_once(*(partial(write, name) for name in pages))
    row.refresh_from_db()
    assert answers == [302, 302]
    assert (row.about["en"], row.names["zh-hans"]) == ("New", "New")
