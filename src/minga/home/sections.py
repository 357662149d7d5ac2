"""What a dashboard is made of: a section for each thing a person is here, with figures, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from minga.core.interface.pictures import Chart

Text = str | Promise


@dataclass(frozen=True)
class Fact:
    """One number that matters, the words that make it a sentence, and the page behind it."""

    value: Any
    label: Text
    url: str = ""


@dataclass(frozen=True)
class Section:
    """One part of the page. `lead` is the sentence that says how things are; `own` is what its template alone knows."""

    key: str
    title: Text
    lead: Text = ""
    facts: Sequence[Fact] = ()
    charts: Sequence[Chart] = ()
    links: Sequence[tuple[Text, str]] = ()
    own: dict[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"home/sections/{self.key}.html"


def way_to(name: str, *args: Any, query: str = "") -> str:
    """The address of a page."""
    url = reverse(name, args=args)
    return f"{url}?{query}" if query else url
