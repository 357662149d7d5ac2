"""What a file is, by its content: never by its name or by what the browser says of it."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from typing import NoReturn

import filetype
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from minga.core.documents.kinds import CSV, DOCX, IMAGES, JPEG, MEGABYTE, NAMES, ODT, PDF, PNG, WEBP, XLSX, FileKind
from minga.core.errors import Refused
from minga.core.listing import listed

PDF_MARK = b"%PDF-"
MOST_PARTS = 5000
MOST_UNPACKED = 300 * MEGABYTE
JPEG_QUALITY = 88
FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
PARTS = {DOCX: "word/document.xml", XLSX: "xl/workbook.xml"}


class UploadRefused(Refused):
    """A file that its kind does not take; says why and what to do."""

    code = "upload_refused"


@dataclass(frozen=True)
class Checked:
    """A file that passed: its true type, and its bytes (images written anew, without what the camera noted)."""

    content_type: str
    content: bytes


def check(content: bytes, *, kind: FileKind) -> Checked:
    """Raises UploadRefused for an empty, too large, foreign, damaged, locked or macro-bearing file."""
    if not content:
        raise UploadRefused(_("This file is empty."), remedy=_("Choose the file again."))
    if len(content) > kind.max_bytes:
        refuse_size(len(content), kind=kind)
    found = sniff(content)
    if not found and content.startswith(PDF_MARK) and PDF in kind.content_types:
        raise UploadRefused(
            _("This PDF is damaged, or a part of it is missing."),
            remedy=_("Open it, save it anew and choose it again."),
        )
    if found not in kind.content_types:
        raise UploadRefused(
            _("This file is not of a type that %(what)s may have.") % {"what": kind.label},
            remedy=_("Save it as %(types)s and choose it again.") % {"types": type_names(kind)},
        )
    if found in IMAGES:
        return Checked(found, _written_anew(content, found, kind=kind))
    if found == PDF and b"/Encrypt" in content[-4096:]:
        raise UploadRefused(
            _("This PDF is locked with a password."), remedy=_("Save it without a password and choose it again.")
        )
    return Checked(found, content)


def refuse_size(size: int, *, kind: FileKind) -> NoReturn:
    """Raises UploadRefused with the file's size and the most that its kind takes."""
    raise UploadRefused(
        _("This file is %(size)s; %(what)s may have up to %(most)s.")
        % {"size": size_in_words(size), "what": kind.label, "most": size_in_words(kind.max_bytes)},
        remedy=_smaller(kind),
    )


def sniff(content: bytes) -> str:
    """The content type of `content` among those the product knows; empty for anything else."""
    if content.startswith(PDF_MARK):
        whole = b"startxref" in content[-2048:] and b"%%EOF" in content[-2048:]
        return PDF if whole else ""
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    guess = filetype.guess(content)
    if guess is not None:
        return guess.mime if guess.mime in IMAGES else ""
    return CSV if _is_text(content) else ""


def size_in_words(size: int) -> str:
    """14 MB, 800 KB, 12 bytes."""
    if size >= MEGABYTE:
        number = f"{size / MEGABYTE:.1f}".removesuffix(".0")
        return _("%(number)s MB") % {"number": number}
    if size >= 1024:
        return _("%(number)s KB") % {"number": size // 1024}
    return _("%(number)s bytes") % {"number": size}


def type_names(kind: FileKind) -> str:
    """PDF, DOCX, ODT."""
    return listed(NAMES[one] for one in kind.content_types)


def _smaller(kind: FileKind) -> str:
    if PDF in kind.content_types:
        return _("Save it as a smaller PDF.")
    if any(one in IMAGES for one in kind.content_types):
        return _("Save it as a smaller picture.")
    return _("Divide it into several files.")


def _office(content: bytes) -> str:
    """DOCX, XLSX or ODT without macros that unpack to a sane size; empty for any other archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                return ""
            if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
                return ""
            if "mimetype" in names and archive.getinfo("mimetype").file_size == len(ODT):
                return ODT if archive.read("mimetype") == ODT.encode() and "content.xml" in names else ""
            if "[Content_Types].xml" in names:
                return next((kind for kind, part in PARTS.items() if part in names), "")
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, KeyError):
        return ""
    return ""


def _is_text(content: bytes) -> bool:
    if content.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        return True
    if b"\0" in content[:65536] or content.lstrip()[:1] == b"<":
        return False
    control = sum(byte < 32 and byte not in (9, 10, 13) for byte in content[:65536])
    return control == 0


def _written_anew(content: bytes, found: str, *, kind: FileKind) -> bytes:
    try:
        with Image.open(io.BytesIO(content), formats=[FORMATS[found]]) as image:
            if image.width * image.height > kind.max_pixels:
                raise UploadRefused(
                    _("This picture is %(width)s by %(height)s pixels, which is too large.")
                    % {"width": image.width, "height": image.height},
                    remedy=_("Save it smaller and choose it again."),
                )
            image.load()
            turned = ImageOps.exif_transpose(image)
    except Image.DecompressionBombError as error:  # Pillow opens no picture of more than 179 million pixels
        raise UploadRefused(
            _("This picture has too many pixels."), remedy=_("Save it smaller and choose it again.")
        ) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise UploadRefused(
            _("This picture is damaged."), remedy=_("Open it, save it anew and choose it again.")
        ) from error
    turned.thumbnail((kind.longest_side, kind.longest_side))
    plain = turned.convert("RGB") if found == JPEG else turned.convert("RGBA" if _has_alpha(turned) else "RGB")
    plain.info = {}
    out = io.BytesIO()
    if found == PNG:
        plain.save(out, format="PNG", optimize=True)
    else:
        plain.save(out, format=FORMATS[found], quality=JPEG_QUALITY)
    return out.getvalue()


def _has_alpha(image: Image.Image) -> bool:
    return image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info
