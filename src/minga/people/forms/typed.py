"""What somebody typed of a long list, where a few rows of it may be meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.core.interface.fitting import SeveralFit

T = TypeVar("T")


def only_match(words: str, found: Sequence[T], *, none: Any, called: Callable[[T], str] = str) -> T:
    """The row that is called so, else the only one found; ValidationError with the words `none`, or SeveralFit with
    what those that fit are `called`.
    """
    found = [row for row in found if str(row).casefold() == words.casefold()] or found
    if len(found) == 1:
        return found[0]
    if not found:
        raise forms.ValidationError(none)
    raise SeveralFit(_("Several fit. Choose one of them below, or type more of its name."), fitting=map(called, found))
