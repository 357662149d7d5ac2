"""Finding: words in both languages, facets, order, what stays hidden, and what a page costs."""

from __future__ import annotations

import importlib
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils import timezone
from tests import factories as make
from tests.core.documents.pictures import picture
from tests.factories import make_opportunity

from minga.assignments.actions.opportunity_index import refresh_all, refresh_opportunity
from minga.assignments.actions.searches import keep_in_mind, pause_search, run_saved_searches, save_search
from minga.assignments.models import Description, Favourite, OpportunityRow, SavedSearch
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.segmenting import Wanted, wanted_words, words_of
from minga.core.notices.models import Notice
from minga.partners.actions.editing import set_logo
from minga.people.actions.consents import give_consent
from minga.people.models import Profile
from minga.sdgs.models import Goal, Target

pytestmark = pytest.mark.django_db


def keys(query: str) -> list[int]:
    return find(Search.of(QueryDict(query))).keys


def test_chinese_is_cut_into_pairs_and_latin_at_spaces():
    assert words_of(["空气质量 Air-Quality"]) == "air quality 气质 空气 质量 量"
    assert wanted_words("空气 officers 水") == (
        Wanted("空气", prefix=False), Wanted("officer", prefix=True), Wanted("水", prefix=True),
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", ["air", "AIR quality", "officers", "空气质量", "质量", "量", "空气 数据", "Beijing", "air-quality officer"]
)
def test_words_find_in_both_languages(words):
    description = make_opportunity(texts={"en": "Air-quality data officer", "zh-hans": "空气质量数据助理"})
    make_opportunity(texts={"en": "Teacher of music", "zh-hans": "音乐教师"}, country="KE")
    assert keys(f"q={words}") == [description.pk]


@pytest.mark.parametrize("words", ["zebra", "空中", '" OR 1', "a' | b", "\\", "***", "!!"])
def test_other_words_find_nothing_and_break_nothing(words):
    make_opportunity(texts={"en": "Data officer"})
    assert find(Search(words=words)).keys == []


def test_only_published_open_descriptions_are_found():
    for state in ("draft", "submitted", "ready_for_sourcing", "selecting", "filled", "cancelled"):
        make_opportunity(state=state)
    make_opportunity(is_template=True)
    make_opportunity(closes_on=timezone.localdate() - timedelta(days=2))
    last_day = make_opportunity(closes_on=timezone.localdate())
    assert keys("") == [last_day.pk]


def test_closing_soon_comes_first_and_newest_on_demand():
    today = timezone.localdate()
    late = make_opportunity(closes_on=today + timedelta(days=9))
    soon = make_opportunity(closes_on=today + timedelta(days=2))
    assert keys("") == [soon.pk, late.pk]
    assert keys("sort=newest") == [soon.pk, late.pk]
    Description.objects.filter(pk=late.pk).update(published_at=timezone.now() + timedelta(minutes=1))
    refresh_opportunity(late)
    assert keys("sort=newest") == [late.pk, soon.pk]


def test_values_of_a_facet_widen_and_facets_narrow_each_with_true_counts():
    make_opportunity(track="national")
    make_opportunity(track="national", country="KE")
    make_opportunity(track="online", duration_months=3)
    found = find(Search.of(QueryDict("track=national&track=online&country=CN")))
    assert found.total == 2
    assert found.counts["track"] == {"national": 1, "online": 1}
    assert found.counts["country"] == {"CN": 2, "KE": 1}
    assert found.counts["duration"] == {"long": 1, "short": 1}


def test_goals_of_a_description_are_a_facet():
    goal = Goal.objects.get_or_create(number=13, defaults={"colour": "#3F7E44", "short": {"en": "Climate action"}})[0]
    target = Target.objects.get_or_create(code="13.1", defaults={"goal": goal})[0]
    description = make.make_description()
    description.targets.add(target)
    refresh_opportunity(description)
    make_opportunity()
    assert keys("goal=13") == [description.pk]
    assert keys("q=climate") == [description.pk]


def test_an_organisation_is_a_facet_exactly_and_the_chip_takes_it_away(client):
    host, other = make.make_organisation(name="River"), make.make_organisation(name="River Friends")
    partner = make.make_organisation(name="Youth", is_host=False, is_partner=True)
    own, theirs = make_opportunity(host=host), make_opportunity(host=other, nominating_partner=partner)
    assert keys(f"organisation={host.ref}") == [own.pk]
    assert keys(f"organisation={partner.ref}") == [theirs.pk]
    page = client.get("/opportunities", {"organisation": host.ref})
    assert [chip.label for chip in page.context["chips"]] == ["River"]
    assert page.context["chips"][0].query == ""
    facet = next(facet for facet in page.context["facets"] if facet.name == "organisation")
    assert [(choice.label, choice.count, choice.chosen) for choice in facet.choices] == [
        ("River", 1, True), ("River Friends", 1, False), ("Youth", 1, False),
    ]  # fmt: skip


