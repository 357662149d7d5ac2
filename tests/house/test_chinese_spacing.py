"""Chinese beside Latin words and figures: one rule over every catalogue (FACE: a space between Han and Latin text).

Between Han and Latin letters or figures stands one space; beside full-width marks none, and no mark of half width
stands in Chinese. A value named in a sentence follows what it is: a figure, a sum, an address or a code has a space
on both sides; a day, a month or a time ("2026年3月1日", "3 个月") begins with a figure and ends in Han, so it has one
before it and none after; a name or a word has none, because it is mostly Chinese, and where it is not the browser
parts it (`text-autospace` in ground.css).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polib
import pytest
from django.template import engines
from django.utils.translation import override
from tests.house.tree import PACKAGE, ROOT

from minga.core.listing import in_a_row

HAN = "\u3400-\u9fff"
NAMED = r"%\(\w+\)[sd]"
TIMES = {
    "actual", "asked", "closes", "day", "days", "end", "ends", "first", "full", "last", "left", "level", "limit",
    "month", "new", "old", "start", "starts", "time", "until", "when", "whole",
}  # fmt: skip
"""Of these some are figures elsewhere (“%(days)s 天”): after them both are right, before them a space."""
ALWAYS_HAN = {"closes", "day", "end", "ends", "month", "start", "starts", "time"}
WORDS = {
    "category", "clearance", "country", "heading", "host", "kind", "language", "name", "organisation", "own", "parent",
    "partner", "person", "place", "role", "seat", "week", "what", "who", "words",
}  # fmt: skip
WRONG = {
    "Han and Latin without a space": rf"[{HAN}][A-Za-z0-9]|[A-Za-z0-9][{HAN}]",
    "two spaces": r"\S  +\S",
    "a space beside a full-width mark": r"[，。；：、！？）”》] +\S|\S +[，。；：、！？（“《]",
    "a half-width mark in Chinese": rf"[{HAN}][,;:!?(]|\)[{HAN}]",
    "a space between Han and Han": rf"[{HAN}] [{HAN}]",
}


def translations() -> Iterator[tuple[str, str]]:
    """Every Chinese text of every catalogue, with its file."""
    for path in sorted(PACKAGE.rglob("zh_Hans/LC_MESSAGES/*.po")):
        for entry in polib.pofile(str(path)):
            for text in [entry.msgstr, *entry.msgstr_plural.values()]:
                if text:
                    yield str(path.relative_to(ROOT)), text


def wrong_in(text: str) -> Iterator[str]:
    """What breaks the rule in one text."""
    bare = re.sub(NAMED, "\u0001", re.sub(r"https?://\S+", "", text))
    yield from (f"{what}: {text}" for what, pattern in WRONG.items() if re.search(pattern, bare))
    for found in re.finditer(r"%\((\w+)\)[sd]", text):
        name, before, after = found[1], text[: found.start()], text[found.end() :]
        glued_before, spaced_before = re.search(rf"[{HAN}]$", before), re.search(rf"[{HAN}] $", before)
        glued_after, spaced_after = re.match(rf"[{HAN}]", after), re.match(rf" [{HAN}]", after)
        if name in WORDS:
            if spaced_before or spaced_after:
                yield f"a space beside the word {name}: {text}"
        elif glued_before or (glued_after and name not in TIMES):
            yield f"no space beside {name}: {text}"
        elif spaced_after and name in ALWAYS_HAN:
            yield f"a space after {name}, which ends in Han: {text}"


def test_chinese_has_one_space_beside_latin_words_and_figures_and_none_beside_its_own_marks() -> None:
    assert [f"{file}: {what}" for file, text in translations() for what in wrong_in(text)] == []


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("共 %(count)s 人", True), ("共%(count)s人", False), ("于 %(day)s截止", True), ("于%(day)s截止", False),
        ("%(person)s接受了邀请", True), ("%(person)s 接受了邀请", False),
        ("用 Minga 登录", True), ("用Minga登录", False),
        ("您好。 请登录", False), ("您好,请登录", False),
    ],
)  # fmt: skip
def test_the_rule_finds_what_breaks_it(text: str, right: bool) -> None:
    assert (list(wrong_in(text)) == []) is right


@pytest.mark.parametrize(("language", "said"), [("en", "Sent. You hear soon."), ("zh-hans", "Sent.You hear soon.")])
def test_sentences_on_one_line_stand_apart_as_the_language_writes_them(language: str, said: str) -> None:
    page = engines["django"].from_string("{% load ui %}Sent.{% gap %}You hear soon.")
    with override(language):
        assert in_a_row(["Sent.", "", "You hear soon."]) == page.render() == said
