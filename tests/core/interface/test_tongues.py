"""Words that somebody wrote are marked with their language where the page speaks another."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

PIECE = Template("{% load tongues %}<p{{ words|spoken }}>{{ words }}</p>")


@pytest.mark.parametrize(
    ("page", "words", "marked"),
    [
        ("en", "我读了两遍 UNDP 的任务说明。", ' lang="zh"'),
        ("en", "I read it twice.", ""),
        ("en", "2024", ""),
        ("zh-hans", "我读了两遍 UNDP 的任务说明。", ""),
        ("zh-hans", "I read it twice.", ' lang="en"'),
        ("zh-hans", "قرأته مرتين", ' lang="ar"'),
        ("en", "二度読みました。", ' lang="ja"'),
        ("en", "The seat is no longer paid for.\n该岗位不再有经费。", ""),
        ("zh-hans", "The seat is no longer paid for.\n该岗位不再有经费。", ""),
        ("en", "该岗位不再有经费。\n请重新申请。", ' lang="zh"'),
    ],
)
def test_words_of_another_script_than_the_page_say_their_language(page: str, words: str, marked: str) -> None:
    with translation.override(page):
        assert PIECE.render(Context({"words": words})) == f"<p{marked}>{words}</p>"


@pytest.mark.parametrize(
    ("page", "texts", "marked"),
    [
        ("en", {"en": "A lake.", "zh-hans": "一个湖。"}, ""),
        ("zh-hans", {"en": "A lake.", "zh-hans": "一个湖。"}, ""),
        ("zh-hans", {"en": "A lake.", "zh-hans": ""}, ' lang="en"'),
        ("en", {"fr": "Un lac."}, ' lang="fr"'),
        ("en", {}, ""),
    ],
)
def test_the_text_that_is_shown_of_several_says_its_language(page: str, texts: dict[str, str], marked: str) -> None:
    piece = Template("{% load tongues %}<p{{ texts|shown_in }}></p>")
    with translation.override(page):
        assert piece.render(Context({"texts": texts})) == f"<p{marked}></p>"
