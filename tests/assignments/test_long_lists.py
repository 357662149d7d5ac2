"""Lists of one person, of a partner and of categories come page by page, however long they grow; nothing is cut off."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.models import Favourite

pytestmark = pytest.mark.django_db
MANY = 26


def applications(many: int) -> Any:
    person = make.make_volunteer()
    for _ in range(many):
        make.make_application(description=make.make_opportunity(), account=person, state="submitted")
    return person


def kept_in_mind(many: int) -> Any:
    person = make.make_volunteer()
    for _ in range(many):
        Favourite.objects.create(account=person, description=make.make_opportunity())
    return person


def posts_to_nominate_for(many: int) -> Any:
    partner = make.make_organisation(is_partner=True)
    for _ in range(many):
        make.make_opportunity(nominating_partner=partner)
    return make.make_partner_representative(partner)


def categories(many: int) -> Any:
    for number in range(many):
        make.make_category(f"made-{number:02}")
    return make.make_volunteer()


@pytest.mark.parametrize(
    ("made", "address", "row"),
    [
        (applications, "/applications", r'href="/applications/\w+"'),
        (kept_in_mind, "/opportunities/saved", r'id="op-\w+"'),
        (posts_to_nominate_for, "/nominations", r'<h2><a href="/opportunities/\w+"'),
        (categories, "/categories", r'href="/categories/[\w-]+"'),
    ],
)
def test_a_long_list_has_pages_which_hold_every_row_once(made: Callable[[int], Any], address: str, row: str) -> None:
    client = signed_in(made(MANY))
    pages = [client.get(f"{address}?page={number}").content.decode() for number in (1, 2)]
    assert all('class="mg-pager"' in page for page in pages)
    found = [re.findall(row, page) for page in pages]
    assert all(found)
    assert len({one for page in found for one in page}) == sum(len(set(page)) for page in found) == MANY
