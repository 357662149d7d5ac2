"""Storing and deleting files. Called inside an action: each noted in the trail, bytes removed when it commits."""

from __future__ import annotations

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.audit import trail
from minga.core.documents.kinds import ENDINGS, FileKind, kinds
from minga.core.documents.models import Removal, StoredFile
from minga.core.documents.sniffing import check, refuse_size
from minga.core.errors import OutOfReach

log = logging.getLogger(__name__)

LONGEST_NAME = 120
MOST_OF_A_NAME = 200
"""Bytes of a name: file systems take 255, and an archive of somebody's files puts a reference before it."""
LEFT_AFTER = timedelta(minutes=1)
MOST_AT_ONCE = 1_000
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb<>:\"/\\|?*]+"
)
"""What no file system takes, and the signs that are not seen and turn or hide what follows them."""


def store_upload(*, owner: Any, kind: str, upload: Any, subject_ref: str = "", actor: Any = None) -> StoredFile:
    """Keep what a person handed in (an UploadedFile, or any file with `name`), after a check of its content.

    owner: the account it belongs to, None for an installation's own. actor: who stores it, the owner unless given.
    Raises UploadRefused, and RuntimeError outside of an action.
    """
    checked = check(_content(upload, kind=kinds[kind]), kind=kinds[kind])
    return _keep(
        content=checked.content,
        content_type=checked.content_type,
        name=safe_name(str(getattr(upload, "name", "")), content_type=checked.content_type),
        actor=actor or owner,
        fields={"owner": owner, "kind": kind, "subject_ref": subject_ref},
    )


def store_made(
    *, owner: Any, kind: str, content: bytes, content_type: str, name: str, actor: Any, subject_ref: str = ""
) -> StoredFile:
    """Keep a file that the product made itself (a contract, a certificate), inside an action."""
    return _keep(
        content=content,
        content_type=content_type,
        name=safe_name(name, content_type=content_type),
        actor=actor,
        fields={"owner": owner, "kind": kind, "subject_ref": subject_ref},
    )


def delete_stored(stored: StoredFile, *, actor: Any = None) -> None:
    """Delete a file, noted in the trail; its bytes go when the transaction commits (see `forget_bytes`)."""
    before = trail.snapshot(stored)
    trail.note(
        actor=actor or stored.owner, verb="delete_file", target=stored, before=before, after=dict.fromkeys(before)
    )
    stored.delete()


def forget_bytes(sender: Any, instance: StoredFile, **_kwargs: Any) -> None:
    """On the deletion of any row, by a cascade too: remove the bytes on commit, unless another row holds the same."""
    _remove_later(instance.file.name)


def safe_name(name: str, *, content_type: str) -> str:
    """A file name without path, control characters or turned text, ending as its content does; never empty."""
    base = _UNSAFE.sub(" ", unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1])
    ending = ENDINGS.get(content_type, "")
    stem = re.sub(r"\.[A-Za-z0-9]{1,5}\Z", "", base).strip(" .")
    short = re.sub(r"\s+", " ", stem)[: LONGEST_NAME - len(ending)]
    return (short.encode()[:MOST_OF_A_NAME].decode(errors="ignore").strip() or "file") + ending


def files_of(account: Any) -> Iterable[tuple[str, Any]]:
    """(name in the archive, open file) of each file a person owns; one query."""
    for stored in StoredFile.objects.filter(owner=account).order_by("created_at"):
        yield f"{stored.kind.replace('.', '/')}/{stored.ref}-{stored.name}", stored.file.open("rb")


def export_of(account: Any) -> dict[str, Any]:
    """What is kept of a person's files, as plain data; one query."""
    rows = StoredFile.objects.filter(owner=account).order_by("created_at")
    return {
        "files": [
            {"name": row.name, "kind": row.kind, "size": row.size, "sha256": row.sha256, "stored_at": row.created_at}
            for row in rows
        ]
    }


def erase_of(account: Any) -> None:
    """Delete every file of a person, bytes too. Where law needs the row (a contract), it stays without them."""
    for stored in StoredFile.objects.filter(owner=account):
        try:
            with transaction.atomic():
                stored.delete()
        except ProtectedError:
            _remove_later(stored.file.name)
            stored.owner, stored.name, stored.file = None, "erased", ""
            stored.save()


def _keep(*, content: bytes, content_type: str, name: str, actor: Any, fields: dict[str, Any]) -> StoredFile:
    digest = hashlib.sha256(content).hexdigest()
    stored = StoredFile(name=name, content_type=content_type, size=len(content), sha256=digest, **fields)
    twin = StoredFile.objects.filter(owner=fields["owner"], kind=fields["kind"], sha256=digest).first()
    try:
        if twin is not None and twin.file.name and twin.file.storage.exists(twin.file.name):
            stored.file.name = twin.file.name
        else:
            stored.file.save(name, ContentFile(content), save=False)
    except Exception as error:  # whatever a disk or a distant store may raise
        log.error("STORAGE_URL: a file could not be kept: %s", error)
        raise OutOfReach(
            _("The file could not be kept: the place for files does not answer."),
            remedy=_("Nothing was changed. Try again in a few minutes."),
        ) from error
    stored.save()
    trail.note(actor=actor, verb="store_file", target=stored)
    return stored


def _content(upload: Any, *, kind: FileKind) -> bytes:
    """The bytes; a file that says itself that it is too large is refused without being read."""
    size = getattr(upload, "size", None)
    if isinstance(size, int) and size > kind.max_bytes:
        refuse_size(size, kind=kind)
    if hasattr(upload, "seek"):
        upload.seek(0)
    content: bytes = upload.read(kind.max_bytes + 1)
    return content


def _remove_later(path: str | None) -> None:
    """Note that these bytes go, in the transaction that deletes their row; a place that is away is asked again."""
    if path:
        removal = Removal.objects.create(path=path)
        transaction.on_commit(lambda: _remove(removal))


def remove_left() -> int:
    """Remove the bytes that could not go with their row; how many went. A few queries for each."""
    left = list(Removal.objects.filter(created_at__lt=timezone.now() - LEFT_AFTER).order_by("pk")[:MOST_AT_ONCE])
    return sum(1 for _removal in takewhile(_remove, left))


def _remove(removal: Removal) -> bool:
    try:
        if not StoredFile.objects.filter(file=removal.path).exists():
            StoredFile._meta.get_field("file").storage.delete(removal.path)
    except Exception as error:  # whatever a disk or a distant store may raise
        log.error("STORAGE_URL: a file could not be removed, it is tried again later: %s", error)
        return False
    removal.delete()
    return True
