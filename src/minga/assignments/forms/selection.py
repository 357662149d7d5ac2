"""Forms of the selection: a look at the longlist, weights, a decision, assessments, offers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from minga.assignments.evidence import PART_NAMES
from minga.assignments.models import Application, Assessment, Seat, Track
from minga.assignments.queries.due_days import arrival_expected
from minga.assignments.queries.longlist import SHOWS
from minga.assignments.queries.placing import Placing
from minga.assignments.queries.seats import rest_of
from minga.core.interface.inputs import date_input, offer
from minga.core.listing import listed

SHOWN = (*SHOWS, "all", "refused")


class LookForm(forms.Form):
    """Which part of the longlist is looked at; what cannot be read is left out."""

    show = forms.CharField(required=False)
    at_least = forms.IntegerField(required=False, min_value=0, max_value=100)
    number = forms.IntegerField(required=False, min_value=1)

    def chosen(self) -> dict[str, Any]:
        """The look, with the usual values where nothing was asked."""
        self.is_valid()
        found = self.cleaned_data
        show = found.get("show") or "open"
        return {
            "show": show if show in SHOWN else "open",
            "at_least": found.get("at_least") or 0,
            "number": found.get("number"),
        }


class WeightsForm(forms.Form):
    """What each part of the score weighs; only the proportions count."""

    reason = forms.CharField(
        label=_("Why these weights suit the post"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = {
            name: forms.IntegerField(
                label=str(label), min_value=0, max_value=100, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
            )
            for name, label in PART_NAMES.items()
        }
        self.fields = {**fields, **self.fields}


class RatingForm(forms.Form):
    """How far a motivation convinces."""

    score = forms.DecimalField(
        label=_("How far it convinces, 0 to 100"),
        required=False,
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
        widget=forms.NumberInput(attrs={"min": 0, "max": 100, "step": 1, "inputmode": "numeric"}),
    )


class DecisionForm(forms.Form):
    """The reason of a decision about one or many."""

    reason = forms.CharField(
        label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, needs_reason: bool = False, help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].help_text = help_text


MOST_DIGITS = 5
"""Of a place in the reserve: one behind the last is the last."""


class ReserveForm(forms.Form):
    """The reserve in a new order: a new place for whoever moves, no two alike, and why.

    Places are fields `rank-REF`, of those who stand on one page; whose place stays as it was keeps their order around
    those who move. `stood` is the whole reserve as the writer saw it, `standing` as it stands now: refs, first first.
    """

    stood = forms.CharField(required=False, widget=forms.HiddenInput)

    reason = forms.CharField(
        label=_("Why the order changes"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why the order changes.")},
    )

    def __init__(self, data: Any = None, *, standing: Sequence[str] = ()) -> None:
        super().__init__(data)
        self.standing = list(standing)

    @property
    def seen(self) -> list[str]:
        """The reserve as the writer saw it."""
        return str(self.data.get("stood", "")).split() or self.standing

    def moved(self) -> dict[str, str]:
        """Ref -> the place as it was typed, of those to whom another was given than they had."""
        had = {f"rank-{ref}": str(place) for place, ref in enumerate(self.seen, start=1)}
        sent = {name: str(value).strip() for name, value in self.data.items() if name.startswith("rank-")}
        return {name.removeprefix("rank-"): place for name, place in sent.items() if had.get(name) != place}

    def place_of(self, ref: str) -> tuple[str, bool]:
        """What the field of a candidate shows: the place that was typed, else where they stand; and whether it was."""
        typed = self._typed.get(ref)
        return (str(self._places.get(ref, "")), False) if typed is None else (typed, True)

    @cached_property
    def _typed(self) -> dict[str, str]:
        return self.moved()

    @cached_property
    def _places(self) -> dict[str, int]:
        return {ref: place for place, ref in enumerate(self.standing, start=1)}

    def clean(self) -> dict[str, Any]:
        """Every new place is a whole number from 1 on, and each is given once."""
        places = list(self.moved().values())
        if not all(place.isdecimal() and len(place) <= MOST_DIGITS and int(place) for place in places):
            self.add_error(None, _("Give everyone a place: 1 for the first, 2 for the next."))
        elif len({int(place) for place in places}) < len(places):
            self.add_error(None, _("Two candidates have the same place. Give each a place of their own."))
        elif not places:
            self.add_error(None, _("Everyone stands where they stood. Give a new place to whoever moves."))
        return dict(self.cleaned_data)

    def order(self) -> list[str]:
        """The refs of the whole reserve, first first: whoever moves stands at the place given, the others around."""
        moved = sorted((int(place), ref) for ref, place in self.moved().items())
        order = [ref for ref in self.seen if ref not in self.moved()]
        for place, ref in moved:
            order.insert(place - 1, ref)
        return order


class AssessorForm(forms.Form):
    """Whom to ask, and for what."""

    assessor = forms.ChoiceField(label=_("Who assesses"))
    kind = forms.ChoiceField(label=_("How"), choices=Assessment.Kind.choices)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {row.ref: row for row in people}
        offer(self, "assessor", [(ref, str(row)) for ref, row in self.people.items()])


class AssessmentForm(forms.Form):
    """An assessor's view: a score and words for each criterion, an advice, and what it rests on.

    A draft may leave everything open; the action says what is missing when it is finished.
    """

    advice = forms.ChoiceField(
        label=_("What you advise"), required=False, choices=Assessment.Advice.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In words: what this rests on"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 4000}),
    )

    def __init__(self, *args: Any, criteria: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria)
        marks: dict[str, forms.Field] = {}
        for row in self.criteria:
            marks[f"criterion-{row.pk}"] = forms.TypedChoiceField(
                label=str(row),
                required=False,
                coerce=int,
                empty_value=None,
                choices=[(value, str(value)) for value in range(1, 6)],
                widget=forms.RadioSelect,
            )
            marks[f"words-{row.pk}"] = forms.CharField(
                label=_("What shows it"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.fields = {**marks, **self.fields}

    def marks(self) -> dict[int, tuple[int, str]]:
        """Criterion id -> (score, words), for those that have a score."""
        found = {}
        for row in self.criteria:
            score = self.cleaned_data.get(f"criterion-{row.pk}")
            if score:
                found[row.pk] = (score, self.cleaned_data.get(f"words-{row.pk}", ""))
        return found


class OfferForm(forms.Form):
    """One seat, its days, and until when the person answers."""

    seat = forms.ChoiceField(label=_("Seat"))
    starts_on = forms.DateField(label=_("First day"), widget=date_input())
    ends_on = forms.DateField(label=_("Last day"), widget=date_input())
    expires_on = forms.DateField(label=_("Answer until the end of"), widget=date_input())
    dependants = forms.IntegerField(label=_("Dependants who come along"), min_value=0, max_value=9, initial=0)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        today, description = timezone.localdate(), application.description
        placing = Placing.of(description, [application])
        self.seats = {str(row.number): row for row in placing.seats_for(application)}
        closed = [row for row in placing.free if str(row.number) not in self.seats]
        self.closed = _closed_words(placing, closed) if closed else ""
        rest = next((rest_of(row) for row in self.seats.values()), None)
        kwargs.setdefault(
            "initial",
            {
                "starts_on": description.starts_on if rest is None else max(today, description.starts_on or today),
                "ends_on": rest or description.ends_on,
                "expires_on": today + timedelta(days=description.category_served.offer_days),
                "dependants": 0,
            },
        )
        super().__init__(*args, **kwargs)
        arrival = arrival_expected(description, offered_on=today)
        if arrival is not None:
            words = _(
                "Elsewhere, whoever has an offer arrives within four weeks of it (unv.org, pre-assignment preparation)"
                ": by %(day)s."
            )
            self.fields["starts_on"].help_text = words % {"day": date_format(arrival)}
        named = {number: (row, row.city, row.supervisor) for number, row in self.seats.items()}
        offer(self, "seat", [(number, " · ".join(str(one) for one in parts if one)) for number, parts in named.items()])
        self.fields["seat"].help_text = self.closed
        if description.track != Track.INTERNATIONAL:  # dependants are paid for abroad only (costing)
            del self.fields["dependants"]


def _closed_words(placing: Placing, seats: list[Seat]) -> str:
    """Which free seats are not offered, and why."""
    named = {"seats": listed(map(str, seats)), "countries": placing.places(seats)}
    return _("Not for this person: %(seats)s. Nobody serves abroad in a country of their own (%(countries)s).") % named
