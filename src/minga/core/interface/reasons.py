"""A decision that was sent without its reason: the same question again, with what is missing said beside the field."""

from __future__ import annotations

from typing import Self

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from minga.core.errors import Incomplete

NOT_ASKED_AGAIN = {"reason", "csrfmiddlewaretoken"}


class ReasonForm(forms.Form):
    """Why something is decided. `carried`: everything else that was sent, as (name, value), and goes along again."""

    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3, "required": True})
    )
    carried: list[tuple[str, str]]

    @classmethod
    def again(cls, sent: QueryDict, error: Incomplete) -> Self:
        """The form as it was sent, with the problems of `error` in it."""
        form = cls(sent)
        form.carried = [
            (name, value) for name, values in sent.lists() if name not in NOT_ASKED_AGAIN for value in values
        ]
        form.is_valid()
        error.show_in(form)
        return form
