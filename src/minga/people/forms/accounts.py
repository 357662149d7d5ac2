"""The account's own settings, erasure, and the administrator's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.core.access.models import Scope
from minga.core.access.rules import ROLE_SCOPES, roles_at_work
from minga.core.any_case import in_ascii
from minga.core.interface.inputs import date_input, offer
from minga.core.interface.reading import SignsField
from minga.people.models import Account
from minga.people.zones import time_zones, zone_of
from minga.places.forms import countries_typed


class SettingsForm(forms.Form):
    """Names, language, time zone."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As it stands in your passport."))
    local_name = forms.CharField(label=_("Name in your own script"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of pages and emails"), choices=settings.LANGUAGES)
    timezone_name = forms.ChoiceField(label=_("Time zone"), choices=time_zones)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        initial = {
            "name": account.name,
            "local_name": account.local_name,
            "language": account.language,
            "timezone_name": zone_of(account.timezone),
        }
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)


class ErasureForm(forms.Form):
    """A second confirmation, typed so that no slip of a finger does it."""

    confirmation = SignsField(
        label=_("Type your email to confirm"),
        max_length=254,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._email = account.email

    def clean_confirmation(self) -> str:
        """The account's own email, whatever its capitals."""
        typed: str = self.cleaned_data["confirmation"].strip()
        if in_ascii(typed).casefold() != in_ascii(self._email).casefold():
            raise forms.ValidationError(_("This is not the email of the account."))
        return typed


class ErasureForForm(ErasureForm):
    """The same for a data protection officer, who writes down how the person asked."""

    reason = forms.CharField(label=_("How and when the person asked"), widget=forms.Textarea(attrs={"rows": 3}))
    field_order = ("reason", "confirmation")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["confirmation"].label = _("Type the person's email to confirm")


class GrantForm(forms.Form):
    """A role, where it counts, and from when to when."""

    role = forms.ChoiceField(label=_("Which role"))
    scope = forms.ChoiceField(label=_("Where it counts"))
    scope_key = SignsField(
        label=_("Which one"),
        required=False,
        max_length=40,
        help_text=_("For a country its two letters, such as CN. For an organisation its reference."),
    )
    starts = forms.DateField(label=_("From"), initial=timezone.localdate, widget=date_input())
    ends = forms.DateField(
        label=_("Last day"), required=False, widget=date_input(), help_text=_("Empty if there is no end.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_at_work()
        scopes = {scope for role in roles for scope in ROLE_SCOPES[role]}
        offer(self, "role", [(role.value, role.label) for role in roles])
        offer(self, "scope", [(scope.value, scope.label) for scope in Scope if scope in scopes])

    def clean_scope_key(self) -> str:
        """The code of a country, which may be typed as its name."""
        key: str = self.cleaned_data["scope_key"].strip()
        if self.data.get("scope") != Scope.COUNTRY or not key:
            return key
        found = countries_typed(key)
        return found[0] if len(found) == 1 else key


class ReasonForm(forms.Form):
    """Why, for the audit trail."""

    reason = forms.CharField(label=_("Reason"), max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
