"""Templates that a process draws once: the frame of all pages differs by language, theme, menu and address only."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from minga.core.interface import addresses

HERE = "\0here\0"
"""Stands for the address of the page in what is drawn once for all pages."""


def drawn(name: str, **given: Hashable) -> SafeString:
    """A template that depends on the language and on what is given, and on nothing else: drawn once for each."""
    if settings.DEBUG:  # who writes a template sees each change at once
        return render_to_string(name, given)
    return _drawn(name, get_language() or "", tuple(given.items()))


def drawn_here(name: str, request: HttpRequest, **given: Hashable) -> SafeString:
    """The same with `here`: this page's address as far as a switch (`lang=`, `theme=`) that is written behind it."""
    return mark_safe(
        drawn(name, here=HERE, **given).replace(HERE, conditional_escape(addresses.before_a_switch(request)))
    )


@lru_cache(maxsize=1000)
def _drawn(name: str, _language: str, given: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(name, dict(given))
