"""Saved searches: on two pages at once, and a post that was opened again."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.actions.descriptions import close_description, reopen_description
from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.actions.searches import pause_search, rename_search, run_saved_searches, save_search
from minga.assignments.models import Application, Description, SavedSearch
from minga.core.acting import SYSTEM
from minga.core.notices.models import Notice
from minga.people.actions.consents import give_consent

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


def told_after_running(volunteer) -> int:
    """How many notices there are now; the run must have counted what it added."""
    notices = Notice.objects.filter(account=volunteer, kind="assignments.search_found")
    before = notices.count()
    assert run_saved_searches() == notices.count() - before
    return notices.count()


def opened_again(post):
    officer = make.make_officer()
    close_description(actor=SYSTEM, description=post)
    return reopen_description(actor=officer, description=type(post).objects.get(pk=post.pk))


def test_a_post_that_was_opened_again_is_told_anew_and_once(volunteer) -> None:
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    save_search(actor=volunteer, name="Near me", query="")
    post = make.make_opportunity()
    assert [told_after_running(volunteer), told_after_running(volunteer)] == [1, 1]
    opened_again(post)
    assert [told_after_running(volunteer), told_after_running(volunteer)] == [2, 2]


def test_a_post_that_was_opened_again_is_new_to_a_search_saved_while_it_was_closed(volunteer) -> None:
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    post = make.make_opportunity()
    save_search(actor=volunteer, name="Near me", query="")
    assert told_after_running(volunteer) == 0
    opened_again(post)
    assert told_after_running(volunteer) == 1


def test_whoever_applied_there_before_is_not_told_that_it_is_new(volunteer) -> None:
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    save_search(actor=volunteer, name="Near me", query="")
    post = make.make_opportunity()
    Application.objects.create(account=volunteer, description=post, state="not_selected")
    opened_again(post)
    assert told_after_running(volunteer) == 0


def test_a_search_that_rests_and_is_saved_again_tells_nothing_of_what_came_in_between(volunteer) -> None:
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    search = save_search(actor=volunteer, name="Near me", query="")
    SavedSearch.objects.filter(pk=search.pk).update(last_run_at=timezone.now() - timedelta(days=9))
    search = pause_search(actor=volunteer, search=search, paused=True)
    missed = make.make_opportunity()
    hour_ago = timezone.now() - timedelta(hours=1)
    SavedSearch.objects.filter(pk=search.pk).update(last_run_at=hour_ago, created_at=hour_ago - timedelta(days=9))
    Description.objects.filter(pk=missed.pk).update(published_at=hour_ago + timedelta(minutes=20))
    refresh_opportunity(missed)
    assert told_after_running(volunteer) == 0
    assert save_search(actor=volunteer, name="Near us", query="").pk == search.pk
    assert told_after_running(volunteer) == 0
    make.make_opportunity()
    assert told_after_running(volunteer) == 1


def test_a_search_too_long_to_be_kept_whole_is_refused_and_not_cut_into_another(volunteer) -> None:
    query = urlencode({"country": [f"{one}{two}" for one in "ABCD" for two in "EFGHI"], "q": "志愿者" * 20}, doseq=True)
    client = signed_in(volunteer)
    answer = client.post("/opportunities/searches", {"name": "Everywhere", "query": query})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This search is too long to be kept." in page and "Leave some words or choices out of it." in page
    assert not SavedSearch.objects.exists()
    assert client.post("/opportunities/searches", {"name": "Crane", "query": "q=crane"}).status_code == 302
