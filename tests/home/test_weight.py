"""What a first visit on a phone loads: the page and everything it names, compressed; the promise is 170 KB."""

from __future__ import annotations

import gzip
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.factories import make_description

from minga.assignments.actions.opportunity_index import refresh_opportunity

pytestmark = pytest.mark.django_db

NAMED = re.compile(r'(?:<link rel="(?:stylesheet|icon)" href|<script[^>]* src|<use href)="/static/([^"#?]+)')
PROMISED = 170_000


def first_visit(client: Client, path: str) -> dict[str, int]:
    """What is loaded -> its compressed bytes (gzip; Brotli, which the server also offers, is smaller)."""
    page = client.get(path).content.decode()
    found = {path: len(gzip.compress(page.encode(), 6))}
    for name in set(NAMED.findall(page)):
        file = finders.find(name)
        assert file, name
        with open(str(file), "rb") as stream:  # noqa: PTH123
            found[name] = len(gzip.compress(stream.read(), 6))
    return found


@pytest.mark.parametrize(
    ("path", "most"), [("/opportunities", 73_000), ("/opportunities?map=1", 90_000), ("/", 90_000)]
)
def test_a_first_visit_is_light(client: Client, reference: None, path: str, most: int) -> None:
    for number in range(25):
        refresh_opportunity(make_description(country=("CN", "KE", "PE")[number % 3]))
    weights = first_visit(client, path)
    total = sum(weights.values())
    assert total < most < PROMISED, weights
    assert not any("echarts" in name for name in weights)
