"""`{% load tongues %}`: the language of words somebody wrote, where it is not that of the page (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

import re

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from minga.core.models import language_shown

register = template.Library()

LETTERS = re.compile(r"[^\W\d_]")
SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("en", re.compile(r"[A-Za-z]")),
)
"""The language that most likely stands behind a script, the telling ones first: a page can do no more than guess."""
SHARE = 0.3
"""Of the letters, from which on a text is in that script: a Chinese sentence names offices in Latin ones."""
LATIN = frozenset({"en", "fr", "es"})


def tongue_of(words: str) -> str:
    """The likely language of a text by its script, BCP 47; empty where it has no letters."""
    many = len(LETTERS.findall(words))
    return next((code for code, sign in SCRIPTS if many and len(sign.findall(words)) >= SHARE * many), "")


@register.filter
def spoken(words: object) -> SafeString:
    """` lang="…"` for the tag around words of another script than the page's; empty where they fit it, and where each
    line is in a language of its own.
    """
    page, tongue = (get_language() or "en").split("-")[0], tongue_of(str(words))
    if len({tongue_of(line) for line in str(words).splitlines() if line.strip()}) > 1:
        return SafeString("")
    if not tongue or tongue == page or (tongue in LATIN and page in LATIN):
        return SafeString("")
    return format_html(' lang="{}"', tongue)


@register.filter
def shown_in(texts: dict[str, str]) -> SafeString:
    """` lang="…"` for the tag around what `in_language(texts)` shows; empty where it is the language of the page."""
    code, page = language_shown(texts), (get_language() or "en").split("-")[0]
    if not code or code.split("-")[0] == page:
        return SafeString("")
    return format_html(' lang="{}"', code)
