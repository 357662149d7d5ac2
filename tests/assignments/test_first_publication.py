"""A post that was opened again keeps the day on which it was published first, wherever that day is read."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from tests.clients import signed_in
from tests.factories import make_officer, make_opportunity
from tests.files import rows_of

from minga.assignments.actions.descriptions import close_description, reopen_description
from minga.assignments.models import Description
from minga.assignments.queries.descriptions import list_of, with_next_steps
from minga.assignments.stepping import step_description

pytestmark = pytest.mark.django_db


def published(*, days_ago: int) -> Description:
    """An open post, published so many days ago by nobody, with the step of its way."""
    post, at = make_opportunity(), timezone.now() - timedelta(days=days_ago)
    Description.objects.filter(pk=post.pk).update(published_at=at)
    step_description(post, at=at)
    return Description.objects.get(pk=post.pk)


def opened_again(post: Description) -> Description:
    officer = make_officer()
    close_description(actor=officer, description=post)
    return reopen_description(actor=officer, description=Description.objects.get(pk=post.pk))


@pytest.fixture
def three() -> list[Description]:
    """Published 9, 30 and 20 days ago; the one of 30 days ago was opened again today."""
    first, again, last = (published(days_ago=days) for days in (9, 30, 20))
    return [first, opened_again(again), last]


def test_a_list_shows_the_first_publication_and_when_a_post_was_opened_again(three: list[Description]) -> None:
    client = signed_in(make_officer())
    client.post("/tables/assignments.descriptions/columns", {"column": ["published", "reopened"], "next": "/"})
    found = rows_of(client.get("/descriptions/table", {"as": "csv", "sort": "published"}))
    assert found[0][-2:] == ["Published on", "Opened again on"]
    days = [
        (row[0], *(datetime.fromisoformat(cell).date() if cell else None for cell in row[-2:])) for row in found[1:]
    ]
    today = timezone.localdate()
    ago = [today - timedelta(days=number) for number in (30, 20, 9)]
    assert days == [(three[1].number, ago[0], today), (three[2].number, ago[1], None), (three[0].number, ago[2], None)]
    shown = [row["post"] for row in client.get("/descriptions", {"sort": "reopened"}).context["rows"]]
    assert shown[0] == three[1]


def test_a_row_of_a_list_and_the_post_by_itself_say_the_same(three: list[Description]) -> None:
    for listed in with_next_steps(list_of(make_officer(), wanted={})):
        alone = Description.objects.get(pk=listed.pk)
        assert (listed.first_published_at, listed.opened_again_at, listed.closed_at) == (
            alone.first_published_at,
            alone.opened_again_at,
            alone.closed_at,
        )


def test_what_others_read_of_a_post_says_when_it_was_posted_first(client, three: list[Description]) -> None:
    first = (timezone.now() - timedelta(days=30)).date().isoformat()
    page = client.get(f"/opportunities/{three[1].ref}").content.decode()
    [script] = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, flags=re.DOTALL)
    assert json.loads(script)["datePosted"] == first
    items = client.get("/opportunities/feed.json").json()["items"]
    assert items[0]["date_published"][:10] == first  # it stands before the others still: it is news once more
    assert items[0]["date_modified"] > items[0]["date_published"]
    assert f"<published>{first}" in client.get("/opportunities/feed.atom").content.decode()
