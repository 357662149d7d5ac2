"""How a person wants to be told, one choice per kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.core.access.roles import holdings_of
from minga.core.notices.kinds import KINDS, NoticeKind
from minga.core.notices.models import Delivery


def kinds_for(account: Any, *, chosen: dict[str, str]) -> list[NoticeKind]:
    """The kinds that can reach this person: everyone's, those of their roles, and any they chose for before."""
    roles = {"everyone", *(holding.role for holding in holdings_of(account))}
    return [kind for name, kind in KINDS if roles & set(kind.audience) or name in chosen]


class WishesForm(forms.Form):
    """One select for each kind, named k0, k1 … because kinds hold dots. `every` is one answer for all."""

    passing = ("every",)
    every = forms.ChoiceField(
        label=_("Everything at once"),
        help_text=_("One answer for all kinds below, instead of the one beside each."),
        choices=[("", _("As chosen for each kind")), *Delivery.choices],
        required=False,
    )

    def __init__(self, *args: Any, account: Any, chosen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds_for(account, chosen=chosen)
        for number, kind in enumerate(self.kinds):
            self.fields[f"k{number}"] = forms.ChoiceField(
                label=kind.name_for_wishes,
                choices=Delivery.choices,
                initial=chosen.get(kind.name, kind.default),
                required=False,
            )

    def wishes(self) -> dict[str, str]:
        """kind -> delivery; with an answer for all, that one for each."""
        every = self.cleaned_data["every"]
        return {
            kind.name: chosen
            for number, kind in enumerate(self.kinds)
            if (chosen := every or self.cleaned_data[f"k{number}"])
        }

    def topics(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The selects under what they are about, in the order in which the topics signed in; without a topic, last."""
        found: dict[str, list[forms.BoundField]] = {}
        others: list[forms.BoundField] = []
        for number, kind in enumerate(self.kinds):
            (found.setdefault(str(kind.topic), []) if kind.topic else others).append(self[f"k{number}"])
        return [*found.items(), *([(gettext("Other things"), others)] if others else [])]
