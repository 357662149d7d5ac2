"""One form a step of the profile; each yields the keywords of its action. Steps that are lists: `rows.py`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from minga.core.interface.inputs import date_input, offer
from minga.core.ordering import choices_in_order
from minga.people.actions.profile import PHONE
from minga.people.forms.typed import only_match
from minga.people.models import Profile, Skill
from minga.people.queries import common_skills, find_skills
from minga.places.forms import city_typed
from minga.places.models import City, Country
from minga.sdgs.models import Goal

MOST_FITTING = 12
"""Skills to choose from where what was typed fits several."""


def countries() -> Any:
    """Countries by their name in the reader's language."""
    return Country.objects.all()


class AboutForm(forms.Form):
    """Names, where from, how to reach."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As it stands in your passport."))
    local_name = forms.CharField(label=_("Name in your own script"), max_length=120, required=False)
    birth_date = forms.DateField(label=_("Date of birth"), widget=date_input(autocomplete="bday"))
    nationality = forms.ModelChoiceField(label=_("Nationality"), queryset=Country.objects.none(), empty_label="")
    second_nationality = forms.ModelChoiceField(
        label=_("Second nationality"), queryset=Country.objects.none(), required=False, empty_label=_("None")
    )
    residence = forms.ModelChoiceField(
        label=_("Country where you live"), queryset=Country.objects.none(), empty_label=""
    )
    residence_city = forms.CharField(label=_("City where you live"), max_length=120, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        validators=[RegexValidator(PHONE, _("A phone number is written in digits, such as +86 10 1234 5678."))],
        help_text=_("With the code of the country, such as +86."),
    )
    is_studying = forms.BooleanField(label=_("I study at a university or school"), required=False)
    about = forms.CharField(
        label=_("About you"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A few sentences: what moves you, what you are good at."),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        first = ("birth_date", "nationality", "second_nationality", "residence", "residence_city", "phone")
        initial = {name: getattr(profile, name) for name in (*first, "is_studying", "about")}
        initial |= {"name": profile.account.name, "local_name": profile.account.local_name}
        kwargs["initial"] = initial
        super().__init__(*args, **kwargs)
        choices = choices_in_order(countries())
        for name in ("nationality", "second_nationality", "residence"):
            field: Any = self.fields[name]
            offer(self, name, [("", field.empty_label or ""), *choices], rows=Country.objects.all())
        self.fields["name"].widget.attrs["autocomplete"] = "name"


class SkillsForm(forms.Form):
    """Boxes for what posts ask for most, and a line for everything else that ESCO knows."""

    passing = ("more",)
    areas = forms.MultipleChoiceField(label=_("Areas you know"), required=False, widget=forms.CheckboxSelectMultiple)
    common = forms.MultipleChoiceField(
        label=pgettext_lazy("skills", "What you can do"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = forms.MultipleChoiceField(
        label=_("Further skills of yours"), required=False, widget=forms.CheckboxSelectMultiple
    )
    more = forms.CharField(
        label=_("Another skill"),
        required=False,
        max_length=240,
        widget=forms.TextInput(attrs={"data-typeahead": "/profile/skills-list", "autocomplete": "off"}),
        help_text=_("Type a word and choose from the European list (ESCO)."),
    )

    fitting: Sequence[Skill] = ()
    """Of the words that were typed, where several skills fit: one of them is chosen by a press."""

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        mine = list(profile.skills.all())
        super().__init__(*args, **kwargs)
        held = {skill.pk for skill in mine}
        self._choose("areas", common_skills(is_area=True), held)
        self._choose("common", common_skills(is_area=False), held)
        self._choose("others", [skill for skill in mine if not skill.is_common], held)
        if not self.fields["others"].choices:  # type: ignore[attr-defined]
            del self.fields["others"]

    def _choose(self, name: str, skills: list[Skill], held: set[str]) -> None:
        self.fields[name].initial = [skill.pk for skill in skills if skill.pk in held]
        offer(self, name, choices_in_order(skills))

    def clean_more(self) -> Skill | None:
        """The skill whose title or only match was typed."""
        words: str = self.cleaned_data["more"].strip()
        if not words:
            return None
        exact = Skill.objects.filter(Q(pk=words) | Q(title__iexact=words)).first()
        if exact is not None:
            return exact
        found = find_skills(words, limit=MOST_FITTING)
        chosen = [row for row in found if row.pk == self.data.get("add")]
        if not chosen and len(found) > 1:
            self.fitting = [row for row in found if str(row).casefold() == words.casefold()] or found
        if len(self.fitting) > 1:
            raise forms.ValidationError(_("Several fit. Choose one of them below, or type more of its name."))
        none = _("The list holds no such skill. Try another word.")
        return only_match(words, chosen or self.fitting or found, none=none)

    def chosen(self) -> list[Skill]:
        """Every skill and area that is ticked or typed."""
        values = self.cleaned_data
        codes = {*values["areas"], *values["common"], *values.get("others", [])}
        if values["more"]:
            codes.add(values["more"].pk)
        return list(Skill.objects.filter(pk__in=codes))


class AvailabilityForm(forms.Form):
    """When, how much, in which way."""

    wants_national = forms.BooleanField(label=_("In my country"), required=False)
    wants_international = forms.BooleanField(label=_("Abroad"), required=False)
    wants_online = forms.BooleanField(label=_("From home, online"), required=False)
    available_from = forms.DateField(label=_("Available from"), widget=date_input())
    available_until = forms.DateField(
        label=_("Available until"), required=False, widget=date_input(), help_text=_("Empty if there is no end.")
    )
    hours_a_week = forms.IntegerField(
        label=_("Hours a week"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("For part-time and online work."),
        error_messages=dict.fromkeys(("min_value", "max_value"), _("Give a number from 1 to 60.")),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        kwargs["initial"] = {name: getattr(profile, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """At least one kind, and days in order."""
        values = super().clean() or {}
        if not any(values.get(name) for name in ("wants_national", "wants_international", "wants_online")):
            self.add_error("wants_national", _("Tick at least one kind of service."))
        starts, ends = values.get("available_from"), values.get("available_until")
        if starts and ends and ends < starts:
            self.add_error("available_until", _("The last day lies before the first."))
        elif ends and ends < timezone.localdate():
            self.add_error("available_until", _("This day has passed. Leave it empty if there is no end."))
        return values


class PlacesForm(forms.Form):
    """Wishes; none narrows what one may apply for."""

    passing = ("more_city", "more_country")

    preferred_goals = forms.ModelMultipleChoiceField(
        label=_("Goals you care about"),
        queryset=Goal.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    preferred_cities = forms.ModelMultipleChoiceField(
        label=_("Cities"), queryset=City.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_city = forms.CharField(
        label=_("Add a city"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"data-typeahead": "/profile/cities", "autocomplete": "off"}),
        help_text=_("Type a word and choose."),
    )
    preferred_countries = forms.ModelMultipleChoiceField(
        label=_("Countries"), queryset=Country.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    more_country = forms.ModelChoiceField(
        label=_("Add a country"),
        queryset=Country.objects.none(),
        required=False,
        empty_label="",
        help_text=_("Add as many as you like, one after the other. With none, anywhere suits you."),
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        lists = ("preferred_goals", "preferred_cities", "preferred_countries")
        kwargs["initial"] = {name: [row.pk for row in getattr(profile, name).all()] for name in lists}
        super().__init__(*args, **kwargs)
        goals, cities = Goal.objects.all(), profile.preferred_cities.all()
        offer(self, "preferred_goals", [(goal.pk, str(goal)) for goal in goals], rows=goals)
        offer(self, "preferred_cities", [(city.pk, str(city)) for city in cities], rows=City.objects.all())
        named = choices_in_order(countries())
        held = set(kwargs["initial"]["preferred_countries"])
        chosen = [pair for pair in named if pair[0] in held]
        others = [("", ""), *(pair for pair in named if pair[0] not in held)]
        offer(self, "preferred_countries", chosen, rows=Country.objects.all())
        offer(self, "more_country", others, rows=Country.objects.all())
        for name, has_some in (("preferred_cities", bool(cities)), ("preferred_countries", bool(chosen))):
            if not has_some:
                self.fields[name].widget = forms.MultipleHiddenInput()

    def clean_more_city(self) -> City | None:
        """The city whose name in any language was typed."""
        return city_typed(self.cleaned_data["more_city"])

    def values(self) -> dict[str, Any]:
        """The three lists, the city and the country that were added among them."""
        names = ("preferred_goals", "preferred_cities", "preferred_countries")
        chosen = {name: list(self.cleaned_data[name]) for name in names if name in self.cleaned_data}
        for more, name in (("more_city", "preferred_cities"), ("more_country", "preferred_countries")):
            if self.cleaned_data.get(more) and name in chosen:
                chosen[name].append(self.cleaned_data[more])
        return chosen


class CvForm(forms.Form):
    """One file."""

    upload = forms.FileField(
        label=_("File"),
        help_text=_("PDF, DOCX or ODT, at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.docx,.odt"}),
    )
