"""What somebody typed of a long list, where a few rows of it may be meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

T = TypeVar("T")


def only_match(words: str, found: Sequence[T], *, none: Any, called: Callable[[T], str] = str) -> T:
    """The row that is called so, else the only one found; ValidationError with the words `none`, or naming
    those that fit.
    """
    found = [row for row in found if str(row).casefold() == words.casefold()] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(none)
    names = " · ".join(map(called, found))
    raise forms.ValidationError(_("Several fit: %(names)s. Type the one you mean."), params={"names": names})
