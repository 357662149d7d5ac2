"""What a description still lacks, and where it disagrees with its category: each as a sentence with a way on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.assignments.matching import no_age_fits, rule_of
from minga.assignments.models import Category, Description, EligibilityRule
from minga.assignments.queries.rates import rule_in_force
from minga.assignments.reference import gaps
from minga.core.days import last_day
from minga.core.errors import Problem

NEEDED_TEXTS = ("title", "context", "tasks", "results")
Text = str | Promise
# An online volunteer never supervises (UNV's criteria for online assignments): tasks that begin so are refused.
SUPERVISING = ("supervise", "lead a team", "manage a team", "manage staff", "督导", "带领团队", "管理团队", "管理员工")
# Nor are they asked for donations (the same criteria); to thank donors or to write to them is a task like any other.
GIVING = (
    "donate ",
    "make a donation",
    "make donations",
    "give a donation",
    "give money",
    "捐钱",
    "捐出",
    "认捐",
    "请捐",
)


@dataclass(frozen=True)
class Part:
    """One thing a complete description has: the section it stands in, the test, the sentence and the way on."""

    section: str
    is_there: Callable[[Description], bool]
    message: Text
    remedy: Text


def _seats(description: Description) -> list[Any]:
    return [seat for seat in description.seats.all() if not seat.is_cancelled]


def _whole_text(description: Description) -> bool:
    return any(all(getattr(row, name) for name in NEEDED_TEXTS) for row in description.texts.all())


def _begun_texts_whole(description: Description) -> bool:
    begun = [row for row in description.texts.all() if any(getattr(row, name) for name in NEEDED_TEXTS)]
    return all(all(getattr(row, name) for name in NEEDED_TEXTS) for row in begun)


def _no_gaps(description: Description) -> bool:
    words = "\n".join(getattr(row, name) for row in description.texts.all() for name in NEEDED_TEXTS)
    return not any(gap in words for gap in gaps())


PARTS: tuple[Part, ...] = (
    Part(
        "basics",
        lambda row: row.starts_on is not None,
        gettext_lazy("The first day is missing."),
        gettext_lazy("Choose the first day of service."),
    ),
    Part(
        "basics",
        lambda row: bool(row.duration_months or row.duration_weeks),
        gettext_lazy("The duration is missing."),
        gettext_lazy("Say how long the service lasts."),
    ),
    Part(
        "basics",
        lambda row: row.track != "online" or bool(row.hours_a_week),
        gettext_lazy("The hours a week are missing."),
        gettext_lazy("Online volunteers need to know how many hours a week you count on."),
    ),
    Part(
        "basics",
        lambda row: row.host.state == "registered",
        gettext_lazy("The host entity is not registered yet."),
        gettext_lazy("A programme officer reviews the registration first."),
    ),
    Part(
        "words",
        _whole_text,
        gettext_lazy("Title, context, tasks and results are not complete in any language."),
        gettext_lazy("Write these four in one language; the others can follow."),
    ),
    Part(
        "words",
        _begun_texts_whole,
        gettext_lazy("One language has been begun and is not complete."),
        gettext_lazy("Finish its title, context, tasks and results, or empty it."),
    ),
    Part(
        "words",
        _no_gaps,
        gettext_lazy("The words still have gaps in brackets, such as [subject]."),
        gettext_lazy("Write your own words in their place, in each language."),
    ),
    Part(
        "seats",
        lambda row: bool(_seats(row)),
        gettext_lazy("There is no seat."),
        gettext_lazy("Add a seat for each volunteer you need."),
    ),
    Part(
        "seats",
        lambda row: row.track == "online" or all(seat.city_id for seat in _seats(row)),
        gettext_lazy("A seat has no duty station."),
        gettext_lazy("Choose the city of every seat."),
    ),
    Part(
        "seats",
        lambda row: all(seat.supervisor_id for seat in _seats(row)),
        gettext_lazy("A seat has no supervisor."),
        gettext_lazy("Name who guides the volunteer in every seat."),
    ),
    Part(
        "qualifications",
        lambda row: bool(row.language_requirements.all()),
        gettext_lazy("No language is asked for."),
        gettext_lazy("Name the language of work and its level."),
    ),
    Part(
        "qualifications",
        lambda row: bool(row.skill_requirements.all()),
        gettext_lazy("No skill is asked for."),
        gettext_lazy("Name at least one skill, so that fitting people are found."),
    ),
    Part(
        "goals",
        lambda row: bool(row.targets.all()),
        gettext_lazy("No SDG target is named."),
        gettext_lazy("Choose the targets that this service helps to reach."),
    ),
    Part(
        "funding",
        lambda row: bool(row.funding),
        gettext_lazy("Nobody is named who pays."),
        gettext_lazy("Choose who pays for the service."),
    ),
)


JOINED = ("category", "host", "country")
FETCHED = (
    "texts", "seats__city", "language_requirements", "skill_requirements", "targets", "category__rules",
    "serves_as__rules",
)  # fmt: skip


def with_parts(descriptions: Any) -> Any:
    """Descriptions with all that completeness reads: 7 queries for any number of them, two more where some name a
    category served in.
    """
    return descriptions.select_related(*JOINED).prefetch_related(*FETCHED)


def missing_parts(description: Description) -> list[Problem]:
    """What keeps the description from being sent for approval. At most 6 queries; none after `with_parts`."""
    return [Problem(part.section, part.message, part.remedy) for part in PARTS if not part.is_there(description)]


def completeness(description: Description) -> tuple[int, int]:
    """How many of the needed parts are there, and how many there are. Queries as `missing_parts`."""
    return len(PARTS) - len(missing_parts(description)), len(PARTS)


def inconsistencies(description: Description) -> list[Problem]:
    """Where the description disagrees with its category's rule in force on its first day. At most 4 queries."""
    day = description.starts_on or timezone.localdate()
    rule = rule_of(description, on=day)
    problems = [*_track(description), *_served_as(description, rule, day), *_places(description)]
    problems += [*_quota(description), *_online(description)]
    if rule is None:
        problems.append(_no_rule(description.category))
    else:
        problems += [*_duration(description, rule), *_hours(description, rule), *_experience(description, rule)]
    return problems


