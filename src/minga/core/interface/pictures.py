"""Pictures as plain data: what a room says about its numbers, and what the browser draws from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from django.utils.functional import Promise

Text = str | Promise


@dataclass(frozen=True)
class Series:
    """One row of numbers with a name; None where nothing was measured."""

    name: Text
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """`title` states the finding; `categories` name the places on the axis; more than seven series turn grey.

    kind: `bar` (lying, for names), `column` (standing, for times), `stacked` (standing, parts of a whole) or `line`;
    several series, each named beside its last number, are `stacked` or `line`. Raises ValueError for others.
    groups: of lying bars, what stands above how many of them, in their order; their sum is that of the categories.
    """

    title: Text
    categories: Sequence[Text]
    series: Sequence[Series]
    kind: Literal["bar", "column", "stacked", "line"] = "column"
    unit: Text = ""
    categories_name: Text = ""
    note: Text = ""
    groups: Sequence[tuple[Text, int]] = ()

    def __post_init__(self) -> None:
        if len(self.series) > 1 and self.kind not in {"stacked", "line"}:
            raise ValueError(f"several series are stacked or lines, no {self.kind}")

    @property
    def blocks(self) -> list[tuple[Text, list[tuple[Text, list[float | None]]]]]:
        """The table beneath: each group with its categories and their numbers; one without a name where none is."""
        rows = [(name, [one.values[at] for one in self.series]) for at, name in enumerate(self.categories)]
        left = iter(rows)
        return [(name, list(islice(left, count))) for name, count in self.groups or [("", len(rows))]]


def chart_data(chart: Chart) -> dict[str, Any]:
    """What chart.js reads from the page."""
    return {
        "kind": chart.kind,
        "unit": str(chart.unit),
        "categories": [str(name) for name in chart.categories],
        "groups": [[str(name), count] for name, count in chart.groups],
        "series": [{"name": str(one.name), "values": list(one.values)} for one in chart.series],
    }
