"""`{% load facets %}`: the choices of a facet, drawn without a template because there are hundreds a page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from minga.assignments.facets import Choice
from minga.core.interface.templatetags.ui import goal_chip, icon

register = template.Library()


@register.simple_tag
def choices(rows: Iterable[Choice]) -> SafeString:
    """Choices as rows of a list: a tick where chosen, the words or the goal, and how many it would find."""
    figures: dict[int, str] = {}
    drawn = []
    for choice in rows:
        if choice.count not in figures:
            figures[choice.count] = number_format(choice.count)
        mark, tick, said = _chosen() if choice.chosen else ("", "", "")
        words = goal_chip(choice.goal) if choice.goal else escape(choice.label)
        drawn.append(
            f'<li><a href="?{escape(choice.query)}" rel="nofollow"{mark}>'
            f'<span class="mg-facet-tick" aria-hidden="true">{tick}</span>'
            f'<span>{words}</span>{said}<span class="mg-facet-count">{figures[choice.count]}</span></a></li>'
        )
    return mark_safe("".join(drawn))  # every value in it was escaped above


def _chosen() -> tuple[str, str, str]:
    """What the link, the box and the words of a choice say more where it is chosen."""
    said = escape(_("chosen; press to remove"))
    return (
        ' class="mg-facet-chosen" aria-current="true"',
        icon("check"),
        f'<span class="visually-hidden">{said}</span>',
    )
