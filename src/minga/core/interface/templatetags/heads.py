"""`{% load heads %}`: the head of a page that is called what its title says."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY

from minga.core.interface.templatetags.ui import object_head

register = template.Library()


@register.inclusion_tag("interface/ui/object_head.html", takes_context=True)
def head_of_title(context: template.Context) -> dict[str, Any]:
    """An `object_head` with the words of the page's block `title`, so that they stand in its template once."""
    title = context.render_context[BLOCK_CONTEXT_KEY].get_block("title")
    return object_head(title=title.render(context))