def _track(description: Description) -> Iterator[Problem]:
    for category in description.categories_that_count:
        if description.track not in category.tracks:
            yield Problem(
                "basics",
                _("The category “%(category)s” does not serve on the track “%(track)s”.")
                % {"category": category, "track": description.get_track_display()},
                _("Choose another category or track."),
            )


def _served_as(description: Description, rule: EligibilityRule | None, day: date) -> Iterator[Problem]:
    """Where the category asks what the one asks in which the volunteer serves: that it is named and has a rule, and
    that somebody has an age that both ask for.
    """
    if rule is None or not rule.as_category_served:
        return
    served = description.serves_as
    if served is None:
        yield Problem(
            "basics",
            _("It is not said in which category the volunteer serves."),
            _("Choose the category whose conditions count."),
        )
    elif (asked := rule_in_force(served, day)) is None:
        yield _no_rule(served)
    elif (own := rule_in_force(description.category, day)) is not None and no_age_fits(own, asked):
        yield Problem(
            "basics",
            _("Nobody has an age that both “%(category)s” and “%(served)s” ask for.")
            % {"category": description.category, "served": served},
            _("Choose another category to serve in."),
        )


def _no_rule(category: Category) -> Problem:
    return Problem(
        "basics",
        _("No eligibility rule of the category “%(category)s” is in force on the first day.") % {"category": category},
        _("An administrator can add one, or you choose another first day."),
    )


def _places(description: Description) -> Iterator[Problem]:
    for seat in _seats(description):
        if description.track == "online" and seat.city_id:
            yield Problem(
                "seats",
                _("%(seat)s has a duty station, but online volunteers are never on site.") % {"seat": seat},
                _("Empty its duty station, or choose another track."),
            )
        if description.track == "national" and seat.city_id and seat.city.country_id != description.country_id:
            yield Problem(
                "seats",
                _("%(seat)s is not in %(country)s, where national volunteers serve.")
                % {"seat": seat, "country": description.country},
                _("Choose a city in that country, or the track “Abroad”."),
            )


def _quota(description: Description) -> Iterator[Problem]:
    quota = description.nomination_quota
    if quota and description.nominating_partner_id is None:
        yield Problem(
            "funding",
            _("There is a nomination quota, but no partner that nominates."),
            _("Name the partner, or empty the quota."),
        )


def _online(description: Description) -> Iterator[Problem]:
    if description.track != "online":
        return
    for text in description.texts.all():
        for task in text.tasks.splitlines():
            begins = task.strip(" -•*·0123456789.、").casefold()
            if begins.startswith(GIVING):
                yield Problem(
                    "words",
                    _("“%(task)s”: online volunteers are never asked for donations.") % {"task": task.strip()[:80]},
                    _("Take this task out."),
                )
            if begins.startswith(SUPERVISING):
                yield Problem(
                    "words",
                    _("“%(task)s”: online volunteers never supervise others.") % {"task": task.strip()[:80]},
                    _("Give this task to your own staff."),
                )


def _duration(description: Description, rule: EligibilityRule) -> Iterator[Problem]:
    if description.starts_on is None or description.ends_on is None:
        return
    start, end, category = description.starts_on, description.ends_on, description.category
    most = [months for months in (rule.max_duration_months,) if months]
    if description.track == "international" and rule.max_total_months:
        most.append(rule.max_total_months)
    if most and end > last_day(min(most), first=start):
        yield Problem(
            "basics",
            ngettext(
                "“%(category)s” serves at most %(count)s month.",
                "“%(category)s” serves at most %(count)s months.",
                min(most),
            )
            % {"category": category, "count": min(most)},
            _("Shorten the service, or choose another category."),
        )
    weeks = rule.max_duration_weeks
    if weeks and (end - start).days + 1 > weeks * 7:
        yield Problem(
            "basics",
            ngettext(
                "“%(category)s” serves at most %(count)s week.", "“%(category)s” serves at most %(count)s weeks.", weeks
            )
            % {"category": category, "count": weeks},
            _("Shorten the service, or choose another category."),
        )


def _hours(description: Description, rule: EligibilityRule) -> Iterator[Problem]:
    hours = description.hours_a_week
    low, high = rule.min_hours_a_week, rule.max_hours_a_week
    if hours is None:
        return
    if (low is not None and hours < low) or (high is not None and hours > high):
        yield Problem(
            "basics",
            _("“%(category)s” serves %(low)s to %(high)s hours a week.")
            % {"category": description.category, "low": low or 1, "high": high or 60},
            _("Change the hours a week."),
        )


def _experience(description: Description, rule: EligibilityRule) -> Iterator[Problem]:
    if description.min_experience_months < rule.min_experience_months:
        years, months = divmod(rule.min_experience_months, 12)
        asked = (
            ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
            if not months
            else ngettext("%(count)s month", "%(count)s months", rule.min_experience_months)
            % {"count": rule.min_experience_months}
        )
        yield Problem(
            "qualifications",
            _("“%(category)s” asks for at least %(asked)s of experience.")
            % {"category": description.category, "asked": asked},
            _("Raise the experience you ask for, or choose another category."),
        )
