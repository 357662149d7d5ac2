"""Whether a person may apply: the rules held against their profile, in words and as problems."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from minga.assignments.conditions import Names, Words, words_for
from minga.assignments.matching import candidate_of, months_abroad, post_of
from minga.assignments.models import Application, Description, Nomination
from minga.assignments.queries.opportunities import Seeker
from minga.assignments.queries.took_part import took_part_problem
from minga.core.days import lasting_day
from minga.core.errors import Problem
from minga.engines.matching import Verdict, assess_eligibility
from minga.people.models import Account, Profile
from minga.people.queries import Completeness, completeness, profile_of, profile_to_show


@dataclass(frozen=True)
class Fit:
    """How a person stands to a post: “you meet 5 of 6 conditions”, with each condition in words."""

    conditions: list[Words]
    is_nominated: bool = True

    @property
    def total(self) -> int:
        return len(self.conditions)

    @property
    def met(self) -> int:
        return sum(words.ok for words in self.conditions)

    @property
    def broken(self) -> list[Words]:
        return [words for words in self.conditions if not words.ok]

    @property
    def eligible(self) -> bool:
        return not self.broken and self.is_nominated


@dataclass(frozen=True)
class Standing:
    """A person as a candidate: the profile, how complete it is, and what the engine reads. Read once for a page."""

    profile: Profile
    completeness: Completeness
    seeker: Seeker


def standing_of(account: Any) -> Standing | None:
    """The person's standing, or None for a visitor or somebody without a profile. 12 queries."""
    if not getattr(account, "is_authenticated", False):
        return None
    profile = profile_of(account)
    return _standing(profile) if profile is not None else None


def standing_to_show(account: Account) -> Standing:
    """The same for a page that may be looked at before there is a profile: it stands there empty. 12 queries."""
    return _standing(profile_to_show(account))


def _standing(profile: Profile) -> Standing:
    account = profile.account
    candidate = candidate_of(profile, served_months=months_abroad([account.pk]).get(account.pk, 0))
    agreed = Nomination.objects.filter(account_id=account.pk, answer="agreed").values_list("description_id", flat=True)
    applied = Application.objects.filter(account_id=account.pk).exclude(state="draft")
    sent = frozenset(applied.values_list("description_id", flat=True))
    return Standing(profile, completeness(profile), Seeker(candidate, frozenset(agreed), sent))


def verdict_of(standing: Standing, description: Description) -> Verdict:
    """The engine's verdict. No query where `matching.with_post_parts` loaded the description."""
    return assess_eligibility(post=post_of(description, scored=False), candidate=standing.seeker.candidate)


def fit(account: Account, description: Description) -> Fit | None:
    """How the person stands to one post; None for a visitor. About 20 queries."""
    standing = standing_of(account)
    return fits(standing, [description])[description.pk] if standing else None


def fits(standing: Standing, descriptions: Iterable[Description]) -> dict[int, Fit]:
    """Description pk -> fit, for a page of them. Three queries where `matching.with_post_parts` loaded them."""
    verdicts = {row.pk: (row, verdict_of(standing, row)) for row in descriptions}
    names = Names.for_verdicts(verdict for _row, verdict in verdicts.values())
    return {
        pk: Fit(words_for(verdict, names=names), is_nominated=_nominated(standing.seeker, row))
        for pk, (row, verdict) in verdicts.items()
    }


def _nominated(seeker: Seeker, description: Description) -> bool:
    return description.nominating_partner_id is None or description.pk in seeker.nominated


def problems_of(application: Application) -> list[Problem]:
    """Everything that keeps this application from being sent now; empty when nothing does. About 26 queries."""
    description = application.description
    problems = list(closed_problems(description))
    if (took_part := took_part_problem(application.account, description)) is not None:
        problems.append(took_part)
    standing = standing_of(application.account)
    if standing is None:
        return [
            *problems,
            Problem("profile", _("You have no profile yet."), _("Fill in your profile; it takes a few minutes.")),
        ]
    problems += [
        Problem(f"profile.{step.key}", step.missing, _("Add it to your profile."))
        for step in standing.completeness.missing
    ]
    standing_fit = fits(standing, [description])[description.pk]
    if not standing_fit.is_nominated:
        problems.append(nomination_problem(description))
    problems += [Problem(f"rule.{words.rule}", words.message, words.remedy) for words in standing_fit.broken]
    return problems


def closed_problems(description: Description) -> Iterable[Problem]:
    """Not open, past its closing date, or of a host entity that is suspended. One query where the host is not read."""
    if not description.is_open:
        yield Problem("description", _("This opportunity is not open any more."), _("See others that are open."))
    elif description.closes_on is not None and description.closes_on < lasting_day():
        yield Problem(
            "description",
            _("Applications closed on %(day)s.") % {"day": formats.date_format(description.closes_on)},
            _("See others that are open."),
        )
    if description.host.state != "registered":
        yield rests_problem()


def rests_problem() -> Problem:
    """The sentence for a post whose host entity's registration is suspended."""
    return Problem(
        "description",
        _("The registration of the host entity is suspended; nobody can apply until it is reinstated."),
        _("See others that are open."),
    )


def nomination_problem(description: Description) -> Problem:
    """The sentence for a post that only takes people whom its partner nominated."""
    return Problem(
        "nomination",
        _("This post takes people nominated by %(partner)s.") % {"partner": description.nominating_partner},
        _("Ask them to nominate you; see other posts meanwhile."),
    )


def step_url(place: str) -> str:
    """Where a problem of the profile is mended: the page of its step; empty for any other place."""
    return reverse("people:step", args=[place.removeprefix("profile.")]) if place.startswith("profile.") else ""
