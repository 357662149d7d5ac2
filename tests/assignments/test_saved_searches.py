"""Saved searches on two pages at once."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.actions.searches import rename_search, save_search
from minga.assignments.models import SavedSearch

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer():
    return make.make_volunteer()


def test_a_search_that_rests_already_rests_on_though_another_page_lets_it_rest_again(volunteer) -> None:
    search = save_search(actor=volunteer, name="Near me", query="")
    client = signed_in(volunteer)
    address = f"/opportunities/searches/{search.ref}/pause"
    for _press in range(2):
        page = client.post(address, {"paused": "1", "version": search.version}, follow=True)
        assert page.status_code == 200
        assert "“Near me” is paused; we write no more about it." in page.content.decode()
        assert SavedSearch.objects.get(pk=search.pk).is_paused
    page = client.post(address, {"paused": "0", "version": SavedSearch.objects.get(pk=search.pk).version}, follow=True)
    assert "We write again about “Near me”." in page.content.decode()
    assert not SavedSearch.objects.get(pk=search.pk).is_paused


@pytest.mark.parametrize("verb", ["pause", "delete"])
def test_a_search_that_was_changed_elsewhere_is_neither_laid_to_rest_nor_deleted_unread(volunteer, verb: str) -> None:
    search = save_search(actor=volunteer, name="Near me", query="")
    seen = search.version
    rename_search(actor=volunteer, search=search, name="Near my parents")
    client = signed_in(volunteer)
    answer = client.post(f"/opportunities/searches/{search.ref}/{verb}", {"paused": "1", "version": seen})
    assert answer.status_code == 409
    kept = SavedSearch.objects.get(pk=search.pk)
    assert (kept.name, kept.is_paused) == ("Near my parents", False)
