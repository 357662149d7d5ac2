"""Words of a document in each of its languages, resolved here so that a template only places them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar

from babel import Locale, UnknownLocaleError
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from minga.core.documents.pdf import Attachment, render_pdf
from minga.core.models import in_language

# What a person wrote in several languages, a sentence of ours, or a sentence of ours with values in it.
Texts = Mapping[str, str] | str | Promise | Callable[[], str]


@dataclass(frozen=True)
class Fact:
    """One row: its name and what it is."""

    label: Texts
    value: Texts


@dataclass(frozen=True)
class Section:
    """A heading and its words; empty lines divide paragraphs. `listed`: each line is an item of a list."""

    title: Texts
    text: Texts
    listed: bool = False


@dataclass(frozen=True, kw_only=True)
class Paper:
    """What every document has. `author` is who issues it, `reference` its number, shown in the head of each page.

    made_at: the date in the file; the same paper with the same `made_at` gives the same bytes.
    """

    template: ClassVar[str]

    language: str
    second_language: str = ""
    author: Texts
    reference: str = ""
    made_at: datetime

    @property
    def languages(self) -> tuple[str, ...]:
        second = self.second_language
        return (self.language, second) if second and second != self.language else (self.language,)

    def say(self, words: Texts) -> list[str]:
        """`words` in each language of the document."""
        return each(self.languages, words)

    def data(self) -> dict[str, Any]:
        """The template's data; a document adds its own."""
        return {
            "author": self.say(self.author)[0],
            "reference": self.reference,
            "page_of": self.say(lambda: _("Page %(page)s of %(pages)s") % {"page": "{page}", "pages": "{pages}"})[0],
        }

    def titled(self, title: Texts) -> dict[str, Any]:
        """`title` for the file, `titles` for the page."""
        titles = self.say(title)
        return {"titles": titles, "title": " ".join([titles[0], self.reference]).strip()}

    def said_facts(self, facts: Sequence[Fact]) -> list[dict[str, list[str]]]:
        """Facts that have a value, in each language."""
        rows = [{"labels": self.say(fact.label), "values": self.say(fact.value)} for fact in facts]
        return [row for row in rows if any(row["values"])]

    def said_sections(self, sections: Sequence[Section]) -> list[dict[str, Any]]:
        """Sections that have words, in each language; those whose lines are items only where some language has two."""
        rows: list[dict[str, Any]] = []
        for section in sections:
            texts = self.say(section.text)
            listed = section.listed and any(len(text.split("\n")) > 1 for text in texts)
            rows.append({"titles": self.say(section.title), "texts": texts, "listed": listed})
        return [row for row in rows if any(row["texts"])]


def make_pdf(paper: Paper, *, attachment: Attachment | None = None) -> bytes:
    """The document's PDF: tagged, PDF/UA-1 and PDF/A-3a, about a tenth of a second once fonts are read."""
    return render_pdf(
        paper.template,
        paper.data(),
        language=paper.language,
        second_language=paper.second_language if len(paper.languages) > 1 else None,
        timestamp=paper.made_at,
        attachment=attachment,
    )


def each(languages: Sequence[str], words: Texts) -> list[str]:
    """`words` once for each language."""
    said = []
    for language in languages:
        with override(language):
            said.append(_resolve(words, language))
    return said


def on_day(day: date) -> str:
    """The date in full, in the language being spoken: 28 February 2026, 2026年2月28日."""
    return str(formats.date_format(day))


def language_name(code: str) -> str:
    """What a language calls itself: English, 简体中文, العربية."""
    try:
        name = Locale.parse(code, sep="-").get_display_name(Locale.parse(code, sep="-"))
    except (UnknownLocaleError, ValueError):
        return code
    short = {"zh-hans": "简体中文"}.get(code.lower())
    return short or (name or code)


def _resolve(words: Texts, language: str) -> str:
    if isinstance(words, Mapping):
        return in_language(dict(words), language=language)
    if callable(words) and not isinstance(words, Promise):
        return words()
    return str(words)
