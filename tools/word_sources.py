"""Where sentences for people stand in a source: Python is read by Babel, templates by Django's own lexer."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


@dataclass
class Found:
    """One text with its plural, its context and the files it stands in."""

    text: str
    plural: str = ""
    context: str = ""
    comment: str = ""
    places: list[str] = field(default_factory=list)


def found_in(path: Path, root: Path) -> Iterator[Found]:
    """Every text of one source file."""
    place = str(path.relative_to(root))
    source = path.read_text(encoding="utf-8")
    if path.suffix in {".html", ".txt"}:
        if "{%" not in source:
            return
        source = _python_of_template(source, place)
    for _line, message, comments, context in extract("python", io.BytesIO(source.encode()), KEYWORDS, ["Translators:"]):
        forms = message if isinstance(message, tuple) else (message,)
        texts = [str(form) for form in forms if form]
        if not texts or not texts[0]:
            continue
        yield Found(
            text=texts[0],
            plural=texts[1] if len(texts) > 1 else "",
            context=context or "",
            comment=" ".join(comments),
            places=[place],
        )


def _python_of_template(source: str, place: str) -> str:
    """Django's templatize leaves gettext calls among filling letters; only the calls are kept."""
    calls = []
    made = templatize(source, origin=place)
    for match in re.finditer(r"\b(?:gettext|ngettext|pgettext|npgettext|_)\((?=u?['\"])", made):
        calls.append(_whole_call(made, match.start(), match.end()))
    return "\n".join(call for call in calls if call)


def _whole_call(text: str, start: int, at: int) -> str:
    quote, depth = "", 1
    while at < len(text) and depth:
        letter = text[at]
        if quote:
            if letter == "\\":
                at += 1
            elif text.startswith(quote, at):
                at += len(quote) - 1
                quote = ""
        elif letter in "'\"":
            quote = letter * 3 if text.startswith(letter * 3, at) else letter
            at += len(quote) - 1
        else:
            depth += (letter == "(") - (letter == ")")
        at += 1
    return text[start:at]
