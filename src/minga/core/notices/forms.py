"""How a person wants to be told, one choice per kind."""

from __future__ import annotations

from typing import Any

from django import forms

from minga.core.access.roles import holdings_of
from minga.core.notices.kinds import KINDS, NoticeKind
from minga.core.notices.models import Delivery


def kinds_for(account: Any, *, chosen: dict[str, str]) -> list[NoticeKind]:
    """The kinds that can reach this person: everyone's, those of their roles, and any they chose for before."""
    roles = {"everyone", *(holding.role for holding in holdings_of(account))}
    return [kind for name, kind in KINDS if roles & set(kind.audience) or name in chosen]


class WishesForm(forms.Form):
    """One select for each kind; the fields are named k0, k1 … because kinds hold dots."""

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
        """kind -> delivery."""
        return {
            kind.name: chosen for number, kind in enumerate(self.kinds) if (chosen := self.cleaned_data[f"k{number}"])
        }
