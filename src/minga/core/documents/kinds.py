"""Kinds of stored files: what each accepts, how big, and who may read it. A room signs in its kinds when it starts.

kinds.sign_in("people.cv", FileKind(label=_("a CV"), content_types=DOCUMENTS, max_bytes=5 * MEGABYTE, may_read=...))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from minga.core.documents.models import StoredFile
from minga.core.registries import Registry, Text

MEGABYTE = 1024 * 1024

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"

DOCUMENTS = (PDF, DOCX, ODT)
IMAGES = (JPEG, PNG, WEBP)
TABLES = (CSV, XLSX)

# How a person calls them; the ending is what a stored file's name gets.
NAMES = {
    PDF: "PDF", DOCX: "DOCX", ODT: "ODT", XLSX: "XLSX", CSV: "CSV", JPEG: "JPEG", PNG: "PNG", WEBP: "WebP",
}  # fmt: skip
ENDINGS = {kind: "." + ("jpg" if kind == JPEG else name.lower()) for kind, name in NAMES.items()}


@dataclass(frozen=True)
class FileKind:
    """One kind. `label` stands in sentences with its article ("a CV"); `may_read(account, stored_file)` guards it.

    max_pixels bounds what an image may unpack to; longest_side scales larger ones down. public: a browser may keep it.
    is_sealed: only made here and signed, never handed in; the trail's row of one proves when it was issued.
    """

    label: Text
    content_types: tuple[str, ...]
    max_bytes: int
    may_read: Callable[[Any, StoredFile], bool]
    max_pixels: int = 40_000_000
    longest_side: int = 2400
    public: bool = False
    is_sealed: bool = False


kinds: Registry[FileKind] = Registry("kinds of stored files")


def may_read(account: Any, stored: StoredFile) -> bool:
    """Whether `account` (or a visitor) may read the file; a kind nobody signed in is nobody's."""
    return stored.kind in kinds and kinds[stored.kind].may_read(account, stored)


def owner_reads(account: Any, stored: StoredFile) -> bool:
    """The person whose file it is."""
    return bool(getattr(account, "is_authenticated", False)) and stored.owner_id == account.pk


def everybody_reads(account: Any, stored: StoredFile) -> bool:
    """Anyone, signed in or not: logos and pictures of public pages."""
    return True
