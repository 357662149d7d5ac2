"""Keeping the search index: one function, called inside whatever changes what a visitor may find."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Prefetch, Q
from django.utils import timezone

from minga.assignments.matching import post_of, post_parts
from minga.assignments.models import Category, Description, OpportunityClock, OpportunityRow, Seat
from minga.assignments.queries.opportunity_cards import card_parts
from minga.assignments.queries.seats import country_of, seats_shown, with_rest, with_taken
from minga.assignments.segmenting import words_of
from minga.core.models import new_ref
from minga.engines.matching import NationalityRule, Post
from minga.partners.models import Organisation
from minga.sdgs.models import Goal

FOUND_STATES = ("sourcing",)
BATCH = 500
STEP = 2**24
SAID = ("is_open", "track", "category", "country", "closes_on", "published_at", "facts", "words", "card")
PARTS = ("texts", Prefetch("seats", with_taken(Seat.objects.select_related("city__country"))), "targets")
BUCKETS = (("short", 3), ("medium", 6), ("long", 12))


def refresh_opportunity(description: Description) -> None:
    """Bring the index up to date with one description, in the transaction that is open. About 15 SQL queries."""
    refresh_opportunities([description.pk])


def refresh_opportunities(pks: Iterable[int]) -> int:
    """The same for many; about 15 SQL queries for each five hundred. Returns how many can now be found.

    What is not open (a draft, a template, closed, cancelled) keeps no words, so that no search finds it.
    """
    wanted = iter(pks)
    found = 0
    goals = {goal.number: goal for goal in Goal.objects.all()}
    while batch := list(islice(wanted, BATCH)):
        with transaction.atomic():
            found += _refresh_batch(batch, goals)
    return found


def refresh_open(*, category: Category | None = None, host: Organisation | None = None) -> int:
    """Bring the index up to date with every open post, or with those of one category or serving as it, whose rules and
    names stand in it, or of one host entity: while its registration is suspended nobody finds them.

    About 15 SQL queries for each five hundred posts. Returns how many can be found.
    """
    found = Description.objects.filter(state__in=FOUND_STATES, is_template=False)
    if category is not None:
        found = found.filter(Q(category=category) | Q(serves_as=category))
    if host is not None:
        found = found.filter(host=host)
    return refresh_opportunities(list(found.order_by("pk").values_list("pk", flat=True)))


def refresh_of_host(host: Organisation) -> int:
    """`refresh_open` of one host entity, as whoever hears of its registration calls it."""
    return refresh_open(host=host)


def refresh_all() -> int:
    """Make the whole index again, for after an upgrade or a restored backup. Returns how many can be found."""
    OpportunityRow.objects.exclude(description__in=Description.objects.filter(is_template=False)).delete()
    return refresh_opportunities(Description.objects.order_by("pk").values_list("pk", flat=True).iterator())


def _refresh_batch(pks: list[int], goals: Mapping[int, Goal]) -> int:
    rows = (
        with_rest(Description.objects.filter(pk__in=pks))
        .select_related("category", "host", "country", "nominating_partner")
        .prefetch_related(*PARTS)
        .prefetch_related(*post_parts())
        .order_by("pk")
    )
    clock = _locked_clock()
    made = [_row(description, goals=goals) for description in rows]
    known = {row.pk: _said(row) for row in OpportunityRow.objects.filter(pk__in=pks)} if len(pks) > 1 else {}
    changed = [row for row in made if known.get(row.pk) != _said(row)]
    if changed:
        _number(changed, clock)
        OpportunityRow.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["description"], update_fields=["sequence", *SAID]
        )
    return sum(row.is_open for row in made)


def _said(row: OpportunityRow) -> str:
    """What a row says, to be compared: one that says the same keeps its number, and nobody reads it again."""
    return json.dumps([getattr(row, name) for name in SAID], sort_keys=True, default=str)


def _locked_clock() -> OpportunityClock:
    """The clock, its row locked until the transaction ends: numbers are seen in order, and what is read after it is as
    new as the number.
    """
    OpportunityClock.objects.get_or_create(pk=1, defaults={"birth": new_ref()})
    return OpportunityClock.objects.select_for_update().get(pk=1)


def _number(rows: Iterable[OpportunityRow], clock: OpportunityClock) -> None:
    """Give the rows the next number of the index.

    By how much it grows is chance, so that none comes twice where a backup was restored: a row and its number stand for
    what the row says.
    """
    clock.sequence += 1 + secrets.randbelow(STEP)
    clock.save(update_fields=["sequence"])
    for row in rows:
        row.sequence = clock.sequence


def _row(description: Description, *, goals: Mapping[int, Goal]) -> OpportunityRow:
    is_open = description.state in FOUND_STATES and not description.is_template
    is_open = is_open and description.host.state == "registered"
    card = card_parts(description) if is_open else None
    return OpportunityRow(
        description=description,
        is_open=is_open,
        track=description.track,
        category=description.category.code,
        country=description.country_id,
        closes_on=description.closes_on,
        published_at=description.published_at,
        facts=_facts(description, card) if card is not None else {},
        words=words_of(_texts(description, goals)) if is_open else "",
        card=card,
    )


def _facts(description: Description, card: Mapping[str, Any]) -> dict[str, Any]:
    """`card`: its parts, of which cities and goals are facts too."""
    post = post_of(description)
    seats, _free = seats_shown(description)
    organisations = {description.host.ref} | (
        {description.nominating_partner.ref} if description.nominating_partner is not None else set()
    )
    return {
        "organisations": sorted(organisations),
        "cities": card["cities"],
        "countries": sorted({country_of(seat, description) for seat in seats} or {description.country_id}),
        "languages": sorted({wanted.tag.lower() for wanted in post.languages}),
        "goals": card["goals"],
        "duration": bucket_of(description),
        "remote": description.track == "online" or not card["cities"],
        "rules": {**rules_of(post), "nominated": description.nominating_partner_id is not None},
    }


def bucket_of(description: Description) -> str:
    """short (up to 3 months), medium (up to 6), long (up to 12), longer, or open where no length is named."""
    if description.rest_until is not None:
        months = max((description.rest_until - timezone.localdate()).days, 1) / 30.44
        return next((name for name, most in BUCKETS if months <= most + 0.05), "longer")
    months = description.duration_months or (description.duration_weeks or 0) * 7 / 30.44
    if not months:
        return "open"
    return next((name for name, most in BUCKETS if months <= most + 0.05), "longer")


def rules_of(post: Post) -> dict[str, Any]:
    """The hard rules of a post in a form that whole columns can be held against; ages as days of birth (ordinals)."""
    rules = post.eligibility
    most = rules.max_service_months
    return {
        "born_until": _years_before(post.start, rules.min_age).toordinal() if rules.min_age is not None else None,
        "born_from": (
            (_years_before(post.start, rules.max_age + 1) + timedelta(days=1)).toordinal()
            if rules.max_age is not None
            else None
        ),
        "countries": sorted(post.countries),
        "any_nationality": rules.nationality is NationalityRule.ANY,
        "allowed": sorted(rules.allowed_nationalities),
        "excluded": sorted(rules.excluded_nationalities),
        "studying": rules.must_be_studying,
        "education": int(rules.min_education) if rules.min_education is not None else 0,
        "experience": rules.min_experience_months,
        "room": most - post.duration.whole_months if most is not None else None,
        "languages": [[wanted.tag.lower(), int(wanted.level)] for wanted in post.languages if wanted.required],
        "skills": [wanted.id for wanted in post.skills if wanted.required],
    }


def _years_before(day: date, years: int) -> date:
    """The last birthday that makes somebody `years` old on `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def _texts(description: Description, goals: Mapping[int, Goal]) -> Iterator[str]:
    """Every word by which somebody may look for this description, in every language it has."""
    yield description.number
    for text in description.texts.all():
        yield from (text.title, text.context, text.tasks, text.results, text.qualifications)
    host, category = description.host, description.category
    yield from (host.name, host.short_name, *host.names.values(), *category.names.values())
    yield from description.country.names.values()
    for seat in seats_shown(description)[0]:
        if seat.city is not None:
            yield from (seat.city.name, *seat.city.names.values(), *seat.city.country.names.values())
    for requirement in description.skill_requirements.all():
        yield from (requirement.skill.title, *requirement.skill.titles.values())
    for area in description.areas.all():
        yield from (area.title, *area.titles.values())
    for target in description.targets.all():
        goal = goals.get(target.goal_id)
        if goal is not None:
            yield from goal.short.values()
