"""Service: contract, entry on duty, hours, leave, extension, suspension and assessment by both sides."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minga.assignments.models.description import Description, Seat
from minga.assignments.models.offer import Offer
from minga.assignments.state_names import LEAVE, REQUEST, SERVICE, SERVICE_OVER
from minga.core.documents.models import StoredFile
from minga.core.models import Base
from minga.places.models import Country

PERSON = settings.AUTH_USER_MODEL


class Assignment(Base):
    """One volunteer's place under a description, from preparation to certificate."""

    class EndKind(models.TextChoices):
        COMPLETED = "completed", _("Completed")
        RESIGNED = "resigned", _("Resigned")
        TERMINATED = "terminated", _("Ended early by the organisation")
        REASSIGNED = "reassigned", _("Reassigned")
        NOT_STARTED = "not_started", _("Never started")

    class SeatAfter(models.TextChoices):
        OPEN = "open", _("Opened again")
        CLOSED = "closed", _("Left closed")

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, related_name="assignment")
    description = models.ForeignKey(Description, on_delete=models.PROTECT, related_name="assignments")
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="+", editable=False, db_index=False)
    """Of its description, which keeps it: so that a board reads the services of its own country only."""
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="assignments")
    account = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="assignments")
    state = models.CharField(max_length=12, choices=SERVICE.choices, default=SERVICE.initial)
    starts_on = models.DateField()
    ends_on = models.DateField()
    entered_on = models.DateField(null=True, blank=True)
    entry_confirmed_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    end_kind = models.CharField(max_length=12, choices=EndKind.choices, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.TextField(blank=True, max_length=2000)
    closed_at = models.DateTimeField(null=True, blank=True)
    certified_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Of its first certificate: so that boards need not ask every certificate",
    )
    seat_after = models.CharField(
        max_length=6, choices=SeatAfter.choices, blank=True, help_text="What became of the seat after an early end"
    )

    audit_fields = (
        "description", "seat", "account", "state", "starts_on", "ends_on", "entered_on", "entry_confirmed_by",
        "end_kind", "ended_on", "end_reason", "closed_at", "seat_after", "certified_at",
    )  # fmt: skip
    personal_fields = frozenset({"end_reason"})

    class Meta:
        ordering = ["-starts_on"]
        indexes = [
            models.Index(fields=["account", "state"], name="assignment_account"),
            models.Index(fields=["description", "state"], name="assignment_description"),
            models.Index(fields=["state", "ends_on", "id"], name="assignment_state"),
            models.Index(fields=["country", "state", "ends_on", "id"], name="assignment_country"),
            models.Index(
                fields=["ends_on"],
                condition=Q(end_kind__in=("resigned", "terminated", "reassigned", "not_started"), seat_after=""),
                name="assignment_seat_undecided",
            ),
            models.Index(
                fields=["closed_at", "id"],
                condition=Q(state="closed", certified_at__isnull=True),
                name="assignment_uncertified",
            ),
            models.Index(
                fields=["country", "closed_at", "id"],
                condition=Q(state="closed", certified_at__isnull=True),
                name="assignment_uncertified_in",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=~Q(state__in=SERVICE_OVER), name="seat_served_by_one"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="assignment_dates"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.country_id = self.country_id or self.description.country_id
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.description} · {self.seat}"

    def personal_subject(self) -> int | None:
        return self.account_id


class Contract(Base):
    """The contract document, in two languages, and who signed it when."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="contract")
    terms = models.JSONField(default=dict, help_text="What the document was made from")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    volunteer_signed_at = models.DateTimeField(null=True, blank=True)
    officer_signed_at = models.DateTimeField(null=True, blank=True)
    officer_signed_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    audit_fields = ("assignment", "issued_at", "issued_by", "volunteer_signed_at", "officer_signed_at",
                    "officer_signed_by")  # fmt: skip

    def __str__(self) -> str:
        return str(self.assignment)


class HoursRecord(Base):
    """Hours of service in one month; verified by somebody else than who recorded them."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="hours")
    month = models.DateField(help_text="The first day of the month")
    hours = models.DecimalField(max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])
    state = models.CharField(
        max_length=10,
        choices=[("recorded", _("Recorded")), ("verified", _("Verified")), ("disputed", _("Disputed"))],
        default="recorded",
    )
    recorded_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    verified_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)

    audit_fields = ("assignment", "month", "hours", "state", "recorded_by", "verified_by", "note")
    personal_fields = frozenset({"note"})

    class Meta:
        ordering = ["month"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "month"], name="hours_once_a_month"),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True) | Q(recorded_by__isnull=True) | ~Q(verified_by=F("recorded_by")),
                name="hours_verified_by_another",
            ),
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=744), name="hours_in_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.hours}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id