def test_an_organisation_that_is_not_registered_stands_in_no_facet(client):
    make_opportunity(host=make.make_organisation(name="Gone", state="suspended"))
    assert all(facet.name != "organisation" for facet in client.get("/opportunities").context["facets"])


@pytest.mark.parametrize("signed_in", [False, True])
def test_the_page_of_an_organisation_lists_what_is_open_there_and_leads_to_all(client, signed_in):
    if signed_in:
        client.force_login(make.make_volunteer(), backend="django.contrib.auth.backends.ModelBackend")
    host = make.make_organisation(name="River")
    make_opportunity(host=make.make_organisation(name="River Friends"), texts={"en": "Elsewhere"})
    empty = client.get(f"/organisations/{host.slug}").content.decode()
    assert "None is open at the moment." in empty
    for number in range(7):
        make_opportunity(
            host=host, texts={"en": f"Post {number}"}, closes_on=timezone.localdate() + timedelta(days=9 - number)
        )
    page = client.get(f"/organisations/{host.slug}").content.decode()
    shown = re.findall(r">(Post \d|Elsewhere)</a>", page)
    assert shown == ["Post 6", "Post 5", "Post 4", "Post 3", "Post 2"]
    assert "See all 7 open opportunities" in page
    assert f'href="/opportunities?organisation={host.ref}"' in page


def test_who_neither_hosts_nor_nominates_shows_no_opportunities(client):
    partner = make.make_organisation(is_host=False, is_partner=True)
    assert "Open opportunities" not in client.get(f"/organisations/{partner.slug}").content.decode()


def test_closing_takes_a_description_out_and_making_the_index_again_changes_nothing():
    description = make_opportunity()
    other = make_opportunity()
    Description.objects.filter(pk=description.pk).update(state="selecting")
    refresh_opportunity(description)
    assert keys("") == [other.pk]
    before = list(OpportunityRow.objects.order_by("pk").values_list("pk", "is_open", "words", "facts"))
    assert refresh_all() == 1
    assert list(OpportunityRow.objects.order_by("pk").values_list("pk", "is_open", "words", "facts")) == before


def page_queries(client, django_assert_max_num_queries, path: str) -> int:
    with django_assert_max_num_queries(200) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


@pytest.mark.once
@pytest.mark.parametrize("signed_in", [False, True])
def test_the_list_costs_the_same_at_1_and_at_100_rows(client, django_assert_max_num_queries, signed_in):
    if signed_in:
        client.force_login(make.make_volunteer(), backend="django.contrib.auth.backends.ModelBackend")
    make_opportunity()
    client.get("/opportunities")
    at_one = page_queries(
        client, django_assert_max_num_queries, "/opportunities?track=national&country=CN&q=assignment"
    )
    for _ in range(99):
        make_opportunity()
    at_hundred = page_queries(
        client, django_assert_max_num_queries, "/opportunities?track=national&country=CN&q=assignment"
    )
    assert at_hundred == at_one
    assert at_one <= (48 if signed_in else 20)


def test_the_list_answers_htmx_with_the_results_only(client):
    make_opportunity()
    whole, part = client.get("/opportunities"), client.get("/opportunities", headers={"HX-Request": "true"})
    assert b"<html" in whole.content and b"<html" not in part.content
    assert "HX-Request" in part["Vary"]


def test_a_page_that_is_not_there_is_the_last(client):
    for number in range(22):
        make_opportunity(texts={"en": f"Post {number}"})
    for address in ("/opportunities?page=2", "/opportunities?page=19"):
        page = client.get(address).content.decode()
        assert page.count("op-card-text") == 2 and "21 to 22 of 22" in page and "Nothing open" not in page


def test_an_empty_search_says_what_to_do(client):
    page = client.get("/opportunities?q=zebra").content.decode()
    assert "Nothing open fits this search" in page and "Sign up to save the search" in page
    assert page.count('class="btn btn-primary"') == 1, "Find is the one primary action"
    whole = client.get("/opportunities").content.decode()
    assert "No opportunity is open at the moment" in whole and "fits this search" not in whole


def test_a_text_in_another_language_says_so(client):
    description = make_opportunity(texts={"zh-hans": "数据助理"})
    page = client.get(f"/opportunities/{description.ref}").content.decode()
    assert "数据助理" in page and "This text exists in Chinese only." in page


def test_a_post_leads_whoever_has_not_finished_the_profile_there_and_not_to_an_empty_list(client):
    description = make_opportunity()
    profile = Profile.objects.create(
        account=make.make_account(), birth_date=timezone.localdate() - timedelta(days=20_000)
    )
    client.force_login(profile.account)
    page = client.get(f"/opportunities/{description.ref}").content.decode()
    assert '<a class="btn btn-primary" href="/profile">Finish your profile</a>' in page
    assert "See what you may apply for" not in page


