"""Two pages that show the same thing: a form carries what it showed, and only what its writer changed counts.

Beside its fields a form sends `shown` (JSON: field -> the values a browser would have sent of it as it came) and, after
an answer that got lost, `sent` (a JSON list of such: what may have been saved already). Compared with what stands now,
under a lock, each field is untouched here (it stays as it stands now), changed here only (it is saved), or changed on
both sides: of several boxes each counts by itself; of one value the writer is told what stands there now.

Where a page shows things that are no fields of its form (a file, a list of rows), it sends back which ones it `held`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils import formats
from django.utils.translation import gettext as _

from minga.core.acting import lock
from minga.core.audit.words import value_words
from minga.core.interface.reading import as_meant
from minga.core.listing import listed

SHOWN, SENT, HELD, STALE = "shown", "sent", "held", "stale"
Values = dict[str, list[str]]
Form = TypeVar("Form", bound=forms.BaseForm)
Row = TypeVar("Row", bound=models.Model)


@dataclass
class Together:
    """What is to be saved. `data`: what was sent, with the others' words where the writer left a field untouched.

    clashes: field -> what stands there now, in words, where both sides changed it. before: the same fields as the page
    showed them.
    """

    data: QueryDict
    clashes: dict[str, str] = field(default_factory=dict)
    before: dict[str, str] = field(default_factory=dict)

    def show_in(self, form: forms.BaseForm) -> None:
        """Say beside each field that both changed what stands there now."""
        for name, now in self.clashes.items():
            if name in form.fields:
                form.add_error(name, ValidationError(changed_meanwhile(now), code=STALE))

    def kept(self, form: forms.BaseForm) -> list[str]:
        """The fields of a validated form that may be saved: right, and changed by nobody else."""
        return [name for name in form.fields if name not in form.errors and name not in self.clashes]


def on_what_stands(make: Callable[[Row, QueryDict | None], Form], row: Row, data: QueryDict) -> tuple[Row, Form]:
    """The row as it stands now, locked, and its form bound to what is to be saved; inside of a transaction.

    `make` gives the form of a row, unbound or bound. Where both sides changed a field the form is not valid, and says
    beside the field what stands there now. `make` must not write into the row (a ModelForm does, unless told not to).
    One query beside those of the form.
    """
    fresh = lock(row)
    found = together(make(fresh, None), data)
    form = make(fresh, found.data)
    form.is_valid()
    found.show_in(form)
    return fresh, form


def is_held(data: QueryDict, state: str) -> bool:
    """Whether the page that was sent held this `state` of a thing (a name without blanks, empty for none).

    A page may hold several, with blanks between. One that does not say what it held is taken as it is.
    """
    said = data.get(HELD)
    return said is None or (state in said.split() if state else not said.strip())


def refuse_unseen(form: forms.BaseForm, name: str, data: QueryDict, *, state: str, now: str) -> None:
    """Say beside the field what stands `now`, in words, where the page did not hold this `state` of it."""
    if not is_held(data, state):
        form.add_error(name, ValidationError(changed_meanwhile(now), code=STALE))


def status_of(form: forms.BaseForm) -> int:
    """409 where somebody else changed what was typed here, 422 where something else is wrong, otherwise 200."""
    if not form.is_bound or not form.errors:
        return 200
    return 409 if any(form.has_error(name, STALE) for name in form.errors) else 422


def changed_meanwhile(now: str) -> str:
    """The sentence for a field that was changed after the page was opened."""
    return _(
        "This was changed after you opened the page. It now says: %(now)s. Save again, and what you wrote counts."
    ) % {"now": now}


def shown_by(form: forms.BaseForm) -> str:
    """What a form shows before anything is typed, with its `rows` (name -> formset), for the field `shown` of its page.

    No query beyond those of its choices.
    """
    rows = {name: values for formset in getattr(form, "rows", {}).values() for row in formset.forms
            for name, values in as_shown(row).items()}  # fmt: skip
    return json.dumps({**as_shown(form), **rows}, ensure_ascii=False, separators=(",", ":"))


def together(form: forms.BaseForm, data: QueryDict) -> Together:
    """Compare what was sent with `form`, unbound and made from what stands now, locked.

    A page that does not say what it showed is taken as it is. Fields named in the form's `passing` (a word typed to
    search, never kept) are not compared.
    """
    shown, underway = shown_and_sent(data)
    found = Together(data.copy())
    if shown is None:
        return found
    now = as_shown(form)
    for bound in _compared(form):
        _compare(found, bound, shown=shown, underway=underway, now=now.get(bound.html_name, []))
    return found


def shown_and_sent(data: QueryDict) -> tuple[Values | None, list[Values]]:
    """What the page says it showed (None where it does not say), and what may have been saved already."""
    sent = _read_list(data.get(SENT, ""))
    return _read(data.get(SHOWN, "")), [values for row in sent if (values := _checked(row)) is not None]


def _compare(found: Together, bound: BoundField, *, shown: Values, underway: list[Values], now: list[str]) -> None:
    key, here = bound.html_name, typed(bound, found.data)
    before = shown.get(key, [])
    if _holds_several(bound):
        every = dict.fromkeys([*now, *here])
        _put(found, bound, [one for one in every if one in (now if (one in here) == (one in before) else here)])
    elif here == before:
        if now != here:
            _put(found, bound, now)
    elif now not in (here, before, *(_meant(bound, values) for values in underway)):
        found.clashes[bound.name], found.before[bound.name] = in_words(bound, now), in_words(bound, before)


def _put(found: Together, bound: BoundField, values: list[str]) -> None:
    if isinstance(bound.field.widget, forms.CheckboxInput) and not values:
        found.data.pop(bound.html_name, None)
    else:
        found.data.setlist(bound.html_name, values if _holds_several(bound) else values or [""])


def _compared(form: forms.BaseForm) -> Iterator[BoundField]:
    passing = getattr(form, "passing", ())
    for bound in form:
        if bound.name not in passing and not bound.field.disabled and not isinstance(bound.field, forms.FileField):
            yield bound


def _holds_several(bound: BoundField) -> bool:
    return isinstance(bound.field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)


def as_shown(form: forms.BaseForm) -> Values:
    """What the fields of an unbound form show, as a browser would send it."""
    return {bound.html_name: values for bound in _compared(form) if (values := _initial(bound))}


def _initial(bound: BoundField) -> list[str]:
    widget, value = bound.field.widget, bound.field.prepare_value(bound.initial)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(value)
    return _texts(shown if isinstance(shown, list | tuple | set) else [shown])


def typed(bound: BoundField, data: QueryDict) -> list[str]:
    """What was sent of a field, in usual signs."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.value_from_datadict(data, {}, bound.html_name) else []  # type: ignore[arg-type]
    return _texts(as_meant(bound.field, value) for value in data.getlist(bound.html_name))