class Leave(Base):
    """Days away, asked for and decided; the volunteer may withdraw them before they begin."""

    class Kind(models.TextChoices):
        ANNUAL = "annual", _("Annual leave")
        SICK = "sick", _("Sick leave")
        FAMILY = "family", _("Family leave")
        SPECIAL = "special", _("Special leave")
        UNPAID = "unpaid", _("Leave without pay")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="leaves")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    days = models.DecimalField(max_digits=5, decimal_places=2, help_text="Those that count; half a day is 0.5")
    in_advance = models.DecimalField(
        max_digits=5, decimal_places=2, default=0, help_text="Days of annual leave not earned yet by then, when asked"
    )
    state = models.CharField(max_length=10, choices=LEAVE.choices, default=LEAVE.initial)
    note = models.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decision_reason = models.CharField(max_length=300, blank=True)

    audit_fields = (
        "assignment", "kind", "starts_on", "ends_on", "days", "in_advance", "state", "note", "decided_by",
        "decision_reason",
    )  # fmt: skip
    personal_fields = frozenset({"kind", "note", "decision_reason"})

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="leave_dates"),
            models.CheckConstraint(condition=Q(days__gt=0, in_advance__gte=0), name="leave_takes_days"),
        ]

    @property
    def is_moot(self) -> bool:
        """The service ended before the leave began, so that nobody decides about it. No query where it is read."""
        ended_on = self.assignment.ended_on
        return ended_on is not None and ended_on < self.starts_on

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.starts_on}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id


class Extension(Base):
    """A later last day, asked for by one person and approved by another."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    old_end = models.DateField()
    new_end = models.DateField()
    reason = models.TextField(max_length=1000)
    funding_note = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=REQUEST.choices, default=REQUEST.initial)
    asked_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    audit_fields = ("assignment", "old_end", "new_end", "reason", "funding_note", "state", "asked_by", "decided_by")
    personal_fields = frozenset({"reason", "funding_note"})

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(new_end__gt=F("old_end")), name="extension_is_later"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(asked_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="extension_decided_by_another",
            ),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="requested"), name="extension_asked_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.new_end}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id


class Suspension(Base):
    """A time in which service rests."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="suspensions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    without_pay = models.BooleanField(default=False, help_text="No allowances are paid for these days")
    reason = models.TextField(max_length=1000)

    audit_fields = ("assignment", "starts_on", "ends_on", "without_pay", "reason")
    personal_fields = frozenset({"reason"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(ends_on__isnull=True), name="suspended_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.starts_on}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id


class PerformanceAssessment(Base):
    """What one side writes at the end: the host of the volunteer, the volunteer of the service."""

    class Side(models.TextChoices):
        HOST = "host", _("Host entity")
        VOLUNTEER = "volunteer", _("Volunteer")

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="performance_assessments")
    side = models.CharField(max_length=10, choices=Side.choices)
    author = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    overall = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    results = models.TextField(blank=True, max_length=4000, help_text="What was achieved")
    learned = models.TextField(blank=True, max_length=4000)
    advice = models.TextField(blank=True, max_length=4000, help_text="What should be done better")
    people_reached = models.PositiveIntegerField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    audit_fields = ("assignment", "side", "author", "overall", "results", "learned", "advice", "people_reached",
                    "written_at")  # fmt: skip
    personal_fields = frozenset({"results", "learned", "advice", "overall"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "side"], name="performance_once_a_side"),
            models.CheckConstraint(
                condition=Q(overall__isnull=True) | Q(overall__gte=1, overall__lte=5), name="overall_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_side_display()} · {self.assignment}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id
