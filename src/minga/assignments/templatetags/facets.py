"""`{% load facets %}`: the choices of a facet, drawn without a template because there are hundreds a page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from minga.assignments.facets import Choice
from minga.core.interface.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def choices(rows: Iterable[Choice]) -> SafeString:
    """Choices as rows of a list: a tick where chosen, the words or the goal, and how many it would find."""
    language = get_language() or ""
    drawn = []
    for choice in rows:
        mark, tick, said = _chosen() if choice.chosen else ("", "", "")
        drawn.append(
            f'<li><a href="?{choice.query.replace("&", "&amp;")}" rel="nofollow"{mark}>'
            f'<span class="mg-facet-tick" aria-hidden="true">{tick}</span><span>{choice.sign or _escaped(choice.label)}'
            f'</span>{said}<span class="mg-facet-count">{_figure(choice.count, language)}</span></a></li>'
        )
    return mark_safe("".join(drawn))  # labels were escaped above; of a query string only `&` needs it


@lru_cache(maxsize=4000)
def _escaped(label: str) -> str:
    return escape(label)


@lru_cache(maxsize=4000)
def _figure(count: int, _language: str) -> str:
    return number_format(count)


def _chosen() -> tuple[str, str, str]:
    """What the link, the box and the words of a choice say more where it is chosen."""
    said = escape(_("chosen; press to remove"))
    return (
        ' class="mg-facet-chosen" aria-current="true"',
        icon("check"),
        f'<span class="visually-hidden">{said}</span>',
    )
