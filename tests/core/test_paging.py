"""Pages whose keys are read first: the same rows as Django's paginator gives, in the same order, for a fixed price."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.paginator import Paginator
from django.db import connection
from django.db.models import F
from django.db.models.functions import Length
from django.test.utils import CaptureQueriesContext
from tests.factories import make_account, make_administrator

from minga.core.access.models import Holding
from minga.core.paging import KeysFirst
from minga.people.models import Account

pytestmark = pytest.mark.django_db
ASKED = (None, "", "1", "2", 3, "4", "99", "0", "-1", "x", "2.5", "١")


@pytest.fixture
def people() -> Any:
    for name in ("Wu", "An", "Li", "An", "Bo", "Cy", "An"):
        make_account(name=name)
    return Account.objects.annotate(length=Length("email")).order_by("name", "-length", "-pk")


@pytest.mark.parametrize("at_once", [False, True])
@pytest.mark.parametrize("number", ASKED)
def test_it_gives_what_djangos_paginator_gives(people: Any, number: Any, at_once: bool) -> None:
    plain, ours = Paginator(people, 3).get_page(number), KeysFirst(people, 3, at_once=at_once).get_page(number)
    assert [(row.pk, row.length) for row in ours] == [(row.pk, row.length) for row in plain]
    assert (ours.number, ours.paginator.count, ours.paginator.num_pages) == (plain.number, 7, 3)
    assert ours.has_next() == plain.has_next() and ours.has_previous() == plain.has_previous()


@pytest.mark.parametrize("at_once", [False, True])
def test_nothing_is_one_empty_page(at_once: bool) -> None:
    page = KeysFirst(Account.objects.none(), 3, at_once=at_once).get_page("2")
    assert list(page) == [] and page.number == page.paginator.num_pages == 1
    page = KeysFirst(Account.objects.filter(name="Nobody").order_by("pk"), 3, at_once=at_once).get_page(None)
    assert list(page) == [] and page.paginator.count == 0


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_read_beside_a_row_is_there(at_once: bool) -> None:
    make_administrator()
    rows = Holding.objects.select_related("account").order_by("pk")
    (row,) = KeysFirst(rows, 3, at_once=at_once).get_page(1)
    with CaptureQueriesContext(connection) as asked:
        assert row.account.name
    assert not asked


@pytest.mark.parametrize(("at_once", "price"), [(False, 3), (True, 2)])
def test_a_page_costs_three_questions_and_two_where_words_are_compared(people: Any, at_once: bool, price: int) -> None:
    with CaptureQueriesContext(connection) as asked:
        list(KeysFirst(people, 3, at_once=at_once).get_page("2"))
    assert len(asked) == price


def test_keys_are_put_in_order_without_what_stands_beside_them(people: Any) -> None:
    del people
    rows = Holding.objects.select_related("account").annotate(named=F("account__name")).order_by("-starts", "pk")
    make_administrator()
    with CaptureQueriesContext(connection) as asked:
        list(KeysFirst(rows, 3).get_page("1"))
    ordering = next(query["sql"] for query in asked if "ORDER BY" in query["sql"])
    assert "password" not in ordering and "people_account" not in ordering.partition("FROM")[0]
