"""What the list of descriptions is narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Track
from minga.assignments.queries.descriptions import hosts_seen_by
from minga.assignments.states import DESCRIPTION
from minga.assignments.tables import DESCRIPTIONS
from minga.core.tables.sorting import SORT_LABEL, order_choices


class ListFilter(forms.Form):
    """Words, state, track and host entity, and in which order."""

    words = forms.CharField(label=_("Title or number"), max_length=120, required=False, widget=forms.SearchInput)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), ("open", _("All open ones")), *DESCRIPTION.choices]
    )
    track = forms.ChoiceField(
        label=_("Where volunteers serve"), required=False, choices=[("", _("Everywhere")), *Track.choices]
    )
    host = forms.ChoiceField(label=_("Host entity"), required=False)
    sort = forms.ChoiceField(
        label=SORT_LABEL, required=False, choices=order_choices(DESCRIPTIONS, usual=_("Last changed first"))
    )
    mine = forms.BooleanField(label=_("Only those in my charge"), required=False)

    def __init__(self, data: Any = None, *, account: Any) -> None:
        super().__init__(data)
        host: Any = self.fields["host"]
        host.choices = [("", _("All")), *hosts_seen_by(account)]
        if len(host.choices) < 3:
            del self.fields["host"]

    def wanted(self) -> dict[str, Any]:
        """The filters that are set; a value that cannot be read counts as none."""
        if not self.is_bound:
            return {}
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value and name != "sort"}
