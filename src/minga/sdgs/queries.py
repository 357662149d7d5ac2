"""Goals with their targets and indicators as a reader sees them; each function says how many SQL queries it costs."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import get_language

from minga.core.kept import kept_rows
from minga.sdgs.models import Goal, Indicator, Target

CURRENT, ADDED, REMOVED = "current", "added_2025", "not_in_2025"


@dataclass(frozen=True)
class Wording:
    """A text and the language it is in; `is_fallback` where the reader's language has none."""

    text: str
    language: str
    is_fallback: bool


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator to read. `reads_now`: the English wording since 2025, where `wording` is the earlier one."""

    code: str
    wording: Wording
    status: str
    reads_now: str


@dataclass(frozen=True)
class TargetRow:
    """A target to read, with its indicators."""

    code: str
    wording: Wording
    indicators: list[IndicatorRow] = field(default_factory=list)


def wording(texts: dict[str, str], *, language: str | None = None) -> Wording:
    """The text in the reader's language, else in English, and which of the two it is. No query."""
    wanted = (language or get_language() or "en").lower()
    for code in (wanted, wanted.split("-")[0]):
        if texts.get(code):
            return Wording(texts[code], code, is_fallback=False)
    return Wording(texts.get("en", ""), "en", is_fallback=True)


def all_goals() -> list[Goal]:
    """The 17 goals. One query."""
    return list(Goal.objects.all())


def goals_by_number() -> dict[str, Goal]:
    """Number -> goal, in their order. One query in five minutes, and one each time inside a transaction."""
    return kept_rows("goals", lambda: {str(goal.number): goal for goal in all_goals()})


def targets_of(goal: Goal) -> list[TargetRow]:
    """The goal's targets and indicators in the order of the resolution. Two queries."""
    targets = Target.objects.filter(goal=goal).prefetch_related("indicators")
    return [
        TargetRow(
            code=target.code,
            wording=wording(target.text),
            indicators=[_row(indicator) for indicator in target.indicators.all()],
        )
        for target in targets
    ]


def _row(indicator: Indicator) -> IndicatorRow:
    found = wording(indicator.text)
    now = indicator.wording_2025
    if now and (found.language == "en" or not found.text):
        in_english = (get_language() or "en").lower().startswith("en")
        found, now = Wording(now, "en", is_fallback=not in_english), ""
    return IndicatorRow(code=indicator.code, wording=found, status=indicator.status, reads_now=now)
