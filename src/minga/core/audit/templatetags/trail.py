"""{% load trail %}{% history application %}: what happened to an object, for any room's page."""

from __future__ import annotations

from typing import Any

from django import template

from minga.core.audit import queries

register = template.Library()


@register.inclusion_tag("audit/history.html", takes_context=True)
def history(context: template.Context, target: Any, limit: int = 20) -> dict[str, Any]:
    """The object's last changes, the newest first: when, who (if the reader may know), what. Two SQL queries."""
    request = context.get("request")
    return {"lines": queries.history_of(target, reader=getattr(request, "user", None), limit=limit)}
