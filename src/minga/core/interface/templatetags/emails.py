"""`{% load emails %}`: addresses as their people write them."""

from __future__ import annotations

from django import template

from minga.core.any_case import as_typed

register = template.Library()
register.filter("as_typed", as_typed)
