"""Documents and tables as downloads."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, override

from minga.core.documents.kinds import CSV, PDF, XLSX
from minga.core.documents.spreadsheets import Sheet, write_csv, write_xlsx
from minga.core.documents.storing import safe_name

IN_MEMORY = 8 * 1024 * 1024


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    """A PDF to download."""
    response = HttpResponse(content, content_type=PDF)
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name, content_type=PDF)) or ""
    return response


def xlsx_response(sheets: Sequence[Sheet], *, name: str) -> FileResponse:
    """A workbook to download; large ones go over a temporary file."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    write_xlsx(sheets, to=file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=safe_name(name, content_type=XLSX), content_type=XLSX)


def csv_response(sheet: Sheet, *, name: str) -> StreamingHttpResponse:
    """A table to download, row by row, in the language and the time zone of the reader."""
    response = StreamingHttpResponse(_as_read_now(write_csv(sheet)), content_type=f"{CSV}; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, safe_name(name, content_type=CSV)) or ""
    return response


def _as_read_now(parts: Iterator[bytes]) -> Iterator[bytes]:
    """The parts as the reader would have them now: they are made later, when the server has turned to other readers."""
    language, zone = get_language(), timezone.get_current_timezone()

    def made() -> Iterator[bytes]:
        while True:
            with override(language), timezone.override(zone):
                part = next(parts, None)
            if part is None:
                return
            yield part

    return made()
