"""`{% load sources %}`: where a rule or a rate comes from, in the reader's words."""

from __future__ import annotations

from django import template

from minga.assignments.models.cost import source_words

register = template.Library()

register.filter("in_words", source_words)
