"""How typed signs are read: a Chinese keyboard types １２ ＠ ． 。 where a number, a day or an address has 12 @ . ."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

from minga.core.any_case import in_ascii

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x3002: 0x2E,
    0xFF61: 0x2E,
    0x066B: 0x2E,
}
"""The full-width forms of ASCII, the ideographic space, the ideographic full stop for the dot of an address, and the
Arabic sign between a number and its decimals.
"""


TURNING = re.compile(r"[\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
BREAKS = re.compile(r"[\x01-\x1f\x7f-\x9f\u2028\u2029]+")
"""All signs that control; a NUL is refused by every field."""


class SignsField(forms.CharField):
    """A code, a number of a document, an address kept as text: never prose."""


OF_SIGNS = (
    SignsField,
    forms.IntegerField,  # and its children: decimal and floating numbers
    forms.DateField,
    forms.DateTimeField,
    forms.TimeField,
    forms.DurationField,
    forms.EmailField,
)


def in_usual_signs(text: str) -> str:
    """Full-width signs as ASCII, digits of any script as 0 to 9. For what is no prose: prose keeps its signs."""
    plain = text.translate(FULL_WIDTH)
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in plain)


def one_line(text: str) -> str:
    """What stands in one line: breaks and tabs as a space, without the signs that turn or hide what stands behind them
    (a name that begins with U+202E reads backwards, and the page after it). Joiners of Persian and Hindi words stay.
    """
    return BREAKS.sub(" ", TURNING.sub("", text))


def is_one_line(field: forms.Field) -> bool:
    """Whether a field is a box of one line for words: not hidden, no password, no list of choices."""
    return isinstance(field, forms.CharField) and getattr(field.widget, "input_type", "") in {"text", "search"}


def is_of_signs(field: forms.Field) -> bool:
    """Whether a field holds a number, a day, an address or a code: its kind says so, or what its box tells browsers."""
    widget = field.widget
    is_code = widget.attrs.get("autocomplete") == "one-time-code"
    return isinstance(field, OF_SIGNS) or getattr(widget, "input_type", "") == "tel" or is_code


def as_meant(field: forms.Field, value: Any) -> Any:
    """What was sent for a field, as its writer meant it: usual signs, one line as one, an address in its one spelling;
    other texts as they are.
    """
    if not isinstance(value, str):
        return value
    line = one_line(value) if is_one_line(field) else value
    signs = in_usual_signs(line) if is_of_signs(field) else line
    return in_ascii(signs) if isinstance(field, forms.EmailField) else signs


class ReadField(BoundField):
    """A field of any form of the house; what was typed is read as meant before it is checked or shown again."""

    @property
    def data(self) -> Any:
        """What was sent, in usual signs where the field is one of signs, in one line where it has one."""
        return as_meant(self.field, super().data)


class Renderer(DjangoTemplates):
    """The renderer of every form (FORM_RENDERER), which is where Django asks for the class of bound fields."""

    bound_field_class = ReadField
