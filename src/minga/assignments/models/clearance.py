"""Clearances: of an application before the host sees it, or of a service; and what each was before it was renewed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from minga.assignments.models.application import Application
from minga.assignments.models.category import ClearanceKind
from minga.assignments.models.service import Assignment
from minga.assignments.state_names import CLEARANCE, CLEARANCE_IN_ORDER
from minga.core.documents.models import StoredFile
from minga.core.models import Base

PERSON = settings.AUTH_USER_MODEL


class Clearance(Base):
    """A clearance of an application (before the host sees it) or of an assignment. Results are for few eyes only."""

    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.CASCADE, related_name="clearances"
    )
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.CASCADE, related_name="clearances"
    )
    kind = models.CharField(max_length=20, choices=ClearanceKind.choices)
    state = models.CharField(max_length=10, choices=CLEARANCE.choices, default=CLEARANCE.initial)
    is_pre_submission = models.BooleanField(default=False)
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    requested_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    expires_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True, max_length=2000)
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    waiver_reason = models.TextField(blank=True, max_length=1000)
    waiver_asked_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    waived_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    waiver_refusal = models.TextField(blank=True, max_length=1000, help_text="Why the second person does not agree")
    waiver_refused_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    audit_fields = (
        "kind", "state", "requested_at", "decided_at", "decided_by", "expires_on", "result", "waiver_reason",
        "waiver_refusal", "is_pre_submission", "waiver_asked_by", "waived_by", "waiver_refused_by",
    )  # fmt: skip
    # All but what says nothing of the person, and who proposed a waiver and who agreed: they have to be two.
    personal_fields = frozenset({
        "kind", "state", "requested_at", "decided_at", "decided_by", "expires_on", "result", "waiver_reason",
        "waiver_refusal",
    })  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["state", "expires_on"], name="clearance_expiry")]
        constraints = [
            models.CheckConstraint(
                condition=Q(application__isnull=False, assignment__isnull=True)
                | Q(application__isnull=True, assignment__isnull=False),
                name="clearance_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(waived_by__isnull=True)
                | Q(waiver_asked_by__isnull=True)
                | ~Q(waived_by=F("waiver_asked_by")),
                name="waiver_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(waiver_refused_by__isnull=True)
                | Q(waiver_asked_by__isnull=True)
                | ~Q(waiver_refused_by=F("waiver_asked_by")),
                name="waiver_refused_by_another",
            ),
            models.UniqueConstraint(fields=["application", "kind"], name="clearance_once_application"),
            models.UniqueConstraint(fields=["assignment", "kind"], name="clearance_once_assignment"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def kind_words(self) -> Any:
        """Its kind, to be read later in the language of whoever reads it."""
        return ClearanceKind(self.kind).label

    @property
    def waiver_waits(self) -> bool:
        """Somebody proposed to waive it, and no second person has answered. No query."""
        is_asked = bool(self.waiver_reason) and self.waiver_asked_by_id is not None
        return is_asked and not self.waiver_refusal and self.state not in CLEARANCE_IN_ORDER

    def personal_subject(self) -> int | None:
        if self.assignment is not None:
            return self.assignment.account_id
        return self.application.account_id if self.application is not None else None


class ClearanceTerm(models.Model):
    """For how long a clearance held before it was renewed, and the document that it rested on."""

    clearance = models.ForeignKey(Clearance, on_delete=models.CASCADE, related_name="terms")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    expires_on = models.DateField()
    proof = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-expires_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.clearance_id} {self.expires_on}"
