"""What somebody says before a table of people is taken away."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from minga.core.audit.actions import says_a_purpose


class PurposeForm(forms.Form):
    """What a table is taken away for, and as what."""

    reason = forms.CharField(
        label=_("What is it for?"),
        max_length=300,
        help_text=_(
            "Your answer is written into the audit trail, with your name and the number of rows. "
            "Name nobody else in it."
        ),
    )
    format = forms.ChoiceField(
        label=_("As"),
        choices=[("xlsx", _("Workbook (XLSX)")), ("csv", _("Plain table (CSV)"))],
        initial="xlsx",
        widget=forms.RadioSelect,
    )

    def clean_reason(self) -> str:
        """A purpose in a few words."""
        reason: str = self.cleaned_data["reason"]
        if not says_a_purpose(reason):
            raise forms.ValidationError(_("Say what it is for, in a few words."))
        return reason
