"""What a first visit on a phone loads: the page and everything it names, compressed; the promise is 170 KB."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.factories import make_description

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.core.interface.gathering import light

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NAMED = re.compile(r'(?:<link rel="(?:stylesheet|icon)" href|<script[^>]* src|<use href)="/static/([^"#?]+)')
BROUGHT = [
    "interface/vendor/htmx/htmx.js",
    *(f"interface/js/{name}.js" for name in ("minga", "floating", "keeping", "keys", "busy")),
]
"""By start.js."""
PROMISED = 170_000
PICTURE = re.compile(r"""url\(["']?([^"')]+\.svg)["']?\)""")
"""In a style sheet: what it brings once the page is drawn."""


def first_visit(client: Client, path: str) -> dict[str, int]:
    """What is loaded -> its compressed bytes (gzip; Brotli, which the server also offers, is smaller)."""
    page = client.get(path).content.decode()
    found = {path: len(gzip.compress(page.encode(), 6))}
    for name in {*NAMED.findall(page), *BROUGHT}:
        file = finders.find(name)
        assert file, name
        found[name] = len(gzip.compress(Path(str(file)).read_bytes(), 6))
        if name.endswith(".css"):
            text = Path(str(file)).read_text(encoding="utf-8")
            pictures = {(Path(str(file)).parent / picture).resolve() for picture in PICTURE.findall(text)}
            found |= {picture.name: len(gzip.compress(picture.read_bytes(), 6)) for picture in pictures}
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


@pytest.mark.parametrize(("path", "most"), [("/opportunities", 9_000), ("/opportunities?map=1", 10_500), ("/", 8_000)])
def test_the_words_of_a_first_page_are_few_kilobytes(client: Client, reference: None, path: str, most: int) -> None:
    """Nothing can be painted before they are there: 8,000 bytes take 1.3 seconds at 50 kbit/s."""
    for number in range(25):
        refresh_opportunity(make_description(country=("CN", "KE", "PE")[number % 3]))
    weights = first_visit(client, path)
    assert weights[path] < most
    assert ("world.svg" in weights) is (path != "/opportunities")


@pytest.mark.parametrize("path", ["/opportunities", "/"])
def test_little_stands_before_the_first_paint(client: Client, reference: None, path: str) -> None:
    """On a thin line each kilobyte of a style sheet is a sixth of a second; scripts come afterwards, by one file."""
    page = client.get(path).content.decode()
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)">', page)
    weights = {
        name: len(gzip.compress(light(Path(str(finders.find(name))).read_text(encoding="utf-8")).encode(), 9))
        for name in sheets
    }
    assert sum(weights.values()) < 14_000, weights
    head = page.partition("</head>")[0]
    assert re.findall(r"<script [^>]*src=[^>]*>", head) == [
        '<script type="module" src="/static/interface/js/start.js" fetchpriority="low">'
    ]


def test_the_script_that_a_page_names_brings_all_others() -> None:
    start = Path(str(finders.find("interface/js/start.js")))
    named = re.findall(r'^import "([^"]+)";$', start.read_text(encoding="utf-8"), re.MULTILINE)
    static = start.parents[2]
    assert [str((start.parent / name).resolve().relative_to(static)) for name in named] == BROUGHT
