"""The append-only, hash-chained trail, and the keys under which personal values lie in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from minga.core.audit import words
from minga.core.models import Base

FIRST_DIGEST = "0" * 64


class TrailHead(models.Model):
    """One row: the last link. Locking it is what keeps eight writers from forking the chain."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64, default=FIRST_DIGEST)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="trail_has_one_head")]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.digest[:12]}"


class TrailEntry(models.Model):
    """One action. `digest` = SHA-256 over the canonical form of the row (canonical.py), the digest before it included.

    `change` is kept as the very text that was hashed: a database's own JSON type may order keys and write numbers anew.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.BigIntegerField(null=True)
    on_behalf_of = models.CharField(max_length=80, blank=True)
    verb = models.CharField(max_length=80)
    target_type = models.CharField(max_length=80)
    target_ref = models.CharField(max_length=40)
    target_version = models.PositiveIntegerField(default=0)
    change = models.TextField(default="{}")
    sealed_for = models.BigIntegerField(null=True)
    sealed = models.BinaryField(default=b"")
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["target_ref", "sequence"], name="trail_target"),
            models.Index(fields=["actor", "sequence"], name="trail_actor"),
            models.Index(fields=["verb", "sequence"], name="trail_verb"),
            models.Index(fields=["at"], name="trail_at"),
            models.Index(fields=["sealed_for", "sequence"], name="trail_person", condition=Q(sealed_for__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"#{self.sequence} {self.verb} {self.target_type} {self.target_ref}"

    def personal_subject(self) -> int | None:
        """Whose key seals what is said of this row itself: the purpose for which its sealed values were opened."""
        return self.sealed_for

    @property
    def ref(self) -> str:
        """How a row is named where others have a reference."""
        return str(self.sequence)

    @property
    def kept(self) -> dict[str, list[Any]]:
        """field -> [before, after] as the row keeps them, the sealed ones left out."""
        return words.kept_changes(self.change)

    @property
    def changes(self) -> dict[str, list[Any]]:
        """field -> [before, after] for everybody who reads the trail: what is closed today is left out of old rows too.

        A text that no action wrote stands whole as “change”.
        """
        return words.told_changes(self.target_type, self.kept)

    @property
    def told_verb(self) -> str:
        """The verb, where it tells nothing that is closed; else the one as which it is read."""
        return words.told_verb(self.verb)

    @property
    def holds_closed(self) -> bool:
        """It was written before its fields were sealed, and holds some that are closed today. No query."""
        return len(self.changes) < len(self.kept)

    @property
    def is_sealed(self) -> bool:
        """Something of it is read only by whoever may open it."""
        return bool(self.sealed) or self.holds_closed


class TrailCheck(Base):
    """Somebody verified the trail: up to which link, and what was found. `head` is an anchor for later checks."""

    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    rows = models.BigIntegerField()
    last = models.BigIntegerField()
    head = models.CharField(max_length=90)
    findings = models.JSONField(default=list, blank=True, help_text="[{kind, sequence, at, verb, message}, …]")
    found = models.PositiveIntegerField(default=0)

    audit_fields = ("rows", "last", "head", "found")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"#{self.last}"


class PersonKey(models.Model):
    """The key under which one person's values lie in the trail. Erasure empties it; the chain stays whole."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True
    )
    key = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.account_id}"
