"""What begins with an empty database: loading, and finding among rows of its own."""

from __future__ import annotations

import pytest

from minga.core.finding import ranked, search_text
from minga.core.models import ReferenceLoad
from minga.core.reference import load_reference
from minga.places.models import City, Country

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing_and_the_second_time_is_skipped() -> None:
    assert [now for _, _, now in load_reference(only=["places", "sdgs"])] == [True, True]
    refs = dict(City.objects.values_list("code", "ref"))
    assert [now for _, _, now in load_reference(only=["places", "sdgs"])] == [False, False]
    assert [now for _, _, now in load_reference(only=["places", "sdgs"], force=True)] == [True, True]
    assert dict(City.objects.values_list("code", "ref")) == refs
    assert ReferenceLoad.objects.get(name="places").rows == len(refs) + 249


def test_whole_names_come_before_beginnings_before_words_before_the_rest() -> None:
    for code, name in [("A1", "Sand"), ("A2", "San"), ("A3", "Port San"), ("A4", "Pisano")]:
        text = search_text([name])
        Country.objects.create(iso2=code, iso3=code + "X", m49=code, names={"en": name}, search_text=text)
    found = ranked(Country.objects.all(), "san", column="search_text", title="iso2", limit=9)
    assert [country.names["en"] for country in found] == ["San", "Sand", "Port San", "Pisano"]
