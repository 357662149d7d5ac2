"""What a file is that is no table to be read: each kind has its own sentence, and its own way out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

import filetype
from django.utils.translation import gettext as _

from minga.core.documents import sniffing
from minga.core.errors import Refused
from minga.core.listing import listed
from minga.core.money.formatting import format_number

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Excel, Word and PowerPoint files of 1997 to 2003 begin, and every newer one that has a password."""
LOCKED = "EncryptedPackage".encode("utf-16-le")
OPEN_SHEET = b"application/vnd.oasis.opendocument.spreadsheet"
WEB_PAGE = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<body", b"<meta")


class TableRefused(Refused):
    """A file that is no table, or too large a one."""

    code = "table_refused"


def damaged() -> TableRefused:
    """A table that cannot be opened."""
    return TableRefused(_("This table is damaged."), remedy=_("Open it, save it anew as XLSX or CSV."))


def too_long(most: int) -> TableRefused:
    """A table of more rows than are read."""
    return TableRefused(
        _("This table has more than %(most)s rows.") % {"most": format_number(most)},
        remedy=_("Divide it into several files."),
    )


def too_many_cells(most: int) -> TableRefused:
    """A table of more cells than are read, all sheets together."""
    return TableRefused(
        _("This table has more than %(most)s cells.") % {"most": format_number(most)},
        remedy=_("Divide it into several files, or take out the columns and sheets that are not needed."),
    )


def too_long_a_line(number: int) -> TableRefused:
    """A CSV with a line longer than any row."""
    return TableRefused(
        _("Line %(line)s of this table is longer than any row of a list.") % {"line": number},
        remedy=_("Open it, save it anew as XLSX or CSV."),
    )


def no_sheet(name: str, names: Sequence[str]) -> TableRefused:
    """A sheet that is asked for and not there; `names` are those that are."""
    if not names:
        return TableRefused(_("This file has no sheets: it is not a workbook."), remedy=_("Leave the sheet out."))
    return TableRefused(
        _("This workbook has no sheet “%(name)s”.") % {"name": name},
        remedy=_("Choose one of: %(names)s.") % {"names": listed(names)},
    )


def no_table(content: bytes) -> TableRefused:
    """The refusal of a file that is neither CSV nor XLSX, by what it is."""
    if content.startswith(OLD_OFFICE):
        return _of_old_office(content)
    if content.startswith(b"PK"):
        return _of_an_archive(content)
    guess = filetype.guess(content)
    if content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(WEB_PAGE):
        words, remedy = _("This is a web page, whatever its name says, not a table."), _save_anew()
    elif content.startswith(b"%PDF-"):
        words, remedy = _("This is a PDF, not a table."), _bring_its_table()
    elif guess is not None and guess.mime.startswith("image/"):
        words, remedy = _("This is a picture, not a table."), _bring_its_table()
    else:
        words, remedy = _("This file is not a table."), _("Save it as CSV or XLSX and choose it again.")
    return TableRefused(words, remedy=remedy)


def _of_old_office(content: bytes) -> TableRefused:
    if LOCKED in content:
        return TableRefused(
            _("This workbook is locked with a password."), remedy=_("Save it without a password and choose it again.")
        )
    return TableRefused(_("This is a file of an old Office (1997 to 2003), such as .xls."), remedy=_save_anew())


def _of_an_archive(content: bytes) -> TableRefused:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {part.filename for part in archive.infolist()}
            unpacked = sum(part.file_size for part in archive.infolist())
            said = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, KeyError):
        return damaged()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        words = _("This workbook holds macros, which are not taken in.")
        remedy = _("Save it as XLSX, which has none, and choose it again.")
    elif said.startswith(OPEN_SHEET):
        words, remedy = _("This is an OpenDocument workbook (.ods)."), _save_anew()
    elif "xl/workbook.bin" in names:
        words, remedy = _("This is a binary workbook (.xlsb)."), _save_anew()
    elif any(name.endswith(".iwa") for name in names):
        words, remedy = _("This is a document of Apple Numbers or Pages."), _save_anew()
    elif "xl/workbook.xml" in names and unpacked > sniffing.MOST_UNPACKED:
        most = sniffing.size_in_words(sniffing.MOST_UNPACKED)
        words = _("This workbook unpacks to more than %(most)s.") % {"most": most}
        remedy = _("Save the sheet with the list alone, without pictures, as XLSX or CSV.")
    elif "word/document.xml" in names or said:
        words, remedy = _("This is a text document, not a table."), _bring_its_table()
    else:
        words = _("This is an archive of files, not a table.")
        remedy = _("Unpack it, and choose the table that is in it.")
    return TableRefused(words, remedy=remedy)


def _save_anew() -> str:
    return _("Open it in a spreadsheet program, save it as XLSX and choose it again.")


def _bring_its_table() -> str:
    return _("Put its table into a spreadsheet, save that as XLSX or CSV and choose it.")
