"""Files in an S3-compatible bucket: while it does not answer, a page says so instead of failing."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from django.utils.translation import gettext as _
from storages.backends.s3 import S3Storage

from minga.core.errors import OutOfReach

log = logging.getLogger(__name__)
IN_MEMORY = 8 * 1024 * 1024
PROBE = "minga-looks-whether-it-may-write"


class Bucket(S3Storage):  # type: ignore[misc]
    """django-storages' S3 storage with a refusal in place of an error of the network."""

    def _open(self, name: str, mode: str = "rb") -> Any:
        """The whole file, in one request: a store that stops in the middle is noticed before a page is begun."""
        content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever asked for the file closes it
        try:
            shutil.copyfileobj(self.bucket.Object(self._normalize_name(name)).get()["Body"], content)
        except (BotoCoreError, ClientError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] in {"NoSuchKey", "404"}:
                raise FileNotFoundError(name) from error
            log.error("STORAGE_URL: a file could not be read: %s", error)
            raise OutOfReach(
                _("The file cannot be read now: the place for files does not answer."),
                remedy=_("Nothing is lost. Try again in a few minutes."),
            ) from error
        content.seek(0)
        return File(content, name=name)

    def everything(self) -> Iterator[tuple[str, datetime]]:
        """(path, since when) of every object. A request for each thousand."""
        for found in self.bucket.objects.all():
            yield found.key, found.last_modified

    def trouble(self) -> str:
        """What the store says when an empty object is written and deleted; nothing where both went well."""
        try:
            probe = self.bucket.Object(PROBE)
            probe.put(Body=b"")
            probe.delete()
        except (BotoCoreError, ClientError, ValueError) as error:
            return str(error)
        return ""
