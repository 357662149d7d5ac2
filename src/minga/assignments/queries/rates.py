"""Rates of cost and rules of categories: what was in force on a day, and what overlaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from minga.assignments.costing import RateRow
from minga.assignments.models import (
    Category,
    ClearanceRequirement,
    CostEstimate,
    EligibilityRule,
    LeaveEntitlement,
    Rate,
)


def in_force(day: date) -> Q:
    """Rows with `in_force_from` and `in_force_to` that hold on the day (both ends inclusive)."""
    return Q(in_force_from__lte=day) & (Q(in_force_to__isnull=True) | Q(in_force_to__gte=day))


def intersecting(*, starts: date, ends: date | None) -> Q:
    """Rows in force on at least one day from `starts` to `ends` (open where None)."""
    later = Q(in_force_to__isnull=True) | Q(in_force_to__gte=starts)
    return later & Q(in_force_from__lte=ends) if ends is not None else later


def rule_in_force(category: Category, day: date) -> EligibilityRule | None:
    """The rule of the category on the day, or None. One query; none where `rules` is prefetched."""
    rows = [rule for rule in category.rules.all() if rule.in_force_from <= day]
    rows = [rule for rule in rows if rule.in_force_to is None or rule.in_force_to >= day]
    return max(rows, key=lambda rule: rule.in_force_from, default=None)


def overlapping_rates(rate: Rate) -> QuerySet[Rate]:
    """Other rates of the same kind, category, track and place with a day in common. One query."""
    same = {"kind": rate.kind, "category_id": rate.category_id, "track": rate.track}
    place = {"country_id": rate.country_id, "city_id": rate.city_id}
    span = intersecting(starts=rate.in_force_from, ends=rate.in_force_to)
    return Rate.objects.filter(span, **same, **place).exclude(pk=rate.pk)


def costs_that_used(rate: Rate) -> QuerySet[CostEstimate]:
    """Estimates in whose kept rates it stands. One query, which looks at every estimate."""
    kept = CostEstimate.objects.annotate(kept=Cast("rates_used", TextField()))
    return kept.filter(kept__contains=rate.ref)


def before_in_another_unit(rate: Rate) -> Rate | None:
    """The last rate of the same kind, category, track and place before it, where it was paid otherwise. One query."""
    same = {"kind": rate.kind, "category_id": rate.category_id, "track": rate.track}
    place = {"country_id": rate.country_id, "city_id": rate.city_id}
    rows = Rate.objects.filter(**same, **place, in_force_from__lt=rate.in_force_from).order_by("-in_force_from")
    row = rows.first()
    return row if row is not None and row.unit != rate.unit else None


def overlapping_rules(rule: EligibilityRule) -> QuerySet[EligibilityRule]:
    """Other rules of the same category with a day in common. One query."""
    span = intersecting(starts=rule.in_force_from, ends=rule.in_force_to)
    return EligibilityRule.objects.filter(span, category_id=rule.category_id).exclude(pk=rule.pk)


def overlapping_leave(entitlement: LeaveEntitlement) -> QuerySet[LeaveEntitlement]:
    """Other rows of annual leave for the same category and country with a day in common. One query."""
    span = intersecting(starts=entitlement.in_force_from, ends=entitlement.in_force_to)
    same = {"category_id": entitlement.category_id, "country_id": entitlement.country_id}
    return LeaveEntitlement.objects.filter(span, **same).exclude(pk=entitlement.pk)


def overlapping_requirements(requirement: ClearanceRequirement) -> QuerySet[ClearanceRequirement]:
    """Other rows that ask the same for the same clearance of the category with a day in common. One query."""
    span = intersecting(starts=requirement.in_force_from, ends=requirement.in_force_to)
    names = ("kind", "category_id", "track", "country_id", "city_id", "is_pre_submission")
    alike = {name: getattr(requirement, name) for name in names}
    return ClearanceRequirement.objects.filter(span, **alike).exclude(pk=requirement.pk)


def rates_between(
    *,
    starts: date,
    ends: date,
    categories: Iterable[Category],
    track: str,
    countries: Iterable[str],
    cities: Iterable[Any],
) -> list[RateRow]:
    """Every rate that could count for these places in this time, as plain rows. One query."""
    rows = Rate.objects.filter(
        intersecting(starts=starts, ends=ends),
        Q(category__isnull=True) | Q(category__in=list(categories)),
        Q(track="") | Q(track=track),
        Q(country__isnull=True) | Q(country__in=list(countries)),
        Q(city__isnull=True) | Q(city__in=list(cities)),
    ).select_related("category", "city")
    return [plain_row(row) for row in rows]


def requirements_of(category: Category) -> QuerySet[ClearanceRequirement]:
    """The clearances asked of a category: its own, and those asked of every category. One query."""
    rows = ClearanceRequirement.objects.filter(Q(category=category) | Q(category__isnull=True))
    return rows.select_related("country", "city").order_by("kind", "-in_force_from", "pk")


def plain_row(rate: Rate) -> RateRow:
    """A rate as the computation takes it. No query where category and city are loaded."""
    return RateRow(
        ref=rate.ref,
        kind=rate.kind,
        unit=rate.unit,
        amount=rate.amount,
        currency=rate.currency_id or "",
        category=rate.category.code if rate.category else "",
        track=rate.track,
        country=rate.country_id or "",
        city=rate.city.code if rate.city else "",
        in_force_from=rate.in_force_from,
        in_force_to=rate.in_force_to,
        source=rate.source,
        is_secondary=rate.is_secondary,
    )
