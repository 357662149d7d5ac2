"""How a bound field of a Django form is shown: which control, its classes, what describes it, what is wrong with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

CHOICES = (forms.RadioSelect, forms.CheckboxSelectMultiple)
REQUIRED, OPTIONAL = "required", "optional"
SHORT = 3
GROUP, TICK, HIDDEN, FILE, PLAIN = "group", "tick", "hidden", "file", "plain"


def kind_of(bound: BoundField) -> str:
    """`group` (radio buttons, several ticks), `tick` (one tick), `hidden`, `file`, `own` (draws itself) or `plain`."""
    widget = bound.field.widget
    if widget.is_hidden:
        return HIDDEN
    if getattr(widget, "draws_itself", False) or isinstance(widget, CHOICES):
        return GROUP
    if isinstance(widget, forms.CheckboxInput):
        return TICK
    return FILE if isinstance(widget, forms.FileInput) else PLAIN


def marked(form: forms.BaseForm) -> str:
    """Which fields of a form carry a word: the required or the optional ones, whichever are fewer.

    None in a short form, of one or two required fields and perhaps a tick that may be left. The rows of a table of
    forms mark what is required: nothing above each of them could say what the others mean.
    """
    shown = form.visible_fields()
    needed = sum(bound.field.required for bound in shown)
    left = [bound for bound in shown if not bound.field.required]
    if needed < SHORT and all(kind_of(bound) == TICK for bound in left):
        return ""
    return OPTIONAL if needed > len(left) and form.use_required_attribute else REQUIRED


def described_by(bound: BoundField, *, visible_to: object) -> str:
    """The ids of the help, the line on who sees it, and the errors, in reading order."""
    key = bound.auto_id or bound.html_name
    parts = [(bound.help_text, "help"), (visible_to, "seen"), (bound.errors, "errors")]
    own = str(bound.field.widget.attrs.get("aria-describedby", ""))
    return " ".join(filter(None, [own, *(f"{key}-{suffix}" for present, suffix in parts if present)]))


def control_attrs(bound: BoundField, *, describing: str) -> dict[str, Any]:
    """The attributes of a single control; the widget's own classes stay."""
    widget = bound.field.widget
    usual = "form-check-input" if isinstance(widget, forms.CheckboxInput) else "form-control"
    if isinstance(widget, forms.Select):
        usual = "form-select"
    own = str(widget.attrs.get("class", ""))
    attrs: dict[str, Any] = {"class": own if usual in own else f"{usual} {own}".strip()}
    if describing:
        attrs["aria-describedby"] = describing
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if isinstance(widget, forms.Textarea) or widget.attrs.get("type", getattr(widget, "input_type", "")) == "text":
        attrs["dir"] = "auto"  # words of any script begin where their script begins
    elif getattr(widget, "input_type", "") in {"email", "url"}:
        attrs["dir"] = "ltr"  # an address reads from the left in every language
    if isinstance(widget, forms.Textarea) and "rows" not in bound.field.widget.attrs:
        attrs["rows"] = 5
    return attrs


def option_groups(bound: BoundField, *, describing: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Radio buttons or ticks as (heading, options); an option has label, value, and whether it is chosen."""
    attrs: dict[str, Any] = {"id": bound.auto_id} if bound.auto_id else {}
    context = bound.field.widget.get_context(bound.html_name, bound.value(), attrs)
    groups = []
    for heading, options, _index in context["widget"]["optgroups"]:
        groups.append((str(heading or ""), [_option(option) for option in options]))
    return groups


def _option(option: dict[str, Any]) -> dict[str, Any]:
    own = {"id", "checked", "required", "class", "type", "name", "value"}
    extra = [(name, value) for name, value in option["attrs"].items() if name not in own and value is not False]
    return {
        "id": option["attrs"].get("id", ""),
        "type": option["type"],
        "name": option["name"],
        "value": option["value"],
        "label": option["label"],
        "chosen": option["selected"],
        "extra": extra,
    }
