"""Certificates: what was certified, signed, and whether it still stands."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models

from minga.assignments.models.service import Assignment
from minga.core.documents import verdicts
from minga.core.documents.models import StoredFile
from minga.core.models import Base


class Certificate(Base):
    """A signed certificate of service. `payload` is exactly what was signed; the file carries it inside."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="certificates")
    number = models.CharField(max_length=32, unique=True)
    language = models.CharField(max_length=12)
    second_language = models.CharField(max_length=12, blank=True)
    payload = models.JSONField()
    key_id = models.CharField(max_length=24)
    signature = models.CharField(max_length=128)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    public_reason = models.CharField(
        max_length=10, choices=list(verdicts.REASONS.items()), blank=True, help_text="What whoever checks it reads"
    )
    revocation_reason = models.TextField(blank=True, max_length=1000, help_text="For the person and the officers")

    audit_fields = ("assignment", "number", "language", "second_language", "key_id", "signature", "issued_at",
                    "issued_by", "revoked_at", "revoked_by", "public_reason", "revocation_reason")  # fmt: skip
    personal_fields = frozenset({"signature", "revocation_reason"})

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=models.Q(revoked_at__isnull=True), name="certified_once"
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def issued_on(self) -> date:
        """The day that stands on the paper and was signed, whatever the reader's calendar says."""
        signed = self.payload.get("issued_on")
        return date.fromisoformat(signed) if signed else self.issued_at.date()

    @property
    def public_words(self) -> str:
        """Why it was revoked, as everybody reads it."""
        return verdicts.why_words(self.public_reason)

    def personal_subject(self) -> int | None:
        return self.assignment.account_id
