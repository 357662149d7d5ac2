"""What was taken in from a file, row by row, so that it can be shown, repeated without harm and undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from minga.core.importing.states import BATCH
from minga.core.models import Base

WORKER_FOR = "worker_for"
"""Among a batch's options: the account (its ref) for whom the worker does the rest."""
OTHER_SHEETS = "other_sheets"
"""Among a batch's options: names of the sheets of the workbook that were not read."""
SHEET = "sheet"
"""Among a batch's options: the sheet of the workbook that was read, where it has several."""
OVERWRITE = "overwrite"
"""Among a batch's options: the list's values are taken also where somebody edited here since."""
PERSON = settings.AUTH_USER_MODEL


class Batch(Base):
    """One file of one kind, from the upload to the result. `rows` keeps the table until it was taken or dropped."""

    kind = models.CharField(max_length=40)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=80, blank=True, help_text="Whose identifiers the rows carry")
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list, help_text="[[line, [cell, …]], …]")
    mapping = models.JSONField(default=dict, help_text="field -> heading, or “=” and a value for every row")
    state = models.CharField(max_length=12, choices=BATCH.choices, default=BATCH.initial)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    scope_ref = models.CharField(max_length=40, blank=True, help_text="The organisation it is imported for")
    options = models.JSONField(default=dict, blank=True)
    counts = models.JSONField(default=dict, blank=True, help_text="outcome -> rows, and how many are done")
    finished_at = models.DateTimeField(null=True, blank=True)

    # The name of a file may name a person; its digest tells which file it was.
    audit_fields = ("kind", "sha256", "source", "mapping", "state", "counts", "scope_ref")
    read_when_asked = ("rows",)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name


class OtherSheet(models.Model):
    """A sheet of the same workbook that was not read, while the file is looked at: it may be read instead."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="sheets")
    name = models.CharField(max_length=100)
    header = models.JSONField(default=list)
    rows = models.JSONField(default=list, help_text="As those of a batch")
    problems = models.JSONField(default=list, help_text="[[line, message, remedy], …] of rows that could not be read")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "name"], name="sheet_once")]

    def __str__(self) -> str:
        return self.name


class Outcome(models.TextChoices):
    CREATED = "created", _("Created")
    UPDATED = "updated", _("Changed")
    UNCHANGED = "unchanged", _("Unchanged")
    BAD = "bad", _("Left out")
    UNDONE = "undone", _("Undone")
    KEPT = "kept", _("Kept: somebody is working with it")
    LEFT = "left", _("Left as edited here")


class TakenRow(models.Model):
    """What became of one row; `before` is what undoing restores, `problems` what was wrong with it."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="taken")
    line = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    target_type = models.CharField(max_length=80, blank=True)
    target_ref = models.CharField(max_length=40, blank=True)
    target_version = models.PositiveIntegerField(default=0)
    before = models.JSONField(default=dict, blank=True)
    problems = models.JSONField(default=list, blank=True, help_text="[[column, message, remedy], …]")

    class Meta:
        ordering = ["line"]
        constraints = [models.UniqueConstraint(fields=["batch", "line"], name="row_taken_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.outcome}"


class Identity(models.Model):
    """Which row of whose list stands behind which object: what makes the same file twice change nothing."""

    kind = models.CharField(max_length=40)
    scope_ref = models.CharField(
        max_length=40, blank=True, help_text="The organisation whose list it is; empty: anybody"
    )
    source = models.CharField(max_length=80)
    external_id = models.CharField(max_length=160)
    target_type = models.CharField(max_length=80)
    target_ref = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the values as they were taken")
    target_version = models.PositiveIntegerField(null=True, help_text="Of the object, once the list had been taken")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "scope_ref", "source", "external_id"], name="identity_once")
        ]
        indexes = [models.Index(fields=["target_type", "target_ref"], name="identity_target")]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class KeptMapping(models.Model):
    """How columns were matched the last time a file with these headings came in."""

    kind = models.CharField(max_length=40)
    scope_ref = models.CharField(max_length=40, blank=True, help_text="The organisation that keeps it; empty: officers")
    signature = models.CharField(max_length=64, help_text="SHA-256 of the sorted headings")
    mapping = models.JSONField(default=dict)
    source = models.CharField(max_length=80, blank=True)
    kept_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope_ref", "signature"], name="mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.signature[:8]}"
