"""The description of assignment as a document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from minga.core.documents.papers.wording import Fact, Paper, Section, Texts


@dataclass(frozen=True, kw_only=True)
class DescriptionPaper(Paper):
    """Facts first, then sections; both languages side by side. Empty ones are left out."""

    template: ClassVar[str] = "documents/description"
    title: Texts
    subtitle: Texts = ""
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...]

    def data(self) -> dict[str, Any]:
        return {
            **super().data(),
            **self.titled(self.title),
            "subtitle": self.say(self.subtitle)[0] or None,
            "facts": self.said_facts(self.facts),
            "sections": self.said_sections(self.sections),
        }