def _meant(bound: BoundField, values: Values) -> list[str]:
    return [as_meant(bound.field, text) for text in values.get(bound.html_name, [])]


def _texts(values: Any) -> list[str]:
    """As a browser sends them, without what a browser adds: line ends of its own, blanks around."""
    found = ("" if value is None else str(value).replace("\r\n", "\n").strip() for value in values)
    return [text for text in found if text]


def _read(text: str) -> Values | None:
    return _checked(_parsed(text)) if text else None


def _read_list(text: str) -> list[Any]:
    found = _parsed(text) if text else []
    return found if isinstance(found, list) else []


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _checked(row: Any) -> Values | None:
    """A state of a form as the page keeps it; None where it is no such thing."""
    if not isinstance(row, dict):
        return None
    return {name: _texts(values) for name, values in row.items() if isinstance(values, list)}


def in_words(bound: BoundField, values: list[str]) -> str:
    """Values of a field as its reader knows them: the words of a choice, a day as the language writes it."""
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return value_words("", "", bool(values))
    if isinstance(bound.field, forms.DateField):
        day = bound.field.to_python(values[0]) if values else None
        return value_words("", "", formats.date_format(day) if day else "")
    choices = _labels(bound)
    return value_words("", "", listed(choices(value) for value in values) if values else "")


def _labels(bound: BoundField) -> Callable[[str], str]:
    choices = getattr(bound.field, "choices", None)
    if choices is None:
        return str
    flat: dict[str, str] = {}
    for value, label in choices:
        group = label if isinstance(label, list | tuple) else [(value, label)]
        flat |= {str(key): str(said) for key, said in group}
    return lambda value: flat.get(value, value)
