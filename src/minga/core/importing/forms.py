"""The file, and which of its columns is which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.core.importing.kinds import KINDS, Bound, Importer
from minga.core.importing.models import Batch
from minga.core.importing.rows import DAYS_WRITTEN, is_fixed
from minga.core.importing.values import DAY_FIRST, MONTH_FIRST
from minga.core.interface.inputs import offer

FIXED_FIELD = "{}-fixed"


class UploadForm(forms.Form):
    """A file of a kind, and whose list it is."""

    kind = forms.ChoiceField(label=_("What is in the file?"), widget=forms.RadioSelect)
    file = forms.FileField(label=_("File"), help_text=_("CSV or XLSX. The first line names the columns."))
    source = forms.CharField(
        label=_("Whose list is it?"),
        max_length=80,
        required=False,
        help_text=_(
            "Such as “CYVA 2026”. A newer version of the same list then updates its rows instead of adding them twice."
        ),
    )

    def __init__(self, *args: Any, kinds: list[Importer], bounds: Sequence[Bound] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(bounds) > 1:
            self.fields["scope"] = forms.ChoiceField(
                label=_("Which organisation is it for?"),
                choices=[("", ""), *((bound.ref, bound.label) for bound in bounds)],
            )
        offer(self, "kind", [(kind.name, kind.label) for kind in kinds])
        if len(kinds) == 1:
            self.fields["kind"].initial = kinds[0].name
        self.fields["file"].widget.attrs["accept"] = ".csv,.xlsx,text/csv"


class MappingForm(forms.Form):
    """For each field of the kind the column that fills it, or a value for every row."""

    source = forms.CharField(label=_("Whose list is it?"), max_length=80)

    def __init__(self, *args: Any, batch: Batch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        self.fields["source"].initial = batch.source
        if any(column.is_day for column in KINDS[batch.kind].columns):
            self.fields[DAYS_WRITTEN] = forms.ChoiceField(
                label=_("How does the list write dates?"),
                choices=[
                    ("", _("Only where it is clear; otherwise the row is left out")),
                    (DAY_FIRST, _("The day first: 3/4/2026 is 3 April")),
                    (MONTH_FIRST, _("The month first: 3/4/2026 is 4 March")),
                ],
                required=False,
                initial=batch.mapping.get(DAYS_WRITTEN, "")[1:],
                help_text=_("Already chosen where other dates in the list, such as 25/4/2026, show which it is."),
            )
        headings = [("", _("No column")), *((name, name) for name in batch.header)]
        for column in KINDS[batch.kind].columns:
            chosen = batch.mapping.get(column.name, "")
            fixed = is_fixed(chosen, batch.header)
            self.fields[column.name] = forms.ChoiceField(
                label=str(column.label),
                choices=headings,
                required=False,
                initial="" if fixed else chosen,
            )
            self.fields[FIXED_FIELD.format(column.name)] = forms.CharField(
                label=_("The same for every row"),
                required=False,
                max_length=200,
                initial=chosen[1:] if fixed else "",
            )

    def mapping(self) -> dict[str, str]:
        """field -> heading, or “=” and the value for every row; a column wins over a value."""
        chosen = {}
        for column in KINDS[self.batch.kind].columns:
            fixed = self.cleaned_data[FIXED_FIELD.format(column.name)].strip()
            chosen[column.name] = self.cleaned_data[column.name] or (f"={fixed}" if fixed else "")
        if order := self.cleaned_data.get(DAYS_WRITTEN):
            chosen[DAYS_WRITTEN] = f"={order}"
        return chosen
