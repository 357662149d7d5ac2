"""Questions kept for a day give what a queryset gives, are built once a day for each asker, and doubted in tests."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests import factories as make

from minga.assignments.models import Description
from minga.core import questions
from minga.core.questions import Keys, Rows, all_day
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db


def test_they_give_the_rows_the_keys_and_the_count_of_their_queryset(django_assert_num_queries):
    posts = [make.make_description(texts={"en": title}) for title in ("Air officer", "Water officer", "Soil officer")]
    make.make_description(state="cancelled")
    wanted = Description.objects.filter(state=posts[0].state).select_related("host").prefetch_related("texts")
    rows, keys = Rows(wanted.order_by("-pk"), most=2), Keys(wanted.order_by("-pk"))
    for _again in range(2):
        with django_assert_num_queries(2):
            named = [(row.pk, str(row.host), row.texts.all()[0].title) for row in rows.read()]
        assert named == [(post.pk, str(post.host), post.title) for post in (posts[2], posts[1])]
        with django_assert_num_queries(2):
            assert (keys.read(), rows.count()) == ([[post.pk for post in reversed(posts)]], 3)


def test_keys_of_several_kinds_are_one_question_and_each_kind_keeps_its_order(django_assert_num_queries):
    posts = [make.make_description(closes_on=date(2030, 1, day)) for day in (3, 1, 2)]
    hosts = [post.host.pk for post in posts]
    nothing = Description.objects.filter(country__in=())
    keys = Keys(Description.objects.order_by("closes_on"), nothing, Organisation.objects.order_by("-pk"))
    with django_assert_num_queries(1):
        found = keys.read()
    assert found == [[posts[1].pk, posts[2].pk, posts[0].pk], [], sorted(set(hosts), reverse=True)]


def test_what_changed_since_is_answered():
    templates = Description.objects.filter(is_template=True).order_by("pk")
    rows, keys = Rows(templates), Keys(templates)
    assert rows.read() == [] and keys.read() == [[]] and rows.count() == 0
    template = make.make_description(is_template=True)
    assert rows.read() == [template] and keys.read() == [[template.pk]] and rows.count() == 1


def test_nothing_is_asked_where_nothing_can_fit(django_assert_num_queries):
    nowhere = Description.objects.filter(country__in=()).prefetch_related("texts")
    rows, keys = Rows(nowhere), Keys(nowhere)
    with django_assert_num_queries(0):
        assert (rows.read(), keys.read(), rows.count()) == ([], [[]], 0)


def test_they_are_built_once_a_day_for_each_asker(monkeypatch):
    built: list[str] = []

    @all_day
    def of(country: str, *, template: bool = False) -> Keys:
        built.append(country)
        return Keys(Description.objects.filter(country=country, is_template=template))

    monkeypatch.setattr(questions, "doubting", False)
    assert of("CN") is of("CN") and of("KE") is not of("CN")
    assert of("CN", template=True) is not of("CN")
    assert built == ["CN", "KE", "CN"]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr("minga.core.questions.timezone.localdate", lambda **_zone: tomorrow)
    of("CN")
    assert built == ["CN", "KE", "CN", "CN"]


def test_a_question_that_depends_on_more_than_it_is_given_is_found_in_tests():
    state = "draft"

    @all_day
    def of(country: str) -> Keys:
        return Keys(Description.objects.filter(country=country, state=state))

    of("CN")
    state = "submitted"
    with pytest.raises(AssertionError, match="what was kept is not what would be asked now"):
        of("CN")
