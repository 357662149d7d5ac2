"""Files that people hand in, kept by content and served only through a permission check; keys that sign documents."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from minga.core.models import Base


def stored_path(instance: StoredFile, filename: str) -> str:
    """A path that tells nothing of the person or the file's own name."""
    return f"{instance.kind.split('.')[0]}/{instance.ref}"


class StoredFile(Base):
    """One file. `kind` (such as "people.cv") names who may read it: see documents.kinds."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="stored_files"
    )
    kind = models.CharField(max_length=40)
    subject_ref = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=stored_path, max_length=200)

    audit_fields = ("kind", "content_type", "size", "sha256")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "subject_ref"], name="file_subject"),
            models.Index(fields=["owner", "kind", "sha256"], name="file_content"),
        ]

    def __str__(self) -> str:
        return self.name


class Removal(models.Model):
    """Bytes that are to go: written with the deletion of their row, gone once the place for files has let them go."""

    path = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.path


class SigningKey(Base):
    """An Ed25519 key of this installation. Retired keys stay, so that what they signed still verifies.

    `private_key` is sealed under the installation's secret (see keys.py) and forgotten when the key retires.
    """

    key_id = models.CharField(primary_key=True, max_length=24)
    algorithm = models.CharField(max_length=12, default="ed25519", editable=False)
    issuer = models.URLField(max_length=200, help_text="The address under which it was made")
    public_key = models.BinaryField()
    private_key = models.BinaryField(null=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    revoked_since = models.DateTimeField(null=True, blank=True, help_text="When others came to know it")
    still_true = models.JSONField(
        default=list, blank=True, help_text="Of a revoked key: the fingerprints of the files issued before"
    )

    audit_fields = ("key_id", "issuer", "retired_at", "revoked_since")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["algorithm"], condition=models.Q(retired_at__isnull=True), name="one_key_signs"
            ),
        ]

    def __str__(self) -> str:
        return self.key_id
