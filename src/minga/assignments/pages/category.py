"""An eligibility rule in words, limit by limit."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.assignments.conditions import months_words
from minga.assignments.models import EligibilityRule
from minga.assignments.models.category import Nationality
from minga.places.forms import countries_named


def limits_of(rule: EligibilityRule) -> list[str]:
    """What the rule asks, one sentence a limit; empty limits do not bind and are left out. No query."""
    weeks = rule.max_duration_weeks
    found = [
        _ages(rule),
        _("At least %(time)s of experience") % {"time": months_words(rule.min_experience_months)}
        if rule.min_experience_months
        else "",
        _("Studying during the service") if rule.must_be_studying else "",
        _("What the category served in asks: ages, experience, length") if rule.as_category_served else "",
        _("At most %(time)s in one service") % {"time": months_words(rule.max_duration_months)}
        if rule.max_duration_months
        else "",
        ngettext("At most %(count)s week in one service", "At most %(count)s weeks in one service", weeks)
        % {"count": weeks}
        if weeks
        else "",
        _("At most %(time)s abroad over all services") % {"time": months_words(rule.max_total_months)}
        if rule.max_total_months
        else "",
        _hours(rule),
        *_nationalities(rule),
    ]
    return [words for words in found if words]


def _ages(rule: EligibilityRule) -> str:
    low, high = rule.min_age, rule.max_age
    if low is not None and high is not None:
        return _("%(low)s to %(high)s years old") % {"low": low, "high": high}
    if low is not None:
        return _("%(low)s years or older") % {"low": low}
    return _("Up to %(high)s years old") % {"high": high} if high is not None else ""


def _nationalities(rule: EligibilityRule) -> Iterator[str]:
    """What it says of nationality; two queries only where it names countries."""
    if rule.nationality == Nationality.ANY:
        yield _("Any nationality")
    if rule.allowed_nationalities:
        yield _("Only nationals of: %(countries)s") % {"countries": countries_named(rule.allowed_nationalities)}
    if rule.excluded_nationalities:
        yield _("Not nationals of: %(countries)s") % {"countries": countries_named(rule.excluded_nationalities)}


def _hours(rule: EligibilityRule) -> str:
    low, high = rule.min_hours_a_week, rule.max_hours_a_week
    if low is not None and high is not None:
        return _("%(low)s to %(high)s hours a week") % {"low": low, "high": high}
    if low is not None:
        return ngettext("At least %(count)s hour a week", "At least %(count)s hours a week", low) % {"count": low}
    if high is not None:
        return ngettext("At most %(count)s hour a week", "At most %(count)s hours a week", high) % {"count": high}
    return ""
