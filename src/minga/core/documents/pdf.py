"""PDF by Typst: from a template and plain data to the bytes of a tagged, archivable, accessible document.

Every document is PDF/UA-1 and PDF/A-3a. Data reaches the template as JSON through `sys.inputs`, so that nothing a
person wrote is ever read as Typst. The same template, data and timestamp give the same bytes.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.template.utils import get_app_template_dirs

from minga.core.documents.glyphs import drawable, faces_for, font_folders

PACKAGE = Path(__file__).resolve().parents[2]
STANDARDS: list[Any] = ["a-3a", "ua-1"]


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF. `content` is text; `description` is read out by readers."""

    name: str
    content: str
    content_type: str
    description: str


class UnknownTemplate(LookupError):
    """No room has such a template."""


def render_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    second_language: str | None = None,
    timestamp: datetime | None = None,
    attachment: Attachment | None = None,
) -> bytes:
    """Render `templates/<template>.typ` of any room, such as "documents/certificate".

    data: what JSON can hold, with `title` (the document's title, which PDF/UA demands). Characters that no font at hand
    can draw are shown as □. timestamp: creation date in the file, now unless given.
    Raises UnknownTemplate, ValueError without a title, and typst.TypstError where the template itself is wrong.
    """
    if not str(data.get("title") or "").strip():
        raise ValueError("a document needs a title")
    shown = {**data, "languages": [typst_language(code) for code in (language, second_language) if code]}
    inputs = _inputs(shown)
    if attachment is not None:
        inputs["attachment"] = json.dumps(vars(attachment), ensure_ascii=False)
    moment = (timestamp or datetime.now(UTC)).astimezone(UTC)
    with _compiling:
        made = _compiler().compile(
            input=str(template_path(template)),
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=int(moment.timestamp()),
        )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no document")
    return made


def render_png(template: str, data: Mapping[str, Any], *, language: str) -> bytes:
    """Draw the one page of `templates/<template>.typ` as a PNG, a pixel a point; every script has its face.

    data: what JSON can hold. Raises UnknownTemplate, and typst.TypstError where the template itself is wrong.
    """
    shown = {**data, "languages": [typst_language(language)]}
    inputs = _inputs(shown)
    with _compiling:
        made = _compiler().compile(input=str(template_path(template)), format="png", ppi=72, sys_inputs=inputs)
    if not isinstance(made, bytes):
        raise TypeError("Typst gave not one page")
    return made


def _inputs(shown: Mapping[str, Any]) -> dict[str, str]:
    """What a template reads: the data, and the faces that its words need beside the usual ones."""
    data = json.dumps(drawable(shown), ensure_ascii=False)
    return {"data": data, "faces": json.dumps(faces_for(data))}


def typst_language(code: str) -> dict[str, str]:
    """A BCP 47 code as Typst takes it: zh-hans is language zh, region cn."""
    language, *rest = code.lower().split("-")
    region = {"hans": "cn", "hant": "tw"}.get(rest[0], rest[0]) if rest else ""
    return {
        "code": code,
        "lang": language,
        "region": region if len(region) == 2 else "",
        "dir": "rtl" if language in {"ar", "fa", "he", "ur"} else "ltr",
    }


@cache
def template_path(name: str) -> Path:
    """The file of a template, found as Django finds its own. Raises UnknownTemplate."""
    for folder in get_app_template_dirs("templates"):
        path = Path(folder) / f"{name}.typ"
        if path.is_file() and path.resolve().is_relative_to(PACKAGE):
            return path.resolve()
    raise UnknownTemplate(f"no room has the template {name}.typ")


# One compiler a process: fonts are read once and stay mapped; Typst keeps parsed templates between documents.
_compiling = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(path) for path in font_folders()]
    )
    return typst.Compiler(root=str(PACKAGE), font_paths=fonts, ignore_system_fonts=True)
