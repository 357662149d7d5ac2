"""What an administrator keeps: categories, their eligibility rules in force, and the clearances they need."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.opportunity_index import refresh_open
from minga.assignments.models import Category, ClearanceRequirement, EligibilityRule, LeaveEntitlement
from minga.assignments.queries.rates import overlapping_leave, overlapping_requirements, overlapping_rules
from minga.core.acting import Actor, action
from minga.core.errors import Incomplete, Problem
from minga.core.holding import hold


@action("assignments.edit_categories", target="category")
def change_category(*, actor: Actor, category: Category, values: dict[str, Any], seen: int | None = None) -> Category:
    """Change names, explanation, tracks, order, days to answer an offer, or whether it is used."""
    _with(category, values).save()
    refresh_open(category=category)
    return category


@action("assignments.edit_categories")
def add_category(*, actor: Actor, category: Category) -> Category:
    """Keep a new category; it needs a rule in force before anybody can be described in it.

    Raises Incomplete where another has its code.
    """
    hold("categories")
    if Category.objects.filter(code=category.code).exists():
        problem = Problem("code", _("Another category has this code."))
        raise Incomplete(_("The category was not kept."), problems=[problem])
    category.save()
    return category


@action("assignments.edit_categories")
def add_rule(*, actor: Actor, rule: EligibilityRule) -> EligibilityRule:
    """Keep a new rule. Raises Incomplete when another rule of the category is in force on one of its days."""
    return _kept_rule(rule)


@action("assignments.edit_categories", target="rule")
def change_rule(
    *, actor: Actor, rule: EligibilityRule, values: dict[str, Any], seen: int | None = None
) -> EligibilityRule:
    """Change a rule, such as its last day. Raises Incomplete when it would overlap another."""
    return _kept_rule(_with(rule, values))


def _kept_rule(rule: EligibilityRule) -> EligibilityRule:
    """The rule as it stands now, where no other is in force beside it; open posts follow it."""
    hold("eligibility rules")
    _refuse_other(overlapping_rules(rule).first())
    rule.save()
    refresh_open(category=rule.category)
    return rule


@action("assignments.edit_categories")
def add_requirement(*, actor: Actor, requirement: ClearanceRequirement) -> ClearanceRequirement:
    """Ask for a clearance of a category (every one where it has none), a track or a place from a day on. Raises
    Incomplete where it is asked for so.
    """
    return _kept_requirement(requirement)


@action("assignments.edit_categories", target="requirement")
def change_requirement(
    *, actor: Actor, requirement: ClearanceRequirement, values: dict[str, Any], seen: int | None = None
) -> ClearanceRequirement:
    """Change when, for whom and how long a clearance is asked for. Raises Incomplete where it is asked for so."""
    return _kept_requirement(_with(requirement, values))


def _kept_requirement(requirement: ClearanceRequirement) -> ClearanceRequirement:
    """The requirement as it stands now, where no other asks the same on one of its days."""
    hold("clearance requirements")
    if requirement.city is not None:
        requirement.country_id = requirement.city.country_id
    _refuse_other(overlapping_requirements(requirement).first())
    requirement.save()
    return requirement


@action("assignments.edit_categories")
def add_entitlement(*, actor: Actor, entitlement: LeaveEntitlement) -> LeaveEntitlement:
    """Keep what a category earns of annual leave from a day on. Raises Incomplete where another row is in force."""
    return _kept_entitlement(entitlement)


@action("assignments.edit_categories", target="entitlement")
def change_entitlement(
    *, actor: Actor, entitlement: LeaveEntitlement, values: dict[str, Any], seen: int | None = None
) -> LeaveEntitlement:
    """Change what is earned, or end it. Raises Incomplete where another row would be in force on one of its days."""
    return _kept_entitlement(_with(entitlement, values))


def _kept_entitlement(entitlement: LeaveEntitlement) -> LeaveEntitlement:
    """The entitlement as it stands now, where no other is in force beside it."""
    hold("leave entitlements")
    _refuse_other(overlapping_leave(entitlement).first())
    entitlement.save()
    return entitlement


R = TypeVar("R", bound=Model)


def _with(row: R, values: dict[str, Any]) -> R:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _refuse_other(other: EligibilityRule | LeaveEntitlement | ClearanceRequirement | None) -> None:
    if other is None:
        return
    until = date_format(other.in_force_to) if other.in_force_to else _("further notice")
    raise Incomplete(
        _("Two rules would be in force on the same day."),
        problems=[
            Problem(
                "in_force_from",
                _("Another rule of “%(category)s” is in force from %(start)s to %(end)s.")
                % {
                    "category": other.category or _("every category"),
                    "start": date_format(other.in_force_from),
                    "end": until,
                },
                _("End that one the day before this one begins."),
            )
        ],
    )
