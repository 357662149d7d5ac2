"""What somebody last decided about many and may still take back: kept in their session, shown above the lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from minga.assignments.actions.bulk import DECISIONS, TIME_TO_UNDO, Plan
from minga.assignments.models import Application, Description
from minga.assignments.states import APPLICATION

KEY = "selection_undo"


@dataclass(frozen=True)
class Undo:
    """The decision, about how many, and until when nobody is told of it (None where nobody is told at all)."""

    verb: str
    label: Any
    many: int
    until: datetime | None


def keep_undo(request: HttpRequest, description: Description, plan: Plan) -> None:
    """Remember the decision that was just made, where it has a way back; an earlier one is forgotten."""
    request.session.pop(KEY, None)
    if not plan.decision.undo:
        return
    request.session[KEY] = {
        "description": description.ref,
        "done": plan.decision.verb,
        "verb": plan.decision.undo,
        "refs": [row.ref for row in plan.possible],
        "until": (timezone.now() + TIME_TO_UNDO).isoformat() if plan.decision.told else "",
    }


def has_just_done(request: HttpRequest, description: Description, verb: str, refs: Iterable[str]) -> bool:
    """Whether the reader's last decision was this very one: a second press of the same button."""
    last = request.session.get(KEY) or {}
    same = last.get("description") == description.ref and last.get("done") == verb
    return same and set(refs) == set(last.get("refs", ()))


def undo_of(request: HttpRequest, description: Description) -> Undo | None:
    """What the reader last decided here and may still take back."""
    return last_undo(request) if decided_on(request) == description.ref else None


def decided_on(request: HttpRequest) -> str:
    """The reference of the description on which the reader last decided; empty where there is none."""
    return str((request.session.get(KEY) or {}).get("description", ""))


def last_undo(request: HttpRequest) -> Undo | None:
    """What the reader last decided anywhere and may still take back: not where everyone has moved on. One query."""
    last = request.session.get(KEY)
    if not last or last.get("done") not in DECISIONS:
        return None
    until = parse_datetime(last["until"]) if last.get("until") else None
    if until is not None and until <= timezone.now():
        return None
    led_to = {row.target for row in APPLICATION.transitions if row.verb == last["done"]}
    if not Application.objects.filter(ref__in=last["refs"], state__in=led_to).exists():
        return None
    return Undo(last["done"], DECISIONS[last["done"]].label, len(last["refs"]), until)
