"""Reads whose SQL is written once give what Django's own querysets give, for every value and on every thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from tests import factories as make

from minga.assignments.models import Description, DescriptionText, Seat
from minga.assignments.queries.opportunity_page import post_with_parts
from minga.core.written import Written, of_keys, put_beside

pytestmark = pytest.mark.django_db

TEXTS = Written(lambda pk: DescriptionText.objects.filter(description=pk).exclude(title="x"), 1, 2)
SOME = of_keys(lambda: Description.objects.prefetch_related("texts"))
COLUMNS = of_keys(lambda: Description.objects.values_list("pk", "host__names", "closes_on"))
POSTS = Written(lambda ref: Description.objects.filter(ref=ref).select_related("host", "category"), "a", "b")


def test_each_value_has_its_own_rows():
    first = make.make_description(texts={"en": "Air officer", "zh-hans": "空气助理"})
    second = make.make_description(texts={"en": "Water officer"})
    for post in (first, second, first):
        assert TEXTS(post.pk) == list(DescriptionText.objects.filter(description=post))
    assert TEXTS(0) == []


def test_what_belongs_to_a_row_comes_with_it_in_one_question(django_assert_num_queries):
    post = make.make_description()
    POSTS(post.ref)
    with django_assert_num_queries(1):
        found = POSTS(post.ref)[0]
        named = str(found.host), str(found.category), found.created_at, found.weights
    assert named == (str(post.host), str(post.category), Description.objects.get(pk=post.pk).created_at, {})


def test_rows_of_some_keys_come_with_what_is_prefetched_whatever_their_number(django_assert_num_queries):
    posts = [make.make_description(texts={"en": title}) for title in ("Air officer", "Water officer", "Soil officer")]
    for wanted in ((posts[0].pk,), (posts[2].pk, posts[1].pk), ()):
        with django_assert_num_queries(2 if wanted else 1):
            found = {row.pk: row.texts.all()[0].title for row in SOME(wanted)}
        assert found == {post.pk: post.title for post in posts if post.pk in wanted}


def test_named_columns_come_as_tuples():
    post = make.make_description()
    assert COLUMNS((post.pk,)) == [(post.pk, post.host.names, post.closes_on)]


def test_a_value_that_stands_nowhere_in_the_sql_is_refused():
    with pytest.raises(ValueError, match="parameters"):
        Written(lambda _pk: Seat.objects.all(), 1, 2)(7)


def test_rows_put_beside_are_read_without_a_question_and_narrowed_with_one(django_assert_num_queries):
    post = make.make_description(texts={"en": "Air officer", "fr": "Air"})
    make.make_description(texts={"en": "Water officer"})
    owner = Description.objects.get(pk=post.pk)
    put_beside(owner, "texts", TEXTS(post.pk))
    with django_assert_num_queries(0):
        assert [row.title for row in owner.texts.all()] == ["Air officer", "Air"]
        assert {row.description for row in owner.texts.all()} == {owner}
    with django_assert_num_queries(2):
        assert [row.title for row in owner.texts.filter(language="en")] == ["Air officer"]
        assert not owner.texts.filter(title="Water officer").exists()


def test_an_opportunity_has_beside_it_what_django_would_read():
    post = make.make_description(texts={"en": "Air officer"}, seats=2)
    post.seats.filter(number=1).update(is_cancelled=True)
    found = post_with_parts(post.ref)
    assert found == post and post_with_parts("nothing") is None
    for name in ("texts", "targets", "language_requirements", "skill_requirements"):
        assert list(getattr(found, name).all()) == list(getattr(post, name).all()), name
    assert list(found.seats.all()) == list(post.seats.filter(is_cancelled=False))
    assert {row.pk for row in found.category.rules.all()} == set(post.category.rules.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.threads
def test_threads_ask_their_own_connections():
    refs = [make.make_description().ref for _ in range(4)]

    def read(ref: str) -> str:
        try:
            return POSTS(ref)[0].ref
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(read, refs * 10)) == refs * 10
