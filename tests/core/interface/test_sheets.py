"""What a page is drawn with: no class without its rule, no sheet for nothing, nothing lost on the way."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from tests.factories import make_description, make_organisation, make_volunteer

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.core.interface.gathering import light
from minga.core.interface.templatetags.ui import FIRST_ICONS

MORE = ("forms", "work", "tables")
PACKAGE = Path(__file__).parents[3] / "src/minga"
THEIRS = re.compile(
    r"^(?:btn|form|input|col|row|container|d|m|p|[mp][btsexy]|g|w|fs|fw|text|flex|align|justify|list|order|position|float)-"
)
"""How Bootstrap begins the names of its classes."""


def _sheet(name: str) -> str:
    return Path(str(finders.find(name))).read_text(encoding="utf-8")


def _classes(sheet: str) -> set[str]:
    return set(re.findall(r"\.(-?[a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)))


def _without_class(sheet: str) -> set[str]:
    """What the sheet says of elements by their name alone, as patterns of the tags that begin them."""
    said = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    named = set()
    for rule in re.finditer(r"([^{}]+)\{[^{}]*\}", said):
        depth, part = 0, ""
        for sign in rule[1].strip() + ",":
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if sign != "," or depth:
                part += sign
                continue
            if found := re.match(r"\s*([a-z]+)(?![^,]*\.[a-zA-Z])", part):
                named.add(rf"<{found[1]}\b" + (r"(?![^>]*\bclass=)" if ":not([class])" in part else ""))
            part = ""
    return named


def test_every_class_of_bootstrap_that_a_template_names_has_been_kept() -> None:
    known = set().union(*(_classes(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("static/**/*.css")))
    missing = {
        name: path.name
        for path in PACKAGE.rglob("templates/**/*.html")
        for value in re.findall(r'class="([^"{]*)"', path.read_text(encoding="utf-8"))
        for name in value.split()
        if THEIRS.match(name) and name not in known
    }
    assert missing == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/opportunities",
        "/opportunities?map=1",
        "/opportunities?q=nothingfitsthis",
        "/opportunities?track=national",
        "/",
    ],
)
def test_a_first_visit_that_leaves_sheets_out_needs_nothing_of_them(client: Client, reference: None, path: str) -> None:
    for number in range(25):
        refresh_opportunity(make_description(country=("CN", "KE", "PE")[number % 3]))
    page = client.get(path).content.decode()
    assert "interface/css/pieces.css" in page
    assert not any(f"interface/css/{name}.css" in page for name in MORE)
    named = {name for value in re.findall(r'class="([^"]*)"', page) for name in value.split()}
    kept = set().union(*(_classes(_sheet(name)) for name in re.findall(r'href="/static/([^"]+\.css)"', page)))
    left_out = set().union(*(_classes(_sheet(f"interface/css/{name}.css")) for name in MORE))
    named -= {"mg-content"}  # what a form within it looks like is said in forms.css; on its own it says nothing
    assert named & (left_out - kept) == set()
    alone = set().union(*(_without_class(_sheet(f"interface/css/{name}.css")) for name in MORE))
    assert {tag for tag in alone if re.search(tag, page)} == set()


def test_what_a_sheet_says_of_an_element_by_its_name_alone_is_found() -> None:
    sheet = "a .b, input:placeholder-shown { x: y } details:not([class]) > summary { x: y } p:not(.q, .r), .s { x: y }"
    assert _without_class(sheet) == {r"<input\b", r"<details\b(?![^>]*\bclass=)"}


@pytest.mark.django_db
def test_who_is_signed_in_has_all_sheets_on_the_page_of_opportunities_too(client: Client) -> None:
    client.force_login(make_volunteer())
    page = client.get("/opportunities").content.decode()
    assert all(f"interface/css/{name}.css" in page for name in MORE)


@pytest.mark.django_db
def test_pages_where_one_works_have_all_sheets(client: Client) -> None:
    page = client.get(f"/organisations/{make_organisation().slug}").content.decode()
    order = re.findall(r"interface/css/(\w+)\.css", page)
    assert order == ["tokens", "ground", "pieces", "forms", "work", "tables", "print"]


def test_each_icon_stands_in_the_sprite_that_pages_look_for_it_in() -> None:
    first, others = (
        set(re.findall(r'<symbol id="([\w-]+)"', _sheet(f"interface/vendor/icons/{name}.svg")))
        for name in ("first", "icons")
    )
    assert first == FIRST_ICONS
    assert not first & others
    used = {
        name
        for path in PACKAGE.rglob("templates/**/*.html")
        for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert used <= first | others


def test_a_style_sheet_loses_its_remarks_and_blanks_and_nothing_else() -> None:
    sheet = """/* a { remark } */
    .a > .b:not(.c), :is(p, li) { content: "  /* kept */ ;"; --empty: ; margin: 0  auto; }
    @media (min-width: 40rem) and (max-width: 61.99rem) { a :hover { inline-size: calc(100% - 2 * var(--x)); } }
    """
    assert light(sheet) == (
        '.a > .b:not(.c),:is(p,li){content:"  /* kept */ ;";--empty: ;margin:0 auto}'
        "@media (min-width:40rem) and (max-width:61.99rem){a :hover{inline-size:calc(100% - 2 * var(--x))}}"
    )
    assert light("a{b:url(x /* y);}") == "a{b:url(x /* y)}"
    assert light("/*! theirs, MIT */ a { b: c } /* d */") == "/*! theirs, MIT */ a{b:c}"


@pytest.mark.parametrize("name", ["tokens", "ground", "pieces", "forms", "work", "tables", "print"])
def test_a_lighter_sheet_has_the_same_rules(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", _sheet(f"interface/css/{name}.css"), flags=re.DOTALL)
    packed = light(_sheet(f"interface/css/{name}.css"))
    assert re.sub(r"[\s;]", "", packed) == re.sub(r"[\s;]", "", sheet)
    assert packed.count("{") == sheet.count("{")
