"""The frame of every page is drawn once, and still belongs to its page: address, language, theme, menu."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.test import Client
from tests import factories as make

from minga.core.interface.pieces.drawn import verb_form

pytestmark = pytest.mark.django_db


def page(path: str, **cookies: str) -> str:
    client = Client()
    client.cookies.load(cookies)
    return client.get(path).content.decode()


def test_switches_lead_back_to_their_own_page_with_what_was_asked_of_it():
    first = page('/opportunities?q=a"b&goal=3&lang=en&theme=dark')
    assert 'href="/opportunities?q=a%22b&amp;goal=3&amp;lang=zh-hans"' in first
    assert 'href="/opportunities?q=a%22b&amp;goal=3&amp;theme=light"' in first
    second = page("/about")
    assert 'href="/about?lang=zh-hans"' in second and 'href="/about?theme=auto"' in second
    assert "\0" not in first + second and "goal=3" not in second


def test_each_page_marks_its_own_place_in_the_menu():
    assert 'href="/opportunities" aria-current="page"' in page("/opportunities")
    assert 'href="/opportunities" aria-current="page"' not in page("/about")


def test_each_language_and_theme_has_its_own_frame():
    chinese = page("/about", django_language="zh-hans", minga_theme="dark")
    english = page("/about")
    assert (
        'href="/about?lang=en"' in chinese and 'href="/about?theme=dark" rel="nofollow" aria-current="true"' in chinese
    )
    assert "主菜单" in chinese and "主菜单" not in english
    assert 'href="/about?theme=auto" rel="nofollow" aria-current="true"' in english


def test_a_menu_drawn_for_one_person_is_not_the_next_ones():
    def menu_of(account) -> str:
        client = Client()
        if account:
            client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
        return client.get("/about").content.decode().split("<main", 1)[0]

    administrator, visitor = menu_of(make.make_administrator()), menu_of(None)
    assert 'href="/people"' in administrator
    assert 'href="/people"' not in visitor and 'href="/people"' not in menu_of(make.make_volunteer())
    assert 'href="/people"' in menu_of(make.make_administrator())


@pytest.mark.parametrize("confirm", ["", "Sure, for <all>?"])
@pytest.mark.parametrize("tone", ["quiet", "danger"])
def test_a_verb_drawn_without_a_template_is_the_one_that_is_drawn_with_it(confirm: str, tone: str) -> None:
    said = {"url": "/do?a=1&b=2", "label": "Let “them” go & rest", "version": "3", "confirm": confirm, "tone": tone}
    fields = {"seat": "1", "then": "<home>"}
    template = (
        "{% load ui %}{% verb_button url=url label=label version=version fields=fields confirm=confirm tone=tone %}"
    )
    drawn = Template(template).render(Context({**said, "fields": fields, "csrf_token": "a token"}))
    assert without_gaps(verb_form(**said, token="a token", fields=fields)) == without_gaps(drawn)


def without_gaps(html: str) -> str:
    """What stands in the page without what stands between two tags only to make the source readable."""
    return re.sub(r">\s+<", "><", html).strip()
