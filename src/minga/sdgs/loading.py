"""The 17 goals, 169 targets and their indicators from the files this room ships."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from minga.core.reference import upsert
from minga.sdgs.chinese import with_full_width_punctuation
from minga.sdgs.models import Goal, Indicator, Target

DATA = Path(__file__).parent / "data"
GOALS, TARGETS, INDICATORS = (DATA / f"{name}.json" for name in ("goals", "targets", "indicators"))


def load_sdgs() -> int:
    """Write all goals, targets and indicators; returns their number."""
    goals = [
        Goal(number=int(row["code"]), colour=row["color"], short=_texts(row["short"]), title=_texts(row["title"]))
        for row in _read(GOALS)
    ]
    targets = [
        Target(code=row["code"], goal_id=int(row["goal"]), order=order, text=_texts(row["text"]))
        for order, row in enumerate(_read(TARGETS))
    ]
    indicators = [
        Indicator(
            code=row["code"],
            target_id=row["target"],
            order=order,
            unsd_code=row["unsd_code"] or "",
            status=row["status"],
            text=_texts(row["text"]),
            wording_2025="" if row["translations_match_2025"] else row["en_2025"] or "",
        )
        for order, row in enumerate(_read(INDICATORS))
    ]
    return (
        upsert(Goal, goals, key="number")
        + upsert(Target, targets, key="code")
        + upsert(Indicator, indicators, key="code")
    )


def _read(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return rows


def _texts(texts: dict[str, str] | None) -> dict[str, str]:
    given = {("zh-hans" if language == "zh" else language): text for language, text in (texts or {}).items() if text}
    if "zh-hans" in given:
        given["zh-hans"] = with_full_width_punctuation(given["zh-hans"])
    return given
