"""Decisions about many that may still be taken back: one's last (pointed at in the session), and all recent ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.bulk import DECISIONS, UNDOING, Plan
from minga.assignments.actions.taking_back import PERMISSION_FOR
from minga.assignments.models import Description, ManyDecision
from minga.assignments.rules import host, officer
from minga.assignments.state_names import SELECTION_GOES_ON

KEY = "selection_undo"
RECENT = timedelta(days=14)
MOST = 20


@dataclass(frozen=True)
class Undo:
    """The decision, about how many, and until when nobody is told of it (None where nobody is told at all)."""

    verb: str
    label: Any
    many: int
    until: datetime | None


def keep_undo(request: HttpRequest, description: Description, plan: Plan, decision: ManyDecision | None) -> None:
    """Remember the decision that was just made, where it has a way back; an earlier one stands among the recent."""
    request.session.pop(KEY, None)
    if decision is None:
        return
    request.session[KEY] = {
        "description": description.ref,
        "decision": decision.ref,
        "done": decision.verb,
        "refs": [row.ref for row in plan.possible],
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
    row = with_counts(ManyDecision.objects.filter(ref=last.get("decision", ""))).first()
    if row is None or not row.standing or (row.told_at is not None and row.told_at <= timezone.now()):
        return None
    return Undo(row.verb, DECISIONS[row.verb].label, row.many, row.told_at)


@dataclass(frozen=True)
class Recent:
    """One decision: what it was about how many, how many still stand where it left them, and why it stays, if so."""

    decision: ManyDecision
    label: Any
    many: int
    standing: int
    why_not: str


def with_counts(rows: QuerySet[ManyDecision]) -> QuerySet[Any]:
    """Decisions with `many` and `standing`. No query of its own."""
    stands = Q(parts__step__left_at__isnull=True, parts__step__state=F("parts__step__application__state"))
    return rows.annotate(many=Count("parts"), standing=Count("parts", filter=stands))


def recent_decisions(account: Any, description: Description) -> list[Recent]:
    """The decisions about many of the last fourteen days that the account may know of, the last first. One query.

    A host entity knows of its own kind only: neither of the longlist nor of whom an officer did not select.
    """
    decides, hosts = officer(account, description), host(account, description)
    may = {
        "assignments.decide_application": decides,
        "assignments.select_application": decides or hosts,
        "assignments.assess_for_host": hosts,
    }
    since = timezone.now() - RECENT
    rows = with_counts(description.many_decisions.filter(created_at__gte=since, verb__in=list(DECISIONS)))
    if not decides:
        ways_back = [verb for verb, row in DECISIONS.items() if row.undo and verb != "not_select"]
        known = [verb for verb in ways_back if may.get(_permission(verb))]
        rows = rows.filter(Q(verb__in=known) | Q(made_by_id=account.pk))
    is_over = description.state not in SELECTION_GOES_ON
    return [
        Recent(
            decision=row,
            label=DECISIONS[row.verb].label,
            many=row.many,
            standing=row.standing,
            why_not=_why_not(row, may=bool(may.get(_permission(row.verb))), is_over=is_over),
        )
        for row in rows.select_related("made_by", "taken_back_by").order_by("-pk")[:MOST]
    ]


def _permission(verb: str) -> str:
    """Whose permission taking it back asks for."""
    return PERMISSION_FOR.get(verb) or UNDOING[DECISIONS[verb].undo].permission


def _why_not(row: Any, *, may: bool, is_over: bool) -> str:
    if not row.standing:
        return "" if row.taken_back_at else _("Everyone has moved on since.")
    if row.told_at is not None and row.told_at <= timezone.now():
        return _("They have been told.")
    if is_over:
        return _("The selection for this post is over.")
    return "" if may else _("Whoever may decide so may take it back.")
