"""Rows that repeat within a section: seats, languages, skills and shares. Each list ends with empty rows to fill."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Description
from minga.assignments.queries.holders import supervisors_of
from minga.core.interface.fitting import SeveralFit
from minga.core.interface.inputs import offer
from minga.core.models import ALPHABET, REF_LENGTH, new_ref
from minga.core.money.formatting import number_words
from minga.partners.models import Organisation
from minga.people.models import Account, Cefr, Skill
from minga.people.queries import find_skills
from minga.people.tongues import spoken
from minga.places.forms import city_typed, named
from minga.places.models import City

WEIGHTS = ((1, _("counts")), (2, _("counts twice")), (3, _("counts three times")))


def offer_organisations(form: forms.BaseForm, name: str, able: Q, *, kept: int | None) -> None:
    """Let those that are `able` be chosen, and the one that is kept, marked where it no longer is: saving the rest of
    the section takes nothing away. At most two queries more than reading the choices.
    """
    rows = Organisation.objects.filter(able | Q(pk=kept))
    offer(form, name, rows=rows)
    stopped = Organisation.objects.filter(pk=kept).exclude(able).first() if kept else None
    if stopped is None:
        return
    field: Any = form.fields[name]
    is_suspended = stopped.state == "suspended"
    mark = gettext("%(organisation)s (suspended)") if is_suspended else gettext("%(organisation)s (no longer offered)")
    names = ((row.pk, mark % {"organisation": row} if row == stopped else str(row)) for row in rows)
    offer(form, name, [("", field.empty_label), *names])
    field.help_text = (
        gettext("Its registration is suspended. It stays here until you choose another, or until it is reinstated.")
        if is_suspended
        else gettext("It can no longer be chosen for this. It stays here until you choose another.")
    )


class Rows(forms.BaseFormSet[forms.Form]):
    """A formset over what the description has now."""

    row_class: type[forms.Form]
    extra_rows = 2

    def __init__(self, data: Any = None, *, prefix: str, description: Description) -> None:
        self.description = description
        self.form = self.row_class
        self.extra = self.extra_rows
        self.can_order = self.can_delete = self.can_delete_extra = False
        self.min_num, self.max_num, self.absolute_max = 0, 300, 300
        self.validate_min = self.validate_max = False
        self.edit_only = False
        self.renderer = forms.renderers.get_default_renderer()
        super().__init__(data if data else None, prefix=prefix, initial=self.values_now())

    def values_now(self) -> list[dict[str, Any]]:
        """The rows as they stand."""
        raise NotImplementedError

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        # A row is read even where it equals what is kept: kept as one typed, then saved, it is sent twice.
        return {**super().get_form_kwargs(index), "description": self.description, "empty_permitted": False}

    @property
    def is_compared(self) -> bool:
        """Whether rows that two people have open are put together; otherwise those that are sent count."""
        return True

    def filled(self) -> list[dict[str, Any]]:
        """The rows that hold something, once valid."""
        return [form.cleaned_data for form in self.forms if form.cleaned_data and form.is_filled()]  # type: ignore[attr-defined]


class Row(forms.Form):
    """One row; `key` is the field that makes it a row and by which it is known beside others (`comparing_rows`)."""

    key = ""
    known_by: tuple[str, ...] = ()
    makes_a_row: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.known_by, cls.makes_a_row = cls.known_by or (cls.key,), cls.makes_a_row or (cls.key,)

    def __init__(self, *args: Any, description: Description, **kwargs: Any) -> None:
        self.description = description
        super().__init__(*args, **kwargs)

    def as_kept(self, name: str, text: str) -> str:
        """What was typed into the field, as it reads once it is kept."""
        return text

    def row_words(self, number: int | None, words: dict[str, str]) -> str:
        """The row as its reader knows it. `number`: its place among those kept, from 0; words: of each field."""
        return words.get(self.key, "")

    def is_filled(self) -> bool:
        """Whether the row holds something and is not to be taken away."""
        return bool(self.cleaned_data.get(self.key)) and not self.cleaned_data.get("remove")


class SeatRow(Row):
    """One seat. A new one brings the reference it will have, so that saving it twice makes one seat."""

    known_by = ("ref", "key_of_new")
    makes_a_row = ("ref", "city", "supervisor")
    ref = forms.CharField(required=False, widget=forms.HiddenInput)
    key_of_new = forms.RegexField(rf"^[{ALPHABET}]{{{REF_LENGTH}}}$", required=False, widget=forms.HiddenInput)
    city = forms.CharField(
        label=_("Duty station"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"data-typeahead": "/descriptions/cities", "autocomplete": "off"}),
    )
    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=Account.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    is_cancelled = forms.BooleanField(label=_("Cancelled"), required=False)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, supervisors: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.initial.get("ref"):
            self.initial["key_of_new"] = new_ref()
        kept, keys = self.initial.get("supervisor"), {person.pk for person in supervisors}
        field: Any = self.fields["supervisor"]
        rows = Account.objects.filter(pk__in={*keys, kept} if kept else keys)
        people = rows if kept and kept not in keys else supervisors
        offer(self, "supervisor", [("", field.empty_label), *((one.pk, str(one)) for one in people)], rows=rows)

    def as_kept(self, name: str, text: str) -> str:
        """A city as it is named, however it was typed."""
        if name != "city":
            return text
        try:
            return named(city_typed(text)) or text
        except forms.ValidationError:
            return text

    def row_words(self, number: int | None, words: dict[str, str]) -> str:
        """By its place; one that is gone by its city."""
        if number is None:
            return words.get("city") or gettext("A seat")
        return gettext("Seat %(number)s") % {"number": number + 1}

    def clean_city(self) -> City | None:
        return city_typed(self.cleaned_data["city"])

    def is_filled(self) -> bool:
        return bool(
            self.cleaned_data.get("ref") or self.cleaned_data.get("city") or self.cleaned_data.get("supervisor")
        )


class SeatRows(Rows):
    row_class = SeatRow
    extra_rows = 1

    @cached_property
    def supervisors(self) -> list[Account]:
        """Whom the host entity has to supervise; read once for all seats."""
        return list(supervisors_of(self.description.host))

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "supervisors": self.supervisors}

    def values_now(self) -> list[dict[str, Any]]:
        seats = self.description.seats.select_related("city__country")
        return [
            {
                "ref": seat.ref,
                "city": named(seat.city),
                "supervisor": seat.supervisor_id,
                "is_cancelled": seat.is_cancelled,
            }
            for seat in seats
        ]


class LanguageRow(Row):
    key = "language"
    language = forms.ChoiceField(label=_("Language"), choices=lambda: [("", ""), *spoken()], required=False)
    level = forms.ChoiceField(label=_("Level (CEFR)"), choices=Cefr.choices, required=False, initial="B2")
    is_required = forms.BooleanField(label=_("Required"), required=False, initial=True)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def clean(self) -> dict[str, Any]:
        """A language has a level."""
        values = super().clean() or {}
        if values.get("language") and not values.get("level"):
            self.add_error("level", _("Choose a level."))
        return values


class LanguageRows(Rows):
    row_class = LanguageRow

    def values_now(self) -> list[dict[str, Any]]:
        rows = self.description.language_requirements.order_by("-is_required", "pk")
        return [{"language": row.language, "level": row.level, "is_required": row.is_required} for row in rows]

    def filled(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in ("language", "level", "is_required")} for row in super().filled()]


class SkillRow(Row):
    key = "skill"
    skill = forms.CharField(
        label=_("Skill"),
        required=False,
        max_length=240,
        widget=forms.TextInput(attrs={"data-typeahead": "/profile/skills-list", "autocomplete": "off"}),
    )
    weight = forms.TypedChoiceField(
        label=_("How much it counts"),
        choices=WEIGHTS,
        coerce=int,
        required=False,
        empty_value=1,  # type: ignore[arg-type] # the stubs know text only
    )
    is_required = forms.BooleanField(label=_("Required"), required=False)
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def as_kept(self, name: str, text: str) -> str:
        """The title of the skill that was meant."""
        if name != "skill":
            return text
        try:
            return str(self.skill_of(text) or text)
        except forms.ValidationError:
            return text

    def clean_skill(self) -> Skill | None:
        """The skill that was typed."""
        return self.skill_of(self.cleaned_data["skill"])

    @staticmethod
    def skill_of(typed: str) -> Skill | None:
        """The skill whose title or only match was typed; several are named to choose from."""
        words = typed.strip()
        if not words:
            return None
        exact = Skill.objects.filter(Q(pk=words) | Q(title__iexact=words), is_area=False).first()
        if exact is not None:
            return exact
        found = find_skills(words, limit=5)
        same = [skill for skill in found if str(skill).casefold() == words.casefold()]
        if len(same or found) == 1:
            return (same or found)[0]
        if not found:
            raise forms.ValidationError(_("The list holds no such skill. Try another word."))
        names = " · ".join(str(row) for row in found)
        raise SeveralFit(_("Several fit: %(names)s. Choose one, or type it so."), fitting=found, names=names)


class SkillRows(Rows):
    row_class = SkillRow

    def values_now(self) -> list[dict[str, Any]]:
        rows = self.description.skill_requirements.select_related("skill").order_by("-weight", "pk")
        return [{"skill": str(row.skill), "weight": row.weight, "is_required": row.is_required} for row in rows]

    def filled(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in ("skill", "weight", "is_required")} for row in super().filled()]


class ShareRow(Row):
    key = "funder"
    funder = forms.ModelChoiceField(
        label=_("Funder"), queryset=Organisation.objects.none(), required=False, empty_label=""
    )
    percent = forms.DecimalField(
        label=_("Share in per cent"), min_value=Decimal("0.01"), max_value=100, decimal_places=2, required=False
    )
    remove = forms.BooleanField(label=_("Remove"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funders = Q(state="registered", is_funder=True) | Q(pk=self.description.host_id)
        offer_organisations(self, "funder", funders, kept=self.initial.get("funder"))

    def as_kept(self, name: str, text: str) -> str:
        """A share without needless zeros."""
        try:
            return f"{Decimal(text).normalize():f}" if name == "percent" else text
        except InvalidOperation:
            return text

    def clean(self) -> dict[str, Any]:
        """A funder pays a share."""
        values = super().clean() or {}
        if values.get("funder") and values.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Say which part of the cost it pays."))
        return values


class ShareRows(Rows):
    row_class = ShareRow

    def __init__(self, data: Any = None, *, prefix: str, description: Description) -> None:
        total = f"{prefix}-{forms.formsets.TOTAL_FORM_COUNT}"
        if data and "add" in data and str(data.get(total, "")).isdecimal():
            data = data.copy()  # one more, empty, also where those that stand do not sum up yet
            data[total] = str(int(data[total]) + 1)
        super().__init__(data, prefix=prefix, description=description)

    @property
    def is_compared(self) -> bool:
        """Not while the host entity pays alone: shares are not kept then, and stand on the page still."""
        return self.description.funding != "host_funded"

    def values_now(self) -> list[dict[str, Any]]:
        rows = self.description.funding_shares.order_by("-percent", "pk")
        return [{"funder": row.funder_id, "percent": f"{row.percent.normalize():f}"} for row in rows]

    def filled(self) -> list[dict[str, Any]]:
        return [{name: row[name] for name in ("funder", "percent")} for row in super().filled()]

    def clean(self) -> None:
        """The shares of several funders sum to 100 %; what is wrong stands beside the last of them."""
        if any(form.errors for form in self.forms):
            return
        rows = self.filled()
        last = next((form for form in reversed(self.forms) if form.is_filled()), None)  # type: ignore[attr-defined]
        whole = sum((row["percent"] for row in rows), Decimal(0))
        if last is not None and self.data.get("funding") != "host_funded" and whole != 100:
            words = (
                gettext(
                    "The shares add up to %(sum)s %%, not to 100 %%: give the remaining %(rest)s %% to one of them."
                )
                if whole < 100
                else gettext("The shares add up to %(sum)s %%, not to 100 %%: take %(rest)s %% from one of them.")
            )
            rest = abs(100 - whole)
            last.add_error("percent", words % {"sum": number_words(whole), "rest": number_words(rest)})
