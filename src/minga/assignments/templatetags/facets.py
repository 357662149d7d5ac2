"""`{% load facets %}`: the long tail of a facet, drawn without a template because there are hundreds a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe

from minga.assignments.facets import Choice

register = template.Library()


@register.simple_tag
def unchosen(choices: Iterable[Choice]) -> SafeString:
    """Choices none of which is chosen, as rows of a list."""
    figures: dict[int, str] = {}
    rows = []
    for choice in choices:
        if choice.count not in figures:
            figures[choice.count] = number_format(choice.count)
        rows.append(
            f'<li><a href="?{escape(choice.query)}" rel="nofollow">'
            '<span class="mg-facet-tick" aria-hidden="true"></span>'
            f'<span>{escape(choice.label)}</span><span class="mg-facet-count">{figures[choice.count]}</span></a></li>'
        )
    return mark_safe("".join(rows))  # every value in it was escaped above
