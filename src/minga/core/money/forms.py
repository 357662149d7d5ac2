"""The form that adds a dated rate."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.core.interface.inputs import date_input
from minga.core.money.amounts import DOLLAR
from minga.core.money.models import Currency


class ExchangeRateForm(forms.Form):
    """Currency, first day, units for one dollar, source."""

    currency = forms.ModelChoiceField(
        Currency.objects.exclude(code=DOLLAR), label=_("Currency"), empty_label=_("Choose a currency")
    )
    in_force_from = forms.DateField(
        label=_("In force from"),
        initial=timezone.localdate,
        widget=date_input(),
        help_text=_("It holds until the first day of the next rate."),
    )
    per_dollar = forms.DecimalField(
        label=_("Units for one US dollar"),
        min_value=0,
        max_digits=18,
        decimal_places=6,
        localize=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who published it and where, for example an address.")
    )
