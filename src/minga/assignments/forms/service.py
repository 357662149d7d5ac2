"""Forms of a service: entry, leave, extension, suspension, end, hours, clearances, what both sides write."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Assignment, Certificate, Leave, PerformanceAssessment, Track
from minga.assignments.models.category import ClearanceKind
from minga.assignments.pages.leave import balance_words
from minga.assignments.pages.opportunity import lines
from minga.assignments.pages.undrawn import undrawn_words
from minga.assignments.queries.dependants import counted_on, counting_days
from minga.assignments.queries.leave import leave_book
from minga.assignments.queries.served import last_day_of
from minga.assignments.queries.service import longest_end
from minga.assignments.service_papers import LANGUAGES, languages_for, texts_of
from minga.assignments.states import CLEARANCE, SERVICE
from minga.assignments.tables import CERTIFICATES, CLEARANCES, SERVICES, STANDING
from minga.core.documents.fields import UploadField
from minga.core.finding import fold
from minga.core.interface.inputs import date_input, offer
from minga.core.interface.reading import SignsField
from minga.core.listing import in_a_row, listed
from minga.core.tables.sorting import SORT_LABEL, order_choices

MARKS = [
    ("1", _("1: far below what was agreed")),
    ("2", _("2: below what was agreed")),
    ("3", _("3: as agreed")),
    ("4", _("4: better than agreed")),
    ("5", _("5: outstanding")),
]


def words(*, label: Any, rows: int = 3, longest: int = 1000, required: bool = True, **more: Any) -> forms.CharField:
    """A field for a few sentences."""
    return forms.CharField(
        label=label, max_length=longest, required=required, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class TableFilter(forms.Form):
    """Which rows a list shows; what cannot be read is left out."""

    words = forms.CharField(label=_("Words, number or name"), max_length=100, required=False)

    def wanted(self) -> dict[str, Any]:
        """What is asked for."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        return {name: value for name, value in chosen.items() if value and name != "sort"}


class ServiceFilter(TableFilter):
    """Which services the list shows."""

    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All")), ("open", _("Not closed yet")), *SERVICE.choices],
    )
    track = forms.ChoiceField(label=_("Where"), required=False, choices=[("", _("Everywhere")), *Track.choices])
    sort = forms.ChoiceField(
        label=SORT_LABEL, required=False, choices=order_choices(SERVICES, usual=_("Next to end first"))
    )


