"""How typed signs are read: a Chinese keyboard types １２ ＠ ． 。 where a number, a day or an address has 12 @ . ."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20,
    0x3002: 0x2E,
    0xFF61: 0x2E,
    0x066B: 0x2E,
}
"""The full-width forms of ASCII, the ideographic space, the ideographic full stop for the dot of an address, and the
Arabic sign between a number and its decimals.
"""


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


def is_of_signs(field: forms.Field) -> bool:
    """Whether a field holds a number, a day, an address or a code: its kind says so, or what its box tells browsers."""
    widget = field.widget
    is_code = widget.attrs.get("autocomplete") == "one-time-code"
    return isinstance(field, OF_SIGNS) or getattr(widget, "input_type", "") == "tel" or is_code


def as_meant(field: forms.Field, value: Any) -> Any:
    """What was sent for a field, as its writer meant it; anything but the text of a field of signs stays as it is."""
    return in_usual_signs(value) if isinstance(value, str) and is_of_signs(field) else value


class ReadField(BoundField):
    """A field of any form of the house; what was typed is read as meant before it is checked or shown again."""

    @property
    def data(self) -> Any:
        """What was sent, in usual signs where the field is one of signs."""
        return as_meant(self.field, super().data)


class Renderer(DjangoTemplates):
    """The renderer of every form (FORM_RENDERER), which is where Django asks for the class of bound fields."""

    bound_field_class = ReadField
