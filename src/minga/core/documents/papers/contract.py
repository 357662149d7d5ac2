"""The contract between a volunteer, the host entity and whoever issues it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy

from minga.core.documents.papers.wording import Paper, Section, Texts


@dataclass(frozen=True)
class Party:
    """Who enters into the contract, as what; `detail` such as an address stands beneath the name."""

    role: Texts
    name: Texts


@dataclass(frozen=True)
class Signature:
    """A box to sign in."""

    role: Texts
    name: Texts


@dataclass(frozen=True, kw_only=True)
class ContractPaper(Paper):
    """Sections are the description of assignment and the conditions of service, in the order given."""

    template: ClassVar[str] = "documents/contract"
    title: Texts
    subtitle: Texts = ""
    parties: tuple[Party, ...]
    sections: tuple[Section, ...]
    signatures: tuple[Signature, ...]

    def data(self) -> dict[str, Any]:
        return {
            **super().data(),
            **self.titled(self.title),
            "subtitle": self.say(self.subtitle)[0] or None,
            "parties": [{"labels": self.say(one.role), "values": self.say(one.name)} for one in self.parties],
            "sections": self.said_sections(self.sections),
            "signatures_heading": self.say(gettext_lazy("Signatures")),
            "signature_and_date": self.say(gettext_lazy("Signature and date")),
            "signatures": [{"roles": self.say(one.role), "names": self.say(one.name)} for one in self.signatures],
        }