class CertificateFilter(TableFilter):
    """Which certificates the list shows."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *STANDING.items()])
    sort = forms.ChoiceField(
        label=SORT_LABEL, required=False, choices=order_choices(CERTIFICATES, usual=_("Newest first"))
    )


class ClearanceFilter(TableFilter):
    """Which clearances the list of the data protection officer shows."""

    words = forms.CharField(
        label=_("Email or reference of a person, or number of a description"),
        max_length=254,
        required=False,
        help_text=_("Whole, not part of it."),
    )
    kind = forms.ChoiceField(label=_("Clearance"), required=False, choices=[("", _("All")), *ClearanceKind.choices])
    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *CLEARANCE.choices])
    sort = forms.ChoiceField(
        label=SORT_LABEL, required=False, choices=order_choices(CLEARANCES, usual=_("Newest first"))
    )


class ServiceForm(forms.Form):
    """A form about one assignment."""

    def __init__(self, *args: Any, assignment: Assignment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.assignment = assignment
        self.begin()

    def begin(self) -> None:
        """Fill in what is known."""

    def answers(self) -> dict[str, Any]:
        """What the action takes."""
        return dict(self.cleaned_data)


class EntryForm(ServiceForm):
    """The day on which the volunteer began."""

    entered_on = forms.DateField(label=_("Day of entry on duty"), widget=date_input())

    def begin(self) -> None:
        today = min(timezone.localdate(), self.assignment.ends_on)
        self.initial.setdefault("entered_on", max(self.assignment.starts_on, today))


class SuspendForm(ServiceForm):
    """From when the service rests, and why."""

    starts_on = forms.DateField(label=_("Suspended from"), widget=date_input(), initial=timezone.localdate)
    without_pay = forms.BooleanField(
        label=_("No allowances are paid until it goes on"),
        required=False,
        help_text=_("The cost of the service then counts without these days. The volunteer is told."),
    )
    reason = words(label=_("Reason"), help_text=_("The volunteer and the host entity read it."))


class EndForm(ServiceForm):
    """How a service ends."""

    end_kind = forms.ChoiceField(label=_("How it ends"), choices=Assignment.EndKind.choices)
    ended_on = forms.DateField(label=_("Last day"), widget=date_input())
    reason = words(
        label=_("Reason"),
        longest=2000,
        required=False,
        help_text=_("Needed unless it ends on its last day. The volunteer, the host entity and the officer read it."),
    )

    def begin(self) -> None:
        begun = self.assignment.state in {"serving", "suspended"}
        kinds = [pair for pair in Assignment.EndKind.choices if (pair[0] == "not_started") != begun]
        offer(self, "end_kind", kinds)
        self.initial.setdefault("ended_on", min(self.assignment.ends_on, timezone.localdate()))


class ExtensionForm(ServiceForm):
    """A later last day, why, and who pays."""

    new_end = forms.DateField(label=_("New last day"), widget=date_input())
    reason = words(label=_("Why the service should go on"))
    funding_note = forms.CharField(label=_("Who pays for the longer time"), max_length=300)

    def begin(self) -> None:
        latest: date | None = longest_end(self.assignment)
        if latest is not None:
            self.fields["new_end"].help_text = _("At most until %(day)s for this category.") % {
                "day": date_format(latest)
            }


def _counted_words(number: int) -> str:
    if not number:
        return gettext("Today none counts.")
    return ngettext("Today %(number)s counts.", "Today %(number)s count.", number) % {"number": number}


def _counting_words(days: list[date]) -> str:
    """What becomes of a change on a day before those from which changes count; empty where there are none."""
    if not days:
        return ""
    words = ngettext(
        "A change counts from %(days)s on. From an earlier day the new number counts until the day before it.",
        "Changes count from these days on: %(days)s. From an earlier day the new number counts until the day before "
        "the next of them.",
        len(days),
    )
    return words % {"days": listed([date_format(day) for day in days])}


class DependantsForm(ServiceForm):
    """From when on how many dependants count, and why."""

    dependants = forms.IntegerField(label=_("Dependants from then on"), min_value=0, max_value=9)
    starts_on = forms.DateField(label=_("From which day"), widget=date_input())
    reason = words(
        label=_("What has changed"), help_text=_("The volunteer and the finance officer read it. Name no child.")
    )

    def begin(self) -> None:
        today = min(max(timezone.localdate(), self.assignment.starts_on), last_day_of(self.assignment))
        self.initial.setdefault("starts_on", today)
        counted, offered = counted_on(self.assignment, today), self.assignment.offer.dependants
        promised = gettext("The offer named %(number)s.") % {"number": offered} if offered != counted else ""
        self.fields["dependants"].help_text = in_a_row(
            [_counted_words(counted), promised, _("Two or more are paid alike.")]
        )
        self.fields["starts_on"].help_text = _counting_words(counting_days(self.assignment))


class LeaveForm(ServiceForm):
    """Days away."""

    kind = forms.ChoiceField(label=_("Kind of leave"), choices=Leave.Kind.choices)
    starts_on = forms.DateField(label=_("First day away"), widget=date_input())
    ends_on = forms.DateField(label=_("Last day away"), widget=date_input())
    half_day = forms.BooleanField(label=_("Only half of that day"), required=False)
    note = forms.CharField(
        label=_("Note"), max_length=300, required=False, help_text=_("The host entity reads it. Write nothing medical.")
    )

    def begin(self) -> None:
        self.fields["kind"].help_text = in_a_row(balance_words(leave_book(self.assignment)))


class HoursForm(ServiceForm):
    """The hours of one month."""

    month = forms.DateField(
        label=_("Month"),
        input_formats=["%Y-%m", "%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month", "placeholder": "2026-03"}),
    )
    hours = forms.DecimalField(
        label=_("Hours"),
        max_digits=6,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"step": "0.25", "inputmode": "decimal"}),
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def begin(self) -> None:
        self.initial.setdefault("month", timezone.localdate().replace(day=1))


class AssessmentForm(ServiceForm):
    """What the host entity writes of the service; a draft may leave everything open."""

    side = "host"
    overall = forms.TypedChoiceField(
        label=_("Overall"), choices=MARKS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    results = words(label=_("What was achieved"), rows=5, longest=4000, required=False)
    advice = words(label=_("What could be better next time"), longest=4000, required=False)
    people_reached = forms.IntegerField(
        label=_("People reached"),
        required=False,
        validators=[MinValueValidator(0), MaxValueValidator(2_000_000_000)],
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 0}),
        help_text=_("As far as it was counted; leave it empty otherwise."),
    )

    def begin(self) -> None:
        row = PerformanceAssessment.objects.filter(assignment=self.assignment, side=self.side).first()
        if row is not None:
            for name in self.fields:
                self.initial.setdefault(name, getattr(row, name))


class ReportForm(AssessmentForm):
    """What the volunteer writes of the service."""

    side = "volunteer"
    people_reached = None  # type: ignore[assignment]
    learned = words(label=_("What you learned"), rows=4, longest=4000, required=False)
    field_order = ("overall", "results", "learned", "advice")


class CertificateForm(ServiceForm):
    """What a certificate says beside the facts, and in which languages."""

    language = forms.ChoiceField(label=_("First language"))
    second_language = forms.ChoiceField(label=_("Second language"))
    issuer = forms.ChoiceField(label=_("Issuer"), help_text=_("You are named as the responsible person."))

    def begin(self) -> None:
        names = [(code, name) for code, name in settings.LANGUAGES if code in LANGUAGES]
        first, second = languages_for(self.assignment.account)
        tasks = texts_of(self.assignment, "tasks")
        for name, initial in (("language", first), ("second_language", second)):
            offer(self, name, names)
            self.initial.setdefault(name, initial)
        self.issuers = self._issuers()
        offer(self, "issuer", [(ref, str(row)) for ref, row in self.issuers.items()])
        for code, name in names:
            self.fields[f"words_{code}"] = words(
                label=_("What was done, in %(language)s") % {"language": name}, longest=600, required=False
            )
            self.initial.setdefault(f"words_{code}", _in_a_line(tasks.get(code, ""), code=code))

    def clean(self) -> dict[str, Any]:
        for name in [name for name in self.cleaned_data if name.startswith("words_")]:
            if unknown := undrawn_words(self.cleaned_data[name]):
                self.add_error(name, in_a_row([unknown, gettext("Write it otherwise.")]))
        return self.cleaned_data

    def _issuers(self) -> dict[str, Any]:
        description = self.assignment.description
        shares = description.funding_shares.select_related("funder")
        rows = [description.host, description.nominating_partner, *(share.funder for share in shares)]
        return {row.ref: row for row in rows if row is not None}

    def answers(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "language": found["language"],
            "second_language": found["second_language"],
            "issuer": self.issuers[found["issuer"]],
            "service_content": {code: found[f"words_{code}"] for code in LANGUAGES if f"words_{code}" in found},
        }


def _in_a_line(text: str, *, code: str) -> str:
    """Tasks, one a line, as one sentence."""
    rows = [row.rstrip(".;。；") for row in lines(text)]
    return ("；" if code.startswith("zh") else "; ").join(rows)[:600]


class ProofForm(forms.Form):
    """A document for a clearance."""

    upload = UploadField(
        kind="assignments.clearance",
        label=_("Document"),
        help_text=_(
            "PDF or picture, at most 10 MB. Only you, the officer in charge and the data protection officer see it."
        ),
    )


class PassForm(forms.Form):
    """A clearance that is passed."""

    expires_on = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=date_input(),
        help_text=_("Left empty: as long as the requirement says."),
    )
    result = words(label=_("Result"), longest=2000, required=False)


class FailForm(forms.Form):
    """A clearance that is not passed."""

    result = words(label=pgettext_lazy("clearance", "What was found"), longest=2000)


class LookUpForm(forms.Form):
    """The number and the name as they stand on a certificate."""

    number = SignsField(label=_("Number"), max_length=32, help_text=_("Such as CERT-2026-00042."))
    name = forms.CharField(label=_("Name on the certificate"), max_length=120)

    def found(self) -> Certificate | None:
        """The certificate with this number, where the name is the one it was issued to. One query."""
        row = Certificate.objects.filter(number__iexact=self.cleaned_data["number"].strip()).first()
        names = {_as_read(row.payload.get(key)) for key in ("name", "name_other_script")} if row else set()
        return row if _as_read(self.cleaned_data["name"]) in names - {""} else None


def _as_read(name: Any) -> str:
    """A name as it can be read off a paper: without case and accents, and without joiners, which leave no mark."""
    return fold("".join(sign for sign in str(name or "") if unicodedata.category(sign) != "Cf"))
