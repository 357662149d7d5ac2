"""Services that follow from accepted offers, with what is kept of each, and what descriptions cost."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from benchmarks.cycle.applying import Accepted
from benchmarks.cycle.pouring import Pour, finish
from django.utils import timezone

CLEARANCES = ("medical", "reference", "security_training")
MONTHS = 6
"""For how many months at most hours are kept of one service."""
TERMS: dict[str, str] = {}
HOURS = tuple(Decimal(number) for number in (20, 40, 80, 120, 160))


def serve(accepted: Iterable[Accepted], chance: random.Random) -> None:
    """A service for each accepted offer: contract, clearances, hours, assessments and certificate as its state asks."""
    from minga.assignments.models import (
        Assignment,
        Certificate,
        Clearance,
        Contract,
        HoursRecord,
        PerformanceAssessment,
    )

    now, today = timezone.now().replace(second=0, microsecond=0), timezone.localdate()
    services = Pour(
        Assignment, "offer_id", "description_id", "country_id", "seat_id", "account_id", "state", "starts_on",
        "ends_on", "entered_on", "ended_on", "end_kind", "closed_at", "certified_at",
    )  # fmt: skip
    contracts = Pour(
        Contract, "assignment_id", "terms", "issued_at", "volunteer_signed_at", "officer_signed_at", after=services
    )
    clearances = Pour(
        Clearance, "assignment_id", "kind", "state", "requested_at", "decided_at", "expires_on", after=services
    )
    hours = Pour(HoursRecord, "assignment_id", "month", "hours", "state", after=services)
    assessed = Pour(PerformanceAssessment, "assignment_id", "side", "overall", "results", "written_at", after=services)
    papers = Pour(
        Certificate, "assignment_id", "number", "language", "payload", "key_id", "signature", "issued_at",
        after=services,
    )  # fmt: skip
    for row in accepted:
        post = row.post
        ends = post.starts_on + timedelta(days=30 * post.months)
        state = _state(post.starts_on, ends, today=today, chance=chance)
        is_over, has_begun = state in ("ended", "closed"), post.starts_on <= today
        closed = now if state == "closed" else None
        certified = closed if closed and chance.random() < 0.95 else None
        pk = services.add(
            row.offer, post.pk, post.country, post.seat, row.account, state, post.starts_on, ends,
            post.starts_on if has_begun else None, ends if is_over else None, "completed" if is_over else "",
            closed, certified,
        )  # fmt: skip
        is_signed = state != "preparing" or chance.random() < 0.5
        contracts.add(pk, TERMS, now, now if is_signed else None, now if state != "preparing" else None)
        for kind in CLEARANCES:
            passed = state != "preparing" or chance.random() < 0.6
            clearances.add(
                pk, kind, "passed" if passed else "requested", now, now if passed else None,
                today + timedelta(days=chance.randrange(1, 700)) if passed else None,
            )  # fmt: skip
        for month in _months(post.starts_on, min(ends, today)):
            is_late = not is_over and month >= today.replace(day=1) - timedelta(days=31)
            hours.add(pk, month, chance.choice(HOURS), "recorded" if is_late else "verified")
        if state == "closed" or (state == "ended" and chance.random() < 0.5):
            for side in ("host", "volunteer"):
                assessed.add(pk, side, chance.randrange(3, 6), "A report was written.", now)
        if certified:
            papers.add(pk, f"BENCH-{pk:07d}", "en", TERMS, "bench", "0" * 86, now)
    finish(services, contracts, clearances, hours, assessed, papers)


def _state(starts: date, ends: date, *, today: date, chance: random.Random) -> str:
    if starts > today:
        return chance.choice(("preparing", "cleared"))
    if ends < today:
        return "ended" if chance.random() < 0.05 else "closed"
    return "serving" if chance.random() < 0.98 else "suspended"


def _months(starts: date, until: date) -> Iterator[date]:
    """The first days of the last months of a time."""
    index = until.year * 12 + until.month - 1
    for number in range(max(index - MONTHS + 1, starts.year * 12 + starts.month - 1), index + 1):
        yield date(number // 12, number % 12 + 1, 1)


def cost(chance: random.Random) -> None:
    """An estimate for every description that was sent: one in a hundred waits for its authorization."""
    from minga.assignments.models import CostEstimate, Description

    now = timezone.now().replace(second=0, microsecond=0)
    estimates = Pour(CostEstimate, "description_id", "state", "currency_id", "total", "requested_at", "decided_at")
    for pk in Description.objects.exclude(state="draft").order_by("pk").values_list("pk", flat=True):
        asked = now - timedelta(hours=chance.randrange(24 * 300))
        waits = chance.random() < 0.01
        total = Decimal(chance.randrange(2_000, 60_000))
        estimates.add(pk, "requested" if waits else "authorized", "USD", total, asked, None if waits else asked)
    finish(estimates)
