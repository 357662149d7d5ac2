"""Files in an S3-compatible bucket: while it does not answer, a page says so instead of failing."""

from __future__ import annotations

import logging
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.utils.translation import gettext as _
from storages.backends.s3 import S3Storage

from minga.core.errors import OutOfReach

log = logging.getLogger(__name__)
PROBE = "minga-looks-whether-it-may-write"


class Bucket(S3Storage):  # type: ignore[misc]
    """django-storages' S3 storage with a refusal in place of an error of the network."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        try:
            return super()._open(name, mode)
        except (BotoCoreError, ClientError) as error:
            log.error("STORAGE_URL: a file could not be read: %s", error)
            raise OutOfReach(
                _("The file cannot be read now: the place for files does not answer."),
                remedy=_("Nothing is lost. Try again in a few minutes."),
            ) from error

    def trouble(self) -> str:
        """What the store says when an empty object is written and deleted; nothing where both went well."""
        try:
            probe = self.bucket.Object(PROBE)
            probe.put(Body=b"")
            probe.delete()
        except (BotoCoreError, ClientError, ValueError) as error:
            return str(error)
        return ""
