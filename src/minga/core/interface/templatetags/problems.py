"""`{% load problems %}`: what a page that refuses says first, in its title."""

from __future__ import annotations

from collections.abc import Iterator

from django import template
from django.forms import BaseForm
from django.forms.formsets import BaseFormSet
from django.utils.translation import ngettext

register = template.Library()


@register.simple_tag(takes_context=True)
def problems_first(context: template.Context) -> str:
    """How many things of the page's forms are not right yet, before the title; empty where nothing is wrong.

    Whoever hears the page, or looks at its tab, learns at once that nothing was sent. Nothing is checked for it anew.
    """
    forms = {id(form): form for layer in context.dicts for value in layer.values() for form in _forms_in(value)}
    checked = (getattr(form, "_errors", None) or {} for form in forms.values())
    many: int = sum(len(errors) for found in checked for errors in found.values())
    if not many:
        return ""
    words = ngettext("One thing is not right yet", "%(many)s things are not right yet", many) % {"many": many}
    return f"{words} · "


def _forms_in(value: object) -> Iterator[BaseForm]:
    """A form with the rows that belong to it; isinstance would ask what is lazy for its kind."""
    if issubclass(type(value), BaseFormSet):
        yield from value.forms  # type: ignore[attr-defined]
    elif issubclass(type(value), BaseForm):
        yield value  # type: ignore[misc]
        rows = getattr(value, "rows", None)
        for formset in rows.values() if isinstance(rows, dict) else ():
            yield from _forms_in(formset)
