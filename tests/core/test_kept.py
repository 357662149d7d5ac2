"""Reference data kept in the process (core/kept.py)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from tests.factories import make_city

from minga.core import kept
from minga.places.models import City
from minga.places.naming import city_names
from minga.sdgs.models import Goal
from minga.sdgs.queries import goals_by_number


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    kept.forget()
    yield
    kept.forget()


@pytest.mark.django_db(transaction=True)
def test_names_of_places_are_read_once_in_each_language() -> None:
    city = make_city(name="Kunming")
    City.objects.filter(pk=city.pk).update(names={"en": "Kunming", "zh-hans": "昆明"})
    for language, name in (("en", "Kunming"), ("zh-hans", "昆明"), ("en", "Kunming")):
        with override(language):
            assert city_names([city.code])[city.code] == name
    with CaptureQueriesContext(connection) as asked, override("zh-hans"):
        assert city_names([city.code])[city.code] == "昆明"
    assert len(asked) == 0


@pytest.mark.django_db(transaction=True)
def test_goals_are_read_once_and_as_long_as_there_are_none() -> None:
    Goal.objects.all().delete()
    assert goals_by_number() == {}
    Goal.objects.create(number=13, colour="#3F7E44", short={"en": "Climate"}, title={"en": "Climate action"})
    assert list(goals_by_number()) == ["13"]
    with CaptureQueriesContext(connection) as asked:
        assert list(goals_by_number()) == ["13"]
    assert len(asked) == 0


@pytest.mark.django_db
def test_inside_a_transaction_nothing_is_kept() -> None:
    city = make_city(name="Kunming")
    assert city_names([city.code])[city.code] == "Kunming"
    City.objects.filter(pk=city.pk).update(name="Dali", names={})
    assert city_names([city.code])[city.code] == "Dali"
