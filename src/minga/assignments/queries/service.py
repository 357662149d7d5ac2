"""Reads about service that more than one caller needs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Sum

from minga.assignments.matching import SERVED_STATES, rule_in_force
from minga.assignments.models import Assignment
from minga.assignments.models.description import add_months

DAYS_IN_A_MONTH = 30


def longest_end(assignment: Assignment) -> date | None:
    """The last day that the category's longest duration allows; None where it has no limit. One SQL query."""
    rule = rule_in_force(assignment.description.category, on=assignment.starts_on)
    if rule is None:
        return None
    if rule.max_duration_months:
        return add_months(assignment.starts_on, rule.max_duration_months) - timedelta(days=1)
    if rule.max_duration_weeks:
        return assignment.starts_on + timedelta(weeks=rule.max_duration_weeks, days=-1)
    return None


def months_beyond(assignment: Assignment, *, new_end: date) -> int:
    """By how many months all services abroad of the person would pass the category's total; 0 where they do not.

    Months of 30 days, rounded up. Two SQL queries.
    """
    rule = rule_in_force(assignment.description.category, on=assignment.starts_on)
    if rule is None or not rule.max_total_months or assignment.description.track != "international":
        return 0
    others = Assignment.objects.filter(
        account_id=assignment.account_id, description__track="international", state__in=SERVED_STATES
    ).exclude(pk=assignment.pk)
    days = sum(((row.ended_on or row.ends_on) - row.starts_on).days + 1 for row in others)
    days += (new_end - assignment.starts_on).days + 1
    return max(0, -(-days // DAYS_IN_A_MONTH) - rule.max_total_months)


def verified_hours(assignment: Assignment) -> Decimal:
    """The hours verified by somebody else than who recorded them. One SQL query."""
    return assignment.hours.filter(state="verified").aggregate(total=Sum("hours"))["total"] or Decimal(0)
