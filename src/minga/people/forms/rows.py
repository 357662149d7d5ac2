"""The forms of the steps that are lists: a language, a degree, a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from minga.core.interface.inputs import date_input
from minga.people.forms.typed import only_match
from minga.people.models import Cefr, EducationLevel, Occupation
from minga.people.queries import find_occupations
from minga.people.tongues import spoken

CEFR_WORDS: dict[str, str | Promise] = {
    "A1": _("A1 · a few words: I greet, ask and answer simply"),
    "A2": _("A2 · the everyday: I shop, ask the way, talk about my family"),
    "B1": _("B1 · I manage: I travel, describe my work and follow clear talk"),
    "B2": _("B2 · I work in it: I take part in meetings and write reports with some help"),
    "C1": _("C1 · with ease: I present, negotiate and write for others"),
    "C2": _("C2 · like somebody who grew up with it"),
}


class LanguageForm(forms.Form):
    """One language."""

    language = forms.ChoiceField(label=_("Language"), choices=spoken)
    level = forms.ChoiceField(label=_("How well"), choices=[(level, CEFR_WORDS[level]) for level in Cefr.values])


class EducationForm(forms.Form):
    """One degree."""

    level = forms.TypedChoiceField(label=_("Level"), choices=EducationLevel.choices, coerce=int)
    field = forms.CharField(label=_("Subject"), max_length=160, required=False)
    institution = forms.CharField(label=_("School or university"), max_length=160)
    finished = forms.IntegerField(
        label=_("Year you finished"),
        min_value=1930,
        required=False,
        help_text=_("Empty while you study."),
        error_messages={"min_value": _("Check the year.")},
    )

    def clean_finished(self) -> int | None:
        """A year that has come already."""
        year: int | None = self.cleaned_data["finished"]
        if year and year > timezone.localdate().year:
            raise forms.ValidationError(_("This year is yet to come: leave it empty while you study."))
        return year


class ExperienceForm(forms.Form):
    """One post."""

    title = forms.CharField(label=_("What you were"), max_length=160, help_text=_("Such as nurse, or event volunteer."))
    organisation = forms.CharField(label=_("Where you worked or helped"), max_length=160)
    starts = forms.DateField(label=_("From"), widget=date_input())
    ends = forms.DateField(
        label=_("Until"), required=False, widget=date_input(), help_text=_("Empty while it goes on.")
    )
    is_volunteering = forms.BooleanField(label=_("This was volunteering"), required=False)
    occupation = forms.CharField(
        label=_("Occupation"),
        required=False,
        max_length=240,
        widget=forms.TextInput(attrs={"data-typeahead": "/profile/occupations", "autocomplete": "off"}),
        help_text=_("Type a word and choose from the international list (ISCO-08). You may leave it empty."),
    )
    description = forms.CharField(
        label=_("What you did"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean(self) -> dict[str, Any]:
        """Dates in order."""
        values = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and starts > timezone.localdate():
            self.add_error("starts", _("This day is yet to come."))
        if starts and ends and ends < starts:
            self.add_error("ends", _("It ends before it starts."))
        return values

    def clean_occupation(self) -> Occupation | None:
        """The occupation whose code, title or only match was typed; several matches are named to choose from."""
        words: str = self.cleaned_data["occupation"].strip()
        if not words:
            return None
        code = words.split(" ", maxsplit=1)[0]
        exact = Occupation.objects.filter(Q(code=code) | Q(title__iexact=words), level=4).first()
        if exact is not None:
            return exact
        return only_match(
            words,
            find_occupations(words, limit=5),
            none=_("The list holds no such occupation. Try another word, or leave it empty."),
            called=lambda row: f"{row.code} {row}",
        )
