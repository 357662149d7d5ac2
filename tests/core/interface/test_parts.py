"""Parts of a page are sent to whom the page was drawn for; anybody else is sent the whole page."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.factories import make_description, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Favourite
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def drawn_for(reader: str, language: str = "en") -> dict[str, str]:
    return {"HX-Request": "true", "X-Drawn-For": f"{language}:{reader}"}


def test_whoever_the_page_was_drawn_for_is_sent_the_part() -> None:
    account = make_volunteer()
    for client, reader in ((Client(), ""), (signed_in(account), account.ref)):
        part = client.get("/opportunities?track=online", headers=drawn_for(reader))
        assert (part.status_code, "<html" in part.content.decode()) == (200, False)


def test_whoever_signed_in_or_out_in_another_tab_is_sent_the_whole_page() -> None:
    account, other = make_volunteer(), make_volunteer()
    for client, reader in ((signed_in(account), ""), (signed_in(account), other.ref), (Client(), account.ref)):
        answer = client.get("/opportunities?track=online&q=a b", headers=drawn_for(reader))
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["HX-Redirect"] == "/opportunities?track=online&q=a%20b"


def test_whoever_chose_another_language_in_another_tab_is_sent_the_whole_page() -> None:
    client = Client()
    client.cookies["django_language"] = "zh-hans"
    assert "HX-Redirect" in client.get("/opportunities", headers=drawn_for(""))
    assert client.get("/opportunities", headers=drawn_for("", "zh-hans")).status_code == 200


def test_a_press_on_the_page_of_somebody_else_changes_nothing_and_loads_the_page_anew() -> None:
    post, account, other = make_description(), make_volunteer(), make_volunteer()
    refresh_opportunity(post)
    client, path = signed_in(account), f"/opportunities/{post.ref}/keep"
    answer = client.post(path, headers=drawn_for(other.ref))
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")
    assert not Favourite.objects.exists()
    assert client.post(path, headers=drawn_for(account.ref)).status_code == 200
    assert Favourite.objects.get().account == account
