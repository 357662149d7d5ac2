"""The heart of a visitor: signed out it leads to signing in, and back with the post kept."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests.factories import make_opportunity

from minga.assignments.models import Favourite

pytestmark = pytest.mark.django_db
LIST = "/opportunities?track=national"


def heart(post) -> str:
    return reverse("assignments:keep_in_mind", args=[post.ref])


def pressed(client: Client, post, *, on: str = "", said: dict[str, str] | None = None) -> str:
    """Where signing in leads after a visitor pressed the heart on a page, or whatever else the browser said of it."""
    came_from = {"Referer": f"http://testserver{on}"} if on else {}
    answer = client.get(heart(post), headers={"Sec-Fetch-Site": "same-origin", **came_from} if said is None else said)
    assert answer.status_code == 302
    way = urlsplit(answer["Location"])
    assert way.path == reverse("account_login")
    return parse_qs(way.query)["next"][0]


def test_each_card_and_each_page_has_a_heart_of_its_own_for_visitors(client: Client) -> None:
    posts = [make_opportunity(), make_opportunity()]
    page = client.get("/opportunities").content.decode()
    assert [page.count(f'href="{heart(post)}"') for post in posts] == [1, 1]
    assert page.count(f'id="op-{posts[0].ref}"') == 1
    assert "ref-of-this-post" not in page
    assert f'href="{heart(posts[0])}"' in client.get(f"/opportunities/{posts[0].ref}").content.decode()


def test_who_pressed_the_heart_and_signs_in_comes_back_to_the_list_with_the_post_kept(client: Client) -> None:
    post, person = make_opportunity(), make.make_volunteer()
    onward = pressed(client, post, on=LIST)
    assert not Favourite.objects.exists()
    client.force_login(person)
    back = client.get(onward, follow=True)
    assert back.request["PATH_INFO"] + "?" + back.request["QUERY_STRING"] == LIST
    assert f"“{post.title}” is kept in mind." in back.content.decode()
    assert [(row.account, row.description) for row in Favourite.objects.all()] == [(person, post)]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Referer": f"http://testserver{LIST}"}, 1),
        ({"Sec-Fetch-Site": "same-origin"}, 1),  # a browser that tells nobody the page before
        ({"Referer": f"http://testserver{LIST}"}, 1),  # one older than Sec-Fetch-Site
        ({"Sec-Fetch-Site": "cross-site"}, 0),
        ({"Sec-Fetch-Site": "cross-site", "Referer": "https://elsewhere.example/"}, 0),
        ({"Sec-Fetch-Site": "same-site", "Referer": "http://other.testserver/"}, 0),
        ({"Sec-Fetch-Site": "none"}, 0),  # typed, or out of a letter
        ({"Referer": "https://elsewhere.example/opportunities"}, 0),
        ({}, 0),
    ],
)
def test_signing_in_keeps_what_was_pressed_on_our_page_and_not_what_a_foreign_link_led_to(
    client: Client, said: dict[str, str], kept: int
) -> None:
    onward = pressed(client, make_opportunity(), said=said)
    client.force_login(make.make_volunteer())
    assert client.get(onward).status_code == 302
    assert Favourite.objects.count() == kept


def test_without_a_page_before_it_the_way_leads_back_to_the_post(client: Client) -> None:
    post = make_opportunity()
    onward = pressed(client, post)
    client.force_login(make.make_volunteer())
    assert client.get(onward)["Location"] == f"/opportunities/{post.ref}"
    assert Favourite.objects.count() == 1


def test_a_link_of_somebody_else_keeps_nothing_in_mind_and_leads_nowhere_else(client: Client) -> None:
    post = make_opportunity()
    client.force_login(make.make_volunteer())
    answer = client.get(f"{heart(post)}?back=https://elsewhere.example/")
    assert answer["Location"] == f"/opportunities/{post.ref}"
    assert not Favourite.objects.exists()


def test_what_was_meant_of_one_post_keeps_no_other_and_is_meant_once(client: Client) -> None:
    post, other = make_opportunity(), make_opportunity()
    onward = pressed(client, post)
    client.force_login(make.make_volunteer())
    client.get(heart(other))
    assert not Favourite.objects.exists()
    client.get(onward)
    client.post(heart(post))
    assert not Favourite.objects.exists()
    client.get(heart(post))
    assert not Favourite.objects.exists()


def test_whose_time_ran_out_while_they_read_signs_in_again_and_has_it_kept(client: Client) -> None:
    post = make_opportunity()
    answer = client.post(heart(post), {"back": LIST})
    onward = parse_qs(urlsplit(answer["Location"]).query)["next"][0]
    client.force_login(make.make_volunteer())
    assert client.get(onward)["Location"] == LIST
    assert Favourite.objects.count() == 1
