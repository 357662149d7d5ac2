"""Forms around money and rules: what was paid, a dated rate, a category, its rules and the clearances it needs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from minga.assignments.costing import plain
from minga.assignments.models import (
    Category,
    ClearanceKind,
    ClearanceRequirement,
    EligibilityRule,
    LeaveEntitlement,
    LineKind,
    Rate,
    Track,
)
from minga.assignments.models.category import Nationality
from minga.assignments.models.cost import LARGEST
from minga.assignments.wording import written_languages
from minga.core.interface.inputs import date_input
from minga.core.money.amounts import Amount, minor_units
from minga.core.money.models import Currency
from minga.places.forms import city_typed, countries_named, countries_typed, country_choices, named
from minga.places.models import City

MOST_WHOLE = 1_200
"""A hundred years in months, or hours, or years of age: no limit is higher, and every database keeps it."""
PAID_KINDS = [pair for pair in LineKind.choices if pair[0] != LineKind.POST_ADJUSTMENT]


class PaidForm(forms.Form):
    """What was really paid; a correction is a further row with a minus."""

    kind = forms.ChoiceField(label=_("What was paid"), choices=PAID_KINDS)
    paid_on = forms.DateField(label=_("Paid on"), widget=date_input())
    amount = forms.DecimalField(
        label=_("Amount"),
        max_digits=14,
        decimal_places=4,
        help_text=_("A correction is a further row with a minus."),
    )
    currency = forms.ModelChoiceField(label=_("Currency"), queryset=Currency.objects.all(), empty_label=None)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, currency: str) -> None:
        super().__init__(data, initial={"paid_on": timezone.localdate(), "currency": currency})

    def clean(self) -> dict[str, Any]:
        """No part of an amount that its currency does not have: what was paid is kept as it was typed."""
        values = super().clean() or {}
        amount, currency = values.get("amount"), values.get("currency")
        if amount is None or currency is None:
            return values
        if Amount(amount, currency.code).rounded().value != amount:
            decimals = minor_units(currency.code)
            words = ngettext(
                "%(currency)s has at most %(decimals)s decimal.",
                "%(currency)s has at most %(decimals)s decimals.",
                decimals,
            )
            none = _("%(currency)s has no decimals; give a whole number.")
            self.add_error("amount", (words if decimals else none) % {"currency": currency.code, "decimals": decimals})
        elif abs(amount) > LARGEST:
            self.add_error("amount", _("This amount is too large."))
        return values


class DatedForm(forms.ModelForm[Any]):
    """A row with dates in force."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if type(field) is forms.IntegerField:
                field.validators.append(MaxValueValidator(MOST_WHOLE))
            elif type(field) is forms.DecimalField:  # the limits of the column, which `_post_clean` leaves out
                kept: Any = self._meta.model._meta.get_field(name)
                field.validators += [one for one in kept.validators if one not in field.validators]

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        values = super().clean() or {}
        first, last = values.get("in_force_from"), values.get("in_force_to")
        if first and last and last < first:
            self.add_error("in_force_to", _("The last day lies before the first."))
        return values

    def _post_clean(self) -> None:
        """The action keeps the row; the form only reads what was typed."""

    def values(self) -> dict[str, Any]:
        """What was typed, once valid."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


COUNTRY_LISTS = ("allowed_nationalities", "excluded_nationalities")
DATES = {"in_force_from": date_input(), "in_force_to": date_input()}
DATE_LABELS = {"in_force_from": _("In force from"), "in_force_to": _("In force to")}
DATE_HELP = {"in_force_to": _("The last day it counts. Empty: until further notice.")}


def _city_field() -> forms.CharField:
    return forms.CharField(
        label=_("Duty station"),
        required=False,
        max_length=200,
        help_text=_("Empty for every city of the country."),
        widget=forms.TextInput(attrs={"data-typeahead": "/descriptions/cities", "autocomplete": "off"}),
    )


def _refuse_foreign_city(form: forms.Form | forms.ModelForm[Any], values: dict[str, Any]) -> None:
    city, country = values.get("city"), values.get("country")
    if city and country and city.country_id != country.pk:
        form.add_error("city", _("This city lies in another country."))


class RateForm(DatedForm):
    """One dated rate."""

    city = _city_field()

    class Meta:
        model = Rate
        fields = (
            "kind", "unit", "amount", "currency", "category", "track", "country", "city", "in_force_from",
            "in_force_to", "source", "is_secondary",
        )  # fmt: skip
        widgets = DATES
        labels = {
            "kind": _("Line"), "unit": _("Unit"), "amount": _("Value"), "currency": _("Currency"),
            "category": _("Category"), "track": _("Where volunteers serve"), "country": _("Country"),
            "source": _("Source"), "is_secondary": _("From a secondary source, or a reading of ours"), **DATE_LABELS,
        }  # fmt: skip
        help_texts = {
            "amount": _("A multiplier of 34.2 % is 0.342; per cent as 8."),
            "currency": _("Empty for multipliers and per cent."),
            "source": _("Where the figure comes from: a document with its date, or an address."),
            "is_secondary": _("Shown wherever the rate is used."),
            **DATE_HELP,
        }

    def __init__(self, data: Any = None, *, instance: Rate | None = None, known: dict[str, str] | None = None) -> None:
        shown = {"city": named(instance.city), "amount": plain(instance.amount)} if instance else known or {}
        super().__init__(data, instance=instance, initial=shown)
        fields: dict[str, Any] = self.fields
        fields["country"].choices = country_choices(empty=_("Everywhere"))
        fields["category"].empty_label = _("Every category")
        fields["track"].choices = [("", _("Everywhere")), *Track.choices]
        fields["kind"].choices = [("", _("Choose a line")), *LineKind.choices]
        fields["unit"].choices = [("", _("Choose a unit")), *Rate.Unit.choices]
        fields["currency"].empty_label = _("No currency")
        fields["source"].required = True  # a cost shows the source of each rate it used

    def clean_city(self) -> City | None:
        """The city of the words typed."""
        return city_typed(self.cleaned_data["city"])

    def clean(self) -> dict[str, Any]:
        """Money has a currency, nothing else has; a city lies in its country."""
        values = super().clean()
        is_money = values.get("unit") in (Rate.Unit.MONTH, Rate.Unit.ONCE)
        if is_money and not values.get("currency"):
            self.add_error("currency", _("Choose the currency."))
        if not is_money:
            values["currency"] = None
        _refuse_foreign_city(self, values)
        return values


def _countries_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Names of countries with commas between them. Empty: no such limit."),
    )


class RuleForm(DatedForm):
    """One eligibility rule of a category."""

    allowed_nationalities = _countries_field(_("Only people of these countries"))
    excluded_nationalities = _countries_field(_("Not people of these countries"))

    class Meta:
        model = EligibilityRule
        fields = (
            "in_force_from", "in_force_to", "min_age", "max_age", "min_experience_months", "must_be_studying",
            "as_category_served", "max_duration_months", "max_duration_weeks", "max_total_months", "min_hours_a_week",
            "max_hours_a_week", "nationality", "allowed_nationalities", "excluded_nationalities", "source",
        )  # fmt: skip
        widgets = DATES
        labels = {
            "min_age": _("Least age"), "max_age": _("Greatest age"),
            "min_experience_months": _("Least experience, in months"), "must_be_studying": _("Must be studying"),
            "as_category_served": _("Also asks what the category served in asks"),
            "max_duration_months": _("Longest service, in months"),
            "max_duration_weeks": _("Longest service, in weeks"),
            "max_total_months": _("Longest time abroad over all services, in months"),
            "min_hours_a_week": _("Fewest hours a week"), "max_hours_a_week": _("Most hours a week"),
            "nationality": _("Nationality"), "source": _("Source"), **DATE_LABELS,
        }  # fmt: skip
        help_texts = {"max_total_months": "", "as_category_served": "", **DATE_HELP}

    def __init__(self, data: Any = None, *, instance: EligibilityRule | None = None) -> None:
        shown = {name: countries_named(getattr(instance, name)) for name in COUNTRY_LISTS} if instance else {}
        super().__init__(data, instance=instance, initial=shown)
        self.fields["nationality"].required = False

    def clean_nationality(self) -> str:
        """As the track says, where nothing was chosen."""
        return self.cleaned_data["nationality"] or Nationality.BY_TRACK

    def clean_allowed_nationalities(self) -> list[str]:
        """Their codes."""
        return countries_typed(self.cleaned_data["allowed_nationalities"])

    def clean_excluded_nationalities(self) -> list[str]:
        """Their codes."""
        return countries_typed(self.cleaned_data["excluded_nationalities"])

    def clean(self) -> dict[str, Any]:
        """Limits are in order, and no country is let in and shut out at once."""
        values = super().clean()
        both = set(values.get("allowed_nationalities") or ()) & set(values.get("excluded_nationalities") or ())
        if both:
            self.add_error(
                "excluded_nationalities",
                _("%(countries)s: both let in and shut out.") % {"countries": countries_named(both)},
            )
        for low, high in (("min_age", "max_age"), ("min_hours_a_week", "max_hours_a_week")):
            if values.get(low) is not None and values.get(high) is not None and values[high] < values[low]:
                self.add_error(high, _("The upper limit is below the lower one."))
        return values


class RequirementForm(DatedForm):
    """A clearance that a category asks for, or all of them."""

    every_category = forms.BooleanField(label=_("Asked of every category, not of this one only"), required=False)
    city = _city_field()

    class Meta:
        model = ClearanceRequirement
        fields = (
            "kind", "every_category", "track", "country", "city", "is_pre_submission", "valid_months", "in_force_from",
            "in_force_to", "source",
        )  # fmt: skip
        widgets = DATES
        labels = {
            "kind": _("Clearance"), "track": _("Where volunteers serve"), "country": _("Country"),
            "is_pre_submission": _("Needed before the host entity sees the candidate"),
            "valid_months": _("Valid for how many months"), "source": _("Source"), **DATE_LABELS,
        }  # fmt: skip
        help_texts = {"is_pre_submission": "", "valid_months": _("Empty: it does not expire."), **DATE_HELP}

    def __init__(self, data: Any = None, *, instance: ClearanceRequirement | None = None, category: Category) -> None:
        self.category = category
        shown = {"city": named(instance.city), "every_category": instance.category_id is None} if instance else {}
        super().__init__(data, instance=instance, initial=shown)
        fields: dict[str, Any] = self.fields
        fields["valid_months"].validators.append(MinValueValidator(1))
        fields["kind"].choices = ClearanceKind.choices
        fields["country"].choices = country_choices(empty=_("Everywhere"))
        fields["track"].choices = [("", _("Everywhere")), *Track.choices]

    def clean_city(self) -> City | None:
        """The city of the words typed."""
        return city_typed(self.cleaned_data["city"])

    def clean(self) -> dict[str, Any]:
        """A city lies in its country."""
        values = super().clean()
        _refuse_foreign_city(self, values)
        return values

    def values(self) -> dict[str, Any]:
        """The columns of the requirement, once valid."""
        values = super().values()
        values["category"] = None if values.pop("every_category") else self.category
        return values


class EntitlementForm(DatedForm):
    """What a category earns of annual leave."""

    class Meta:
        model = LeaveEntitlement
        fields = ("days_a_month", "week", "country", "in_force_from", "in_force_to", "source")
        widgets = DATES
        labels = {
            "days_a_month": _("Days earned with each whole month"), "week": _("Days that leave takes"),
            "country": _("Country"), "source": _("Source"), **DATE_LABELS,
        }  # fmt: skip
        help_texts = {"days_a_month": _("0 says that none is earned."), **DATE_HELP}

    def __init__(self, data: Any = None, *, instance: LeaveEntitlement | None = None) -> None:
        super().__init__(data, instance=instance)
        fields: dict[str, Any] = self.fields
        fields["week"].choices = LeaveEntitlement.Week.choices
        fields["country"].choices = country_choices(empty=_("Everywhere"))


class CategoryForm(forms.Form):
    """What a category is called and how it behaves."""

    code = forms.SlugField(
        label=_("Code"), max_length=24, help_text=_("Short, in small letters; it cannot be changed later.")
    )
    tracks = forms.MultipleChoiceField(
        label=_("Where volunteers serve"), choices=Track.choices, widget=forms.CheckboxSelectMultiple
    )
    offer_days = forms.IntegerField(label=_("Days to answer an offer"), min_value=1, max_value=90, initial=7)
    order = forms.IntegerField(label=_("Place in the list"), min_value=0, max_value=999, initial=0)
    reserve_needs_officer = forms.BooleanField(
        label=_("An officer confirms before somebody moves up from the reserve"), required=False
    )
    is_active = forms.BooleanField(label=_("New descriptions may use it"), required=False, initial=True)

    def __init__(self, data: Any = None, *, category: Category | None = None) -> None:
        self.category = category
        super().__init__(data, initial=self._values_now())
        if category is not None:
            del self.fields["code"]
        for language, shown in written_languages():
            self._add(f"name-{language}", _("Name (%(language)s)") % {"language": shown}, short=True, language=language)
            label = _("What it is for (%(language)s)") % {"language": shown}
            self._add(f"about-{language}", label, short=False, language=language)
        self.fields[f"name-{written_languages()[0][0]}"].required = True

    def _values_now(self) -> dict[str, Any]:
        row = self.category
        if row is None:
            return {}
        now: dict[str, Any] = {name: getattr(row, name) for name in self.base_fields}
        for language, _shown in written_languages():
            now[f"name-{language}"] = row.names.get(language, "")
            now[f"about-{language}"] = row.about.get(language, "")
        return now

    def _add(self, name: str, label: str, *, short: bool, language: str) -> None:
        widget: forms.Widget = forms.TextInput() if short else forms.Textarea(attrs={"rows": 3})
        widget.attrs.update({"lang": language, "dir": "auto"})
        self.fields[name] = forms.CharField(label=label, required=False, max_length=80 if short else 800, widget=widget)

    def clean_code(self) -> str:
        """A code nobody uses yet."""
        code: str = self.cleaned_data["code"]
        if Category.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another category has this code."))
        return code

    def values(self) -> dict[str, Any]:
        """The columns of the category, once valid."""
        plain = {name: value for name, value in self.cleaned_data.items() if "-" not in name}
        for column, prefix in (("names", "name-"), ("about", "about-")):
            typed = {
                name.removeprefix(prefix): value for name, value in self.cleaned_data.items() if name.startswith(prefix)
            }
            plain[column] = {language: text for language, text in typed.items() if text}
        return plain
