"""`{% load importing %}`: a kind of import in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def kind_label(labels: Mapping[str, Any], name: str) -> str:
    """The label of a kind; its name where no room brings it any more."""
    return str(labels.get(name, name))


@register.simple_tag
def sheet_fields(name: str) -> dict[str, str]:
    """What the button sends that reads another sheet."""
    return {"sheet": name}
