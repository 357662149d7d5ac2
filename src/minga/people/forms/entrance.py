"""Signing up and in. Sign-up asks for a birth date first of all: nothing is kept of anyone under 18."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.socialaccount.forms import SignupForm as AllauthSocialSignupForm
from django import forms
from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from minga.core.interface.inputs import date_input
from minga.people.actions.accounts import ADULT_AT
from minga.people.actions.profile import FIRST_YEAR
from minga.people.forms.factors import PASSWORD_HELP
from minga.people.models import Purpose
from minga.people.queries import age_on, day_of_age
from minga.people.zones import known_zone

TOO_YOUNG = "too_young"


class EntranceFields(forms.Form):
    """What every new account answers, however it comes."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it stands in your passport."),
    )
    birth_date = forms.DateField(label=_("Date of birth"), widget=date_input(autocomplete="bday"))
    language = forms.ChoiceField(
        label=_("Language of pages and emails"), choices=settings.LANGUAGES, initial=get_language
    )
    agree = forms.BooleanField(
        label=_("I have read how Minga treats my data."),
        error_messages={
            "required": _("Read how Minga treats your data and tick this box; without it there is no account.")
        },
    )
    matching = forms.BooleanField(label=_("Write to me when a post fits my profile."), required=False)
    timezone_name = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"data-time-zone": ""}))

    def clean_timezone_name(self) -> str:
        """The browser's, where it is one of those that can be chosen later; else the server's."""
        return known_zone(self.cleaned_data["timezone_name"]) or settings.TIME_ZONE

    def clean_birth_date(self) -> Any:
        """Refuse kindly whoever is under 18, and say from which day on they can come."""
        birth_date = self.cleaned_data["birth_date"]
        today = timezone.localdate(
            timezone=ZoneInfo(known_zone(self.data.get("timezone_name", "")) or settings.TIME_ZONE)
        )
        if birth_date > today or birth_date.year < FIRST_YEAR:
            raise forms.ValidationError(_("Check the year."))
        if age_on(birth_date, today) < ADULT_AT:
            day = formats.date_format(day_of_age(birth_date, ADULT_AT))
            raise forms.ValidationError(
                _("Volunteers here are 18 or older. You can join from %(day)s on, and you will be welcome."),
                code=TOO_YOUNG,
                params={"day": day},
            )
        return birth_date

    @property
    def is_too_young(self) -> bool:
        """Whether the refusal is about age, for the page to say what exists meanwhile."""
        return self.is_bound and self.has_error("birth_date", TOO_YOUNG)

    def account_fields(self) -> dict[str, Any]:
        """What `create_account` takes."""
        return {
            "email": self.cleaned_data["email"],
            "name": self.cleaned_data["name"],
            "birth_date": self.cleaned_data["birth_date"],
            "language": self.cleaned_data["language"],
            "timezone_name": self.cleaned_data["timezone_name"],
            "consents": (Purpose.MATCHING.value,) if self.cleaned_data.get("matching") else (),
        }


def _plain(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class SignupForm(EntranceFields, AllauthSignupForm):  # type: ignore[misc]
    """Sign up with email and password."""

    field_order = ("name", "email", "password1", "birth_date", "language", "agree", "matching", "timezone_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["email"].label = _("Email")
        self.fields["password1"].help_text = PASSWORD_HELP


class SocialSignupForm(EntranceFields, AllauthSocialSignupForm):  # type: ignore[misc]
    """The same questions for somebody who comes from another house's accounts."""

    field_order = ("name", "email", "birth_date", "language", "agree", "matching", "timezone_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = self.sociallogin.account.extra_data
        self.initial.setdefault("name", str(told.get("userinfo", told).get("name", ""))[:120])
        _plain(self)
        self.fields["email"].label = _("Email")


class LoginForm(AllauthLoginForm):  # type: ignore[misc]
    """Sign in with email and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self)
        self.fields["login"].label = _("Email")
        if self.request is not None:  # an invitation names the address it went to
            self.initial.setdefault("login", self.request.GET.get("email", "")[:254])
        self.fields["password"].help_text = ""
        if "remember" in self.fields:
            self.fields["remember"].label = _("Keep me signed in on this device")