def test_a_closed_one_says_so_kindly_and_offers_open_ones(client):
    closed, is_open = make_opportunity(state="selecting"), make_opportunity()
    page = client.get(f"/opportunities/{closed.ref}").content.decode()
    assert "This opportunity is closed." in page and f"/opportunities/{is_open.ref}" in page
    assert "noindex" in page


def test_a_draft_does_not_exist_for_the_public(client):
    assert client.get(f"/opportunities/{make_opportunity(state='draft').ref}").status_code == 404


def test_a_saved_search_tells_once_what_is_new_and_fits():
    volunteer = make.make_volunteer()
    make_opportunity(track="national")
    search = save_search(actor=volunteer, name="At home", query="track=national&page=3")
    assert search.query == "track=national"
    new = make_opportunity(track="national")
    make_opportunity(track="online")
    assert told(volunteer) == []  # nobody has agreed to matching yet
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    assert told(volunteer) == [f"/opportunities/{new.ref}"]
    SavedSearch.objects.update(last_run_at=search.created_at)
    assert told(volunteer) == [f"/opportunities/{new.ref}"]


def test_after_days_without_the_worker_a_search_misses_none_of_what_was_published():
    volunteer = make.make_volunteer()
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    save_search(actor=volunteer, name="Cranes", query="q=cranes")
    posts = [make_opportunity(texts={"en": f"Counting cranes, river {number}"}) for number in range(45)]
    assert sorted(told(volunteer)) == sorted(f"/opportunities/{post.ref}" for post in posts)


def test_who_saves_a_search_reads_whether_it_writes_and_agrees_to_it_with_one_press(client):
    volunteer = make.make_volunteer()
    client.force_login(volunteer)
    page = client.post("/opportunities/searches", {"name": "Cranes", "query": "q=cranes"}, follow=True)
    words = page.content.decode()
    assert "The search is saved." in words
    assert "We write when something new fits" not in words
    assert "We compare your skills, languages, experience and wishes with open posts" in words
    sent = {"purpose": "matching", "next": "/opportunities/saved", "verb": "give"}
    page = client.post("/account/consents", sent, follow=True)
    assert page.request["PATH_INFO"] == "/opportunities/saved"
    assert "Your searches are paused" not in page.content.decode()
    page = client.post("/opportunities/searches", {"name": "Frogs", "query": "q=frogs"}, follow=True)
    assert "We write when something new fits" in page.content.decode()
    leaving = client.post("/account/consents", {**sent, "next": "https://elsewhere.example/"})
    assert leaving["Location"] == "/"


def told(account) -> list[str]:
    run_saved_searches()
    return list(Notice.objects.filter(account=account, kind="assignments.search_found").values_list("url", flat=True))


def test_a_saved_search_may_rest_and_may_ask_for_what_one_may_apply_for():
    volunteer = make.make_volunteer(nationality="CN")
    give_consent(actor=volunteer, account=volunteer, purpose="matching")
    search = save_search(actor=volunteer, name="Mine", query="eligible=1")
    make_opportunity(track="national", country="KE")
    fits = make_opportunity(track="national", country="CN")
    search = pause_search(actor=volunteer, search=search, paused=True)
    assert told(volunteer) == []
    pause_search(actor=volunteer, search=search, paused=False)
    assert told(volunteer) == [f"/opportunities/{fits.ref}"]


def test_the_same_search_is_saved_once_and_twenty_at_most():
    volunteer = make.make_volunteer()
    for name in ("One", "Two"):
        save_search(actor=volunteer, name=name, query="track=online")
    assert [row.name for row in SavedSearch.objects.filter(account=volunteer)] == ["Two"]


def test_kept_in_mind_is_kept_once():
    volunteer, description = make.make_volunteer(), make_opportunity()
    keep_in_mind(actor=volunteer, description=description)
    keep_in_mind(actor=volunteer, description=description)
    assert Favourite.objects.filter(account=volunteer).count() == 1


def test_an_upgrade_teaches_the_index_which_organisations_take_part():
    description = make_opportunity()
    OpportunityRow.objects.update(facts={"cities": []})
    upgrade = importlib.import_module("minga.assignments.migrations.0005_opportunities_by_organisation")
    upgrade.forwards(apps, None)
    assert OpportunityRow.objects.get().facts == {"cities": [], "organisations": [description.host.ref]}


def test_the_page_of_an_opportunity_shows_the_logo_of_its_host_to_everybody(client):
    description = make_opportunity()
    path = f"/opportunities/{description.ref}"
    assert "op-logo" not in client.get(path).content.decode()
    upload = SimpleUploadedFile("logo.jpg", picture())
    host = set_logo(actor=make.make_administrator(), organisation=description.host, upload=upload)
    assert f'<img class="op-logo" src="/files/{host.logo.ref}" alt=""' in client.get(path).content.decode()
    assert client.get(f"/files/{host.logo.ref}").status_code == 200
