"""What facets cost and say: the addresses of all values at once are the addresses of each, and names cost one query."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.datastructures import MultiValueDict
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import make_city, make_description

from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.queries.opportunities import Search
from minga.assignments.queries.opportunity_segments import FACETS
from minga.places.models import City

VALUES = st.sampled_from(("1", "2", "CN", "zh-hans", "a b", "&=%", "空气", "\0"))
ASKED = st.dictionaries(
    st.sampled_from((*FACETS, "q", "sort", "map", "eligible", "page")), st.lists(VALUES, max_size=3)
)


@given(asked=ASKED, facet=st.sampled_from(FACETS), values=st.sets(VALUES))
def test_the_address_of_every_value_is_the_one_it_would_have_alone(asked: Any, facet: str, values: set[str]) -> None:
    search = Search.of(MultiValueDict(asked))
    assert search.toggled_queries(facet, values) == {value: search.toggled(facet, value).query() for value in values}


@pytest.mark.django_db
def test_values_behind_more_are_counted_links_and_cost_no_query_each(client: Client) -> None:
    for number in range(12):
        city = make_city(name=f"City {number}")
        make_description().seats.update(city=city)
    refresh_all()
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/opportunities").content.decode()
    assert page.count("?city=") == 12
    assert "4 more" in page
    assert len(asked) <= 15, [row["sql"][:90] for row in asked]
    chosen = client.get(f"/opportunities?city={city.code}").content.decode()
    assert chosen.count('aria-current="true"') == 1 + page.count('aria-current="true"')


@pytest.mark.django_db
def test_a_name_behind_more_is_text_whatever_is_written_in_it(client: Client) -> None:
    for number in range(10):
        make_description().seats.update(city=make_city(name=f"City {number}"))
    named = make_city(name="Zzz")
    City.objects.filter(pk=named.pk).update(name='Zzz <img src=x onerror="alert(1)"> & Co')
    make_description().seats.update(city=named)
    refresh_all()
    page = client.get("/opportunities").content.decode()
    assert "<img src=x" not in page
    assert "Zzz &lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; Co" in page
