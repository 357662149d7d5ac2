"""The forms of the description editor: one class a section, each yielding the `content` its action takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from minga.assignments.forms.rows import LanguageRows, SeatRows, ShareRows, SkillRows, offer_organisations
from minga.assignments.models import Category, Description, Funding, Track
from minga.assignments.queries.holders import officers_of, without_candidates
from minga.assignments.rules import OFFICER_ROLES
from minga.assignments.wording import COMPETENCIES, TEXT_HELP, TEXT_LABELS, languages_with, written_languages
from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform, scope_keys
from minga.core.interface.inputs import date_input, offer
from minga.core.ordering import choices_in_order
from minga.partners.models import Organisation
from minga.people.models import EducationLevel, Skill
from minga.people.tongues import spoken
from minga.places.models import Country
from minga.sdgs.models import Goal, Target

UNITS = (("months", _("months")), ("weeks", _("weeks")))
COUNTRY_HELP = _("The country of the duty station, for service abroad too; from home, your own.")


def registered() -> Any:
    """Organisations that may take part. One query when read."""
    return Organisation.objects.filter(state="registered")


class StartForm(forms.Form):
    """What a new description begins with."""

    category = forms.ModelChoiceField(label=_("Category"), queryset=Category.objects.none(), empty_label="")
    track = forms.ChoiceField(label=_("Where volunteers serve"), choices=Track.choices)
    host = forms.ModelChoiceField(label=_("Host entity"), queryset=Organisation.objects.none(), empty_label="")
    country = forms.ModelChoiceField(
        label=_("Country whose officers look after it"), queryset=Country.objects.none(), empty_label="",
        help_text=COUNTRY_HELP,
    )  # fmt: skip
    languages = forms.MultipleChoiceField(
        label=_("Begin with the words that fit the category"),
        required=False,
        choices=written_languages,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "In the languages you tick. In each of them you write the whole description; others can come later."
        ),
    )

    def __init__(self, *args: Any, account: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hosts = registered().filter(is_host=True)
        if not on_platform(account, *OFFICER_ROLES) and not scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY):
            hosts = hosts.filter(ref__in=scope_keys(account, Role.HOST_FOCAL_POINT, scope=Scope.ORGANISATION))
        self._offer("category", Category.objects.filter(is_active=True))
        self._offer("host", hosts)
        self._offer("country", Country.objects.all())
        countries = set(scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY))
        if hosts.count() == 1:
            only = hosts.get()
            self.initial.setdefault("host", only.pk)
            self.initial.setdefault("country", only.country_id)
            countries |= {only.country_id}
        own = get_language() if countries and "CN" not in countries else ""
        written = [code for code, _name in written_languages()]
        self.initial.setdefault("languages", [own] if own in written else written)

    def _offer(self, name: str, rows: Any) -> None:
        choices = [(row.pk, str(row)) for row in rows] if name == "category" else choices_in_order(rows)
        offer(self, name, [("", ""), *choices], rows=rows)

    def clean(self) -> dict[str, Any]:
        """A track on which the category serves."""
        values = super().clean() or {}
        category = values.get("category")
        if category is not None and values.get("track") not in category.tracks:
            self.add_error("track", _("This category does not serve there. Choose another category or place."))
        return values


class SectionForm(forms.Form):
    """One section; `rows` are formsets that belong to it. sent: what a page sent, also where nothing is bound to it."""

    section: ClassVar[str] = ""

    def __init__(
        self, data: Any = None, *, description: Description, account: Any, sent: Mapping[str, Any] | None = None
    ) -> None:
        self.description, self.account, self.sent = description, account, sent or {}
        super().__init__(data, initial=self.values_now())
        self.rows: dict[str, Any] = {}
        self.prepare(data)

    def values_now(self) -> dict[str, Any]:
        """The values the section has now."""
        return {name: getattr(self.description, name) for name in self.base_fields if hasattr(self.description, name)}

    def prepare(self, data: Any) -> None:
        """Choices and formsets."""

    def is_valid(self) -> bool:
        """The form and all its rows."""
        own = super().is_valid()
        return all([rows.is_valid() for rows in self.rows.values()]) and own  # noqa: C419 - each says what is wrong

    def content(self) -> dict[str, Any]:
        """What the action takes, once valid."""
        return dict(self.cleaned_data)


class BasicsForm(SectionForm):
    """Category, track, dates and hours."""

    section = "basics"
    category = forms.ModelChoiceField(label=_("Category"), queryset=Category.objects.none(), empty_label=None)
    serves_as = forms.ModelChoiceField(
        label=_("Category served in"),
        queryset=Category.objects.none(),
        required=False,
        empty_label="",
        help_text=_("What this category asks of age, experience and length is asked as well."),
    )
    track = forms.ChoiceField(label=_("Where volunteers serve"), choices=Track.choices)
    country = forms.ModelChoiceField(
        label=_("Country whose officers look after it"), queryset=Country.objects.none(), empty_label=None,
        help_text=COUNTRY_HELP,
    )  # fmt: skip
    starts_on = forms.DateField(label=_("First day of service"), required=False, widget=date_input())
    duration = forms.IntegerField(label=_("Duration"), min_value=1, max_value=260, required=False)
    duration_unit = forms.ChoiceField(label=_("Unit of the duration"), choices=UNITS)
    hours_a_week = forms.IntegerField(
        label=_("Hours a week"),
        min_value=1,
        max_value=60,
        required=False,
        help_text=_("Empty for full time. Online volunteers need to know it."),
    )
    framework_output = forms.CharField(
        label=_("Output of the cooperation framework"),
        max_length=160,
        required=False,
        help_text=_(
            "The number and words of the output this service contributes to. An address on the web written with them "
            "leads readers to the document."
        ),
    )

    def values_now(self) -> dict[str, Any]:
        values = super().values_now()
        weeks = self.description.duration_weeks
        values["duration"] = weeks or self.description.duration_months
        values["duration_unit"] = "weeks" if weeks else "months"
        return values

    def prepare(self, data: Any) -> None:
        own = Category.objects.filter(pk=self.description.category_id)
        active, served_as = Q(is_active=True), Q(pk=self.description.serves_as_id)
        offer(self, "category", rows=Category.objects.filter(active) | own)
        if not self.description.category.is_active:
            self.fields["category"].help_text = _("This category is no longer offered. Choose another one.")
        if any(rule.as_category_served for rule in self.description.category.rules.all()):
            served = Category.objects.filter(active | served_as).exclude(rules__as_category_served=True)
            offer(self, "serves_as", rows=served.distinct())
        else:
            del self.fields["serves_as"]
        countries = Country.objects.all()
        offer(self, "country", choices_in_order(countries), rows=countries)

    def content(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        duration, unit = values.pop("duration"), values.pop("duration_unit")
        values["duration_months"] = duration if unit == "months" else None
        values["duration_weeks"] = duration if unit == "weeks" else None
        return values


class WordsForm(SectionForm):
    """The texts, language beside language."""

    section = "words"

    def prepare(self, data: Any) -> None:
        now = {row.language: row for row in self.description.texts.all()}
        # A page may still hold the words of a language that somebody else has emptied meanwhile.
        held = {name.removesuffix("-title") for name in self.sent if name.endswith("-title")}
        self.languages = languages_with({*now, *held.intersection(dict(spoken()))})
        for language, shown in self.languages:
            for name, label in TEXT_LABELS.items():
                short = name == "title"
                widget: forms.Widget = forms.TextInput() if short else forms.Textarea(attrs={"rows": 4})
                widget.attrs.update({"lang": language, "dir": "auto", "aria-describedby": f"about-{name}"})
                self.fields[f"{language}-{name}"] = forms.CharField(
                    label=gettext("%(text)s (%(language)s)") % {"text": label, "language": shown},
                    required=False,
                    max_length=160 if short else 8000,
                    widget=widget,
                )
                self.initial[f"{language}-{name}"] = getattr(now[language], name) if language in now else ""

    @property
    def texts(self) -> list[dict[str, Any]]:
        """For each text its name, label, help and its bound fields, one a language."""
        return [
            {
                "name": name,
                "label": label,
                "help": TEXT_HELP[name],
                "fields": [(shown, self[f"{code}-{name}"]) for code, shown in self.languages],
            }
            for name, label in TEXT_LABELS.items()
        ]

    def content(self) -> dict[str, Any]:
        return {
            code: {name: self.cleaned_data[f"{code}-{name}"].strip().replace("\r\n", "\n") for name in TEXT_LABELS}
            for code, _name in self.languages
        }


class SeatsForm(SectionForm):
    """The seats, each with its duty station and supervisor."""

    section = "seats"

    def prepare(self, data: Any) -> None:
        self.rows["seats"] = SeatRows(data, prefix="seats", description=self.description)

    def content(self) -> dict[str, Any]:
        return {"seats": self.rows["seats"].filled()}


class QualificationsForm(SectionForm):
    """Education, experience, languages, skills, areas and competencies."""

    section = "qualifications"
    min_education = forms.TypedChoiceField(
        label=_("Least education"),
        choices=[("", _("None")), *EducationLevel.choices],
        coerce=int,
        required=False,
        empty_value=None,
    )
    min_experience_months = forms.IntegerField(
        label=_("Least experience, in months"), min_value=0, max_value=600, help_text=_("3 years are 36 months.")
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Areas of expertise"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    competencies = forms.MultipleChoiceField(
        label=_("Competencies"), choices=list(COMPETENCIES.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    def values_now(self) -> dict[str, Any]:
        return {**super().values_now(), "areas": list(self.description.areas.values_list("pk", flat=True))}

    def prepare(self, data: Any) -> None:
        areas = Skill.objects.filter(is_area=True)
        offered = areas.filter(Q(is_common=True) | Q(pk__in=self.description.areas.values("pk")))
        offer(self, "areas", choices_in_order(offered), rows=areas)
        self.rows["languages"] = LanguageRows(data, prefix="languages", description=self.description)
        self.rows["skills"] = SkillRows(data, prefix="skills", description=self.description)

    def content(self) -> dict[str, Any]:
        return {**self.cleaned_data, **{name: rows.filled() for name, rows in self.rows.items()}}


class GoalsForm(SectionForm):
    """The SDG targets, goal by goal."""

    section = "goals"
    targets = forms.ModelMultipleChoiceField(
        label=_("SDG targets"), queryset=Target.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def values_now(self) -> dict[str, Any]:
        return {"targets": list(self.description.targets.values_list("pk", flat=True))}

    def prepare(self, data: Any) -> None:
        offer(self, "targets", rows=Target.objects.all())

    @property
    def goals(self) -> list[tuple[Goal, list[tuple[Target, bool]], int]]:
        """Each goal with its targets (chosen or not) and how many are chosen. Two queries."""
        chosen = {str(value) for value in (self["targets"].value() or [])}
        rows = []
        for goal in Goal.objects.prefetch_related("targets"):
            targets = [(target, target.pk in chosen) for target in goal.targets.all()]
            rows.append((goal, targets, sum(is_chosen for _target, is_chosen in targets)))
        return rows


class FundingForm(SectionForm):
    """Who pays, and which partner nominates."""

    section = "funding"
    funding = forms.ChoiceField(label=_("Who pays"), choices=Funding.choices, widget=forms.RadioSelect)
    nominating_partner = forms.ModelChoiceField(
        label=_("Partner that nominates"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("Only people whom it nominates, and who agree, can apply then. With “None” everyone can apply."),
    )
    nomination_quota = forms.IntegerField(
        label=_("How many people it may nominate"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("There may be more of them than seats. Empty: as many as it likes."),
    )

    def prepare(self, data: Any) -> None:
        partners, kept = Q(state="registered", is_partner=True), self.description.nominating_partner_id
        offer_organisations(self, "nominating_partner", partners, kept=kept)
        self.rows["shares"] = ShareRows(data, prefix="shares", description=self.description)

    def clean(self) -> dict[str, Any]:
        """A quota belongs to a partner."""
        values = super().clean() or {}
        if values.get("nomination_quota") and not values.get("nominating_partner"):
            self.add_error(
                "nominating_partner", _("Name the partner that nominates, or leave the number it may nominate empty.")
            )
        return values

    def content(self) -> dict[str, Any]:
        return {**self.cleaned_data, "shares": self.rows["shares"].filled()}


class PublicationForm(SectionForm):
    """The closing date and the officer in charge."""

    section = "publication"
    closes_on = forms.DateField(
        label=_("Last day to apply"),
        required=False,
        widget=date_input(),
        help_text=_(
            "Applications close when this day is over everywhere: at noon of the next one in UTC. Host entities "
            "expect a shortlist within two weeks of publication (toolkit.unv.org, recruitment checklist); where they "
            "close later than that, it is due a week after they closed."
        ),
    )
    officer = forms.ModelChoiceField(
        label=_("Officer in charge"), queryset=Description.objects.none(), required=False, empty_label=_("Nobody yet")
    )

    def prepare(self, data: Any) -> None:
        plain = Description(country_id=self.description.country_id)
        rows = without_candidates(officers_of(plain) | officers_of(self.description), self.description)
        offer(self, "officer", rows=rows)
        chosen = self.description.officer
        if chosen is not None and not rows.filter(pk=chosen.pk).exists():
            self.fields["officer"].help_text = gettext(
                "%(officer)s, who was in charge, no longer decides about this description. Choose somebody else; until "
                "then it waits for every officer there."
            ) % {"officer": chosen}


SECTION_FORMS: dict[str, Callable[..., SectionForm]] = {
    form.section: form
    for form in (BasicsForm, WordsForm, SeatsForm, QualificationsForm, GoalsForm, FundingForm, PublicationForm)
}
