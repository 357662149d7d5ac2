"""Forms and verbs: a field whole, what is wrong with a form, a press that asks first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString

from minga.core.errors import Problem
from minga.core.interface import comparing, fields, tones
from minga.core.interface.pieces import new_key, register


@register.inclusion_tag("interface/ui/field.html")
def field(
    bound: BoundField, *, visible_to: Any = "", label: str = "", plain: bool = False, in_cell: bool = False
) -> dict[str, Any]:
    """A field of a form, whole: label, control, help, who will see it, errors; wired for screen readers.

    The rarer of required and optional is marked (fields.marked); `form_problems` says what an unmarked field means.
    `plain` leaves the mark out; `in_cell` keeps the label for screen readers, where the heads of a table say it to the
    eye.
    """
    marked = "" if plain else fields.marked(bound.form)
    kind = fields.kind_of(bound)
    describing = fields.described_by(bound, visible_to=visible_to)
    context: dict[str, Any] = {
        "bound": bound,
        "kind": kind,
        "key": bound.auto_id or bound.html_name,
        "label": label or bound.label,
        "visible_to": visible_to,
        "describing": describing,
        "required": bound.field.required and marked == fields.REQUIRED,
        "optional": not bound.field.required and marked == fields.OPTIONAL,
        "in_cell": in_cell,
    }
    if kind == fields.GROUP and not getattr(bound.field.widget, "draws_itself", False):
        context["groups"] = fields.option_groups(bound, describing=describing)
    else:
        context["control"] = bound.as_widget(attrs=fields.control_attrs(bound, describing=describing))
    return context


@register.simple_tag
def shown(form: BaseForm) -> SafeString:
    """A hidden field that says what the form showed, so that two pages of one thing lose nothing (comparing)."""
    return format_html('<input type="hidden" name="{}" value="{}">', comparing.SHOWN, comparing.shown_by(form))


@register.inclusion_tag("interface/ui/form_problems.html")
def form_problems(form: BaseForm | None) -> dict[str, Any]:
    """What is wrong with a form, summed above it, each problem a link to its field; nothing where nothing is. Where
    the optional fields are marked, or there are none, it also says that the others are needed.

    A form whose `rows` (name -> formset) belong to it is summed together with them.
    """
    found: list[tuple[str, str, str]] = []
    if form is not None and form.is_bound:
        found += _problems_of(form)
        for formset in getattr(form, "rows", {}).values():
            for row in formset.forms:
                found += _problems_of(row)
            found += [("", "", str(error)) for error in formset.non_form_errors()]
    optional = form is not None and fields.marked(form) == fields.OPTIONAL
    some = optional and any(not bound.field.required for bound in form.visible_fields()) if form is not None else False
    return {"rows": found, "every": optional and not some, "others": some}


def _problems_of(form: BaseForm) -> list[tuple[str, str, str]]:
    """(anchor, label, sentence) in the order of the fields; what no reader can see has no anchor and no label."""
    found = []
    for bound in form:
        place = ("", "") if bound.is_hidden else (_anchor(bound), str(bound.label))
        found += [(*place, str(error)) for error in bound.errors]
    return found + [("", "", str(error)) for error in form.non_field_errors()]


def _anchor(bound: BoundField) -> str:
    kind = fields.kind_of(bound)
    return f"{bound.auto_id}-field" if kind == fields.GROUP else str(bound.id_for_label or "")


@register.inclusion_tag("interface/ui/problems.html")
def problems(found: Iterable[Problem], title: str = "", tone: str = tones.BAD) -> dict[str, Any]:
    """Problems (core.errors.Problem) as a list: the place, the sentence, the remedy."""
    return {"found": list(found or ()), "title": title, "tone": tone}


@register.inclusion_tag("interface/ui/verb_button.html", takes_context=True)
def verb_button(
    context: template.Context,
    *,
    url: str,
    label: str,
    version: int | None = None,
    tone: str = "primary",
    confirm: str = "",
    reason: str = "",
    fields: Mapping[str, Any] | None = None,
    symbol: str = "",
    choose: str = "",
    options: Iterable[tuple[str, Any]] = (),
    of: str = "",
) -> dict[str, Any]:
    """A verb as a small form (POST, with the page's version). `confirm` asks once, in words; `reason` asks for one.

    The question opens below the button without any script; what is typed arrives as `reason`. `fields`: hidden values.
    `choose`: one of `options`, (value, label), asked beside the reason; arrives as `choice`. `of`: its object's id.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "version": version,
        "tone": tone if tone in {"primary", "quiet", "danger"} else "quiet",
        "confirm": confirm,
        "reason": reason,
        "choose": choose,
        "options": options,
        "of": of,
        "fields": (fields or {}).items(),
        "symbol": symbol,
        "key": new_key("verb"),
    }
