"""What an auditor looks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.core.audit.words import known_verbs, verb_words
from minga.core.interface.inputs import date_input, offer


class TrailFilter(forms.Form):
    """Every field may stay empty."""

    who = forms.CharField(
        label=_("Who"), required=False, max_length=120, help_text=_("Name or email; “minga” for the installation.")
    )
    verb = forms.ChoiceField(label=pgettext_lazy("trail", "What was done"), required=False)
    ref = forms.CharField(label=_("Reference of the object"), required=False, max_length=40)
    since = forms.DateField(label=_("From this day"), required=False, widget=date_input())
    until = forms.DateField(label=_("To this day"), required=False, widget=date_input())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = known_verbs()
        asked = str(self.data.get("verb", ""))
        if asked and asked not in dict(known):
            known.append((asked, verb_words(asked)))
        offer(self, "verb", [("", _("Anything")), *known])

    def clean(self) -> dict[str, Any]:
        """The days are in order."""
        values = super().clean() or {}
        if values.get("since") and values.get("until") and values["until"] < values["since"]:
            self.add_error("until", _("The last day lies before the first."))
        return values


class PurposeForm(forms.Form):
    """Why rows are taken away: of many people, so that the answer stays in the open."""

    reason = forms.CharField(
        label=_("What is it for?"),
        max_length=300,
        help_text=_("Your answer is written into the trail and stays there. Name nobody in it."),
    )


class OpeningForm(forms.Form):
    """Why the sealed values of a person's row are opened."""

    reason = forms.CharField(
        label=_("What is it for?"),
        max_length=300,
        help_text=_("Your answer is written into the trail, sealed as what you open."),
    )
