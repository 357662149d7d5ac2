"""A name from right to left directly before a figure keeps its direction to itself, in pages, letters and notices."""

from __future__ import annotations

import re

import pytest
from django.template import Context, Template
from django.utils.safestring import mark_safe
from tests.house.tree import PACKAGE

from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice

NAME = "جمعية الأمل"
APART = f"\u2068{NAME}\u2069"
LOAD = "{% load i18n ui %}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{% blocktranslate with who=name %}{{ who }}, {{ day }}{% endblocktranslate %}", f"{APART}, 12"),
        ("{% blocktranslate %}{{ name }} {{ day }}{% endblocktranslate %}", f"{APART} 12"),
        ("{% blocktranslate asvar words %}{{ name }}: {{ day }}{% endblocktranslate %}{{ words }}", f"{APART}: 12"),
        (
            "{% blocktranslate count many=day %}{{ name }}: {{ many }} day{% plural %}{{ name }}: {{ many }} days"
            "{% endblocktranslate %}",
            f"{APART}: 12 days",
        ),
        ("{% blocktranslate %}{{ latin }} {{ day }}{{ nothing }}{% endblocktranslate %}", "Kunming &amp; Dali 12"),
        ("{% blocktranslate %}{{ safe }} {{ day }}{% endblocktranslate %}", f"\u2068<b>{NAME}</b>\u2069 12"),
    ],
)
def test_a_name_of_another_direction_is_put_apart_in_a_sentence_of_a_page(template: str, said: str) -> None:
    given = {"name": NAME, "day": 12, "latin": "Kunming & Dali", "safe": mark_safe(f"<b>{NAME}</b>")}
    assert Template(LOAD + template).render(Context(given)) == said


def test_every_template_with_sentences_means_the_block_that_keeps_names_apart() -> None:
    missed = []
    for path in [*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")]:
        text = path.read_text(encoding="utf-8")
        loads = re.findall(r"\{% load ([^%]*)%\}", text)
        libraries = " ".join(loads).split()
        if "{% blocktranslate" in text and ("ui" not in libraries or libraries.index("ui") < libraries.index("i18n")):
            missed.append(str(path.relative_to(PACKAGE)))
    assert missed == []


def test_a_notice_keeps_a_name_apart_from_the_figure_after_it() -> None:
    notice = Notice(kind="access.role_given", context={"role": NAME, "place": "3"})
    assert words_of(notice).title == f"You hold a role: {APART}, 3"
