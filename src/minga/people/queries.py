"""What more than one place needs to know about people; each docstring says what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from minga.core.days import add_months
from minga.core.finding import called_exactly, ranked
from minga.core.written import Written
from minga.people.models import Account, Consent, Occupation, Profile, Skill
from minga.people.steps import STEPS, Step

DAY = timedelta(days=1)
LONGEST_MONTH = 31
READ_ONCE = "_profile_read_once"


def age_on(birth_date: date, day: date) -> int:
    """Full years on `day`. Who was born on 29 February turns a year older on 1 March of a common year. No query."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def day_of_age(birth_date: date, years: int) -> date:
    """The day on which somebody becomes `years` old, by the same rule as `age_on`. No query."""
    try:
        return birth_date.replace(year=birth_date.year + years)
    except ValueError:
        return date(birth_date.year + years, 3, 1)


def months_covered(intervals: Iterable[tuple[date, date | None]], *, today: date) -> int:
    """Full months of the intervals, first and last day included, no day counted twice. No query.

    What joins on counts as one; the days left over of each such stretch are added up, 31 of them to a month.
    """
    months = days = 0
    for first, after in _stretches((starts, min(ends or today, today) + DAY) for starts, ends in intervals):
        whole = (after.year - first.year) * 12 + after.month - first.month - (after.day < first.day)
        months, days = months + whole, days + (after - add_months(first, whole)).days
    return months + days // LONGEST_MONTH


def _stretches(spans: Iterable[tuple[date, date]]) -> Iterator[tuple[date, date]]:
    """Spans (the day after the last as end) that overlap or join on, as one; empty ones are left out."""
    first = end = None
    for starts, after in sorted(span for span in spans if span[0] < span[1]):
        if first is None or end is None or starts > end:
            if first is not None and end is not None:
                yield first, end
            first, end = starts, after
        else:
            end = max(end, after)
    if first is not None and end is not None:
        yield first, end


def experience_months(profile: Profile) -> int:
    """Full months of work and volunteering, overlapping ones counted once. One query, none where prefetched."""
    return months_covered(((row.starts, row.ends) for row in profile.experience.all()), today=timezone.localdate())


@dataclass(frozen=True)
class Completeness:
    """How far a profile has come: `done` of `total` steps, and the steps still missing something."""

    done: int
    total: int
    missing: tuple[Step, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.done / self.total)


def completeness(profile: Profile) -> Completeness:
    """Which steps an application needs are filled. At most 4 queries; none where `with_details` loaded the profile."""
    needed = [step for step in STEPS if step.needed]
    missing = tuple(step for step in needed if not step.is_filled(profile))
    return Completeness(done=len(needed) - len(missing), total=len(needed), missing=missing)


def has_begun(profile: Profile) -> bool:
    """Whether its owner ever saved a step of it or was described in it; sign-up alone gives everyone a birth
    date. At most two queries, none where they are prefetched.
    """
    return bool(profile.steps_done or profile.cv_id or profile.languages.all() or profile.experience.all())


def with_details(profiles: QuerySet[Profile]) -> QuerySet[Profile]:
    """Profiles with all that matching and pages read: 9 queries for any number of profiles."""
    return profiles.select_related("account", "nationality", "second_nationality", "residence", "cv").prefetch_related(
        "languages",
        "education",
        "experience__occupation",
        "skills",
        "preferred_countries",
        "preferred_cities",
        "preferred_goals",
    )


PROFILE = Written(lambda pk: with_details(Profile.objects.filter(account=pk)), 1, 2)


def profile_of(account: Account) -> Profile | None:
    """The account's profile with details, or None for somebody who never was a volunteer. 9 queries, one for None."""
    return PROFILE.one(account.pk)


NOT_YET = 0
"""The number of a profile that is only shown: its lists read as empty, and no row has it."""


def profile_to_show(account: Account) -> Profile:
    """The account's profile with details, or an empty one that is kept nowhere. 9 queries."""
    return profile_of(account) or Profile(pk=NOT_YET, account=account)


def profile_read_once(account: Account) -> Profile | None:
    """The same, read once for each account instance (one request): for pages that show it in several places.

    Never for what changes a profile: that reads `profile_of`. As many queries as that the first time, then none.
    """
    if not hasattr(account, READ_ONCE):
        setattr(account, READ_ONCE, profile_of(account))
    profile: Profile | None = getattr(account, READ_ONCE)
    return profile


def profiles_for_matching(account_ids: Iterable[int]) -> dict[int, Profile]:
    """Account id -> profile with details. 9 queries a thousand accounts; closed accounts are left out."""
    wanted = sorted(set(account_ids))
    found: dict[int, Profile] = {}
    for start in range(0, len(wanted), 1000):
        part = Profile.objects.filter(account_id__in=wanted[start : start + 1000], account__is_active=True)
        found.update({profile.account_id: profile for profile in with_details(part)})
    return found


def has_consent(account: Any, purpose: str) -> bool:
    """Whether the person agrees to this purpose now. One query."""
    return Consent.objects.filter(account_id=account.pk, purpose=purpose, withdrawn_at=None).exists()


def agreeing(purpose: str) -> QuerySet[Consent, Any]:
    """The keys of the accounts whose person agrees to this purpose now, for a question about them. No query."""
    return Consent.objects.filter(purpose=purpose, withdrawn_at=None).values("account_id")


def accounts_with_consent(purpose: str) -> QuerySet[Account]:
    """Open accounts whose person agrees to this purpose now. One query."""
    return Account.objects.filter(pk__in=agreeing(purpose), is_active=True)


def consents_in_force(account: Account) -> dict[str, Consent]:
    """Purpose -> the consent in force. One query."""
    return {row.purpose: row for row in Consent.objects.filter(account=account, withdrawn_at=None)}


def find_accounts(words: str) -> QuerySet[Account]:
    """Accounts by exact email or reference (a name would invite browsing); all where nothing is asked. One query."""
    accounts = Account.objects.filter(erased_at=None).order_by("-created_at", "-pk")
    words = words.strip()
    return accounts.filter(called_exactly(words)) if words else accounts


def find_occupations(words: str, *, limit: int = 12) -> list[Occupation]:
    """Unit groups of ISCO-08 whose title, code or groups above hold every word, the nearest first. One query."""
    return ranked(Occupation.objects.filter(level=4), words, column="search_text", title="title", limit=limit)


def find_skills(words: str, *, is_area: bool = False, limit: int = 12) -> list[Skill]:
    """Skills (or areas) whose titles or other names hold every word, the common ones first. One query."""
    rows = Skill.objects.filter(is_area=is_area)
    return ranked(rows, words, column="alternatives", title="title", limit=limit, then="is_common")


def common_skills(*, is_area: bool) -> list[Skill]:
    """The skills (or areas) offered as boxes to tick. One query."""
    return list(Skill.objects.filter(is_area=is_area, is_common=True))
