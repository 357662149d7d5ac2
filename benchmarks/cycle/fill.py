"""Filling a database with profiles, descriptions and applications: seeded, in bulk, about as real ones are spread."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils import timezone

LONGLIST = 5_000
"""Applications of the one description whose longlist is measured."""
HOSTS = 400
BATCH = 5_000
WORDS = (
    "air", "water", "youth", "health", "data", "school", "forest", "climate", "women", "city", "rural", "energy",
    "trade", "peace", "ocean", "justice", "food", "training", "policy", "research",
)  # fmt: skip
ROLES = ("officer", "assistant", "analyst", "adviser", "coordinator", "trainer", "editor", "engineer")
CHINESE = ("空气", "水", "青年", "健康", "数据", "学校", "森林", "气候", "妇女", "城市")
TRACKS = ("national", "national", "international", "online")


@dataclass(frozen=True)
class Size:
    """How many of each."""

    profiles: int
    descriptions: int
    applications: int


def fill(size: Size, *, seed: int, say: Any) -> None:
    """Reference data, people, descriptions with their search rows, applications. The database must be empty."""
    from minga.core.reference import load_reference

    chance = random.Random(seed)
    say("reference data")
    for _name, _rows, _now in load_reference():
        pass
    hosts = _hosts(chance)
    say(f"{size.profiles:,} profiles")
    _people(size.profiles, chance)
    say(f"{size.descriptions:,} descriptions")
    _descriptions(size.descriptions, hosts, chance)
    say("search rows")
    _search_rows()
    say(f"{size.applications:,} applications")
    _applications(size, chance)
    _staff(hosts)
    _analyze()


def _hosts(chance: random.Random) -> list[Any]:
    from minga.partners.models import Organisation
    from minga.places.models import Country

    countries = list(Country.objects.order_by("pk"))
    return Organisation.objects.bulk_create(
        Organisation(
            name=f"Benchmark host {number}",
            slug=f"benchmark-{number}",
            type="un_entity",
            is_host=True,
            country=Country.objects.get(pk="CN") if number < HOSTS // 4 else chance.choice(countries),
            state="registered",
        )
        for number in range(HOSTS)
    )


def _people(count: int, chance: random.Random) -> None:
    from minga.people.models import Account, LanguageProficiency, Profile, Skill

    skills = list(Skill.objects.filter(is_common=True).values_list("pk", flat=True)) or list(
        Skill.objects.values_list("pk", flat=True)[:90]
    )
    link = Profile.skills.through
    for start in range(0, count, BATCH):
        accounts = Account.objects.bulk_create(
            Account(email=f"bench{number}@example.org", name=f"Person {number}", password="!")
            for number in range(start, min(count, start + BATCH))
        )
        profiles = Profile.objects.bulk_create(
            Profile(
                account=account,
                birth_date=date(1960, 1, 1) + timedelta(days=chance.randrange(16_000)),
                nationality_id=chance.choice(("CN", "CN", "KE", "PE", "FR", "EG", "IN")),
                residence_id="CN",
                available_from=timezone.localdate(),
                hours_a_week=chance.choice((5, 10, 20, 40)),
                wants_international=chance.random() < 0.5,
            )
            for account in accounts
        )
        LanguageProficiency.objects.bulk_create(
            LanguageProficiency(profile=profile, language=language, level=chance.choice(("B1", "B2", "C1", "C2")))
            for profile in profiles
            for language in ("en", "zh")
        )
        link.objects.bulk_create(
            link(profile_id=profile.pk, skill_id=skill) for profile in profiles for skill in chance.sample(skills, 3)
        )


def _descriptions(count: int, hosts: list[Any], chance: random.Random) -> None:
    from minga.assignments.models import (
        Category,
        Description,
        DescriptionText,
        LanguageRequirement,
        Seat,
    )
    from minga.places.models import City
    from minga.sdgs.models import Target

    categories = list(Category.objects.all())
    targets = list(Target.objects.values_list("pk", flat=True))
    cities: dict[str, list[int]] = {}
    for pk, country in City.objects.values_list("pk", "country_id"):
        cities.setdefault(country, []).append(pk)
    link = Description.targets.through
    today = timezone.localdate()
    for start in range(0, count, BATCH):
        rows = [
            _description(number, chance.choice(hosts), chance.choice(categories), chance, today)
            for number in range(start, min(count, start + BATCH))
        ]
        made = Description.objects.bulk_create(rows)
        DescriptionText.objects.bulk_create(_texts(made, chance, DescriptionText))
        Seat.objects.bulk_create(Seat(description=row, number=1, city_id=_city(row, cities, chance)) for row in made)
        LanguageRequirement.objects.bulk_create(
            LanguageRequirement(description=row, language=chance.choice(("en", "zh", "fr")), level="B2") for row in made
        )
        link.objects.bulk_create(link(description_id=row.pk, target_id=chance.choice(targets)) for row in made)


def _description(number: int, host: Any, category: Any, chance: random.Random, today: date) -> Any:
    from minga.assignments.models import Description

    is_open = number == 0 or chance.random() < 0.5
    return Description(
        number=f"DOA-BENCH-{number:07d}",
        category=category,
        track=chance.choice(TRACKS),
        host=host,
        country_id=host.country_id,
        starts_on=today + timedelta(days=chance.randrange(30, 200)),
        duration_months=chance.choice((3, 6, 12, 24)),
        funding="host_funded",
        closes_on=today + timedelta(days=chance.randrange(1, 90)),
        published_at=timezone.now() - timedelta(minutes=chance.randrange(100_000)),
        state="sourcing" if is_open else chance.choice(("draft", "submitted", "selecting", "filled")),
        next_candidate_number=LONGLIST + 1,
    )


def _texts(rows: Iterable[Any], chance: random.Random, model: Any) -> Iterator[Any]:
    for row in rows:
        words = chance.sample(WORDS, 3)
        tasks = "\n".join(f"Work on {word} with partners" for word in words)
        yield model(
            description=row, language="en", title=f"{words[0].title()} {words[1]} {chance.choice(ROLES)}",
            context=" ".join(words), tasks=tasks, results="A report",
        )  # fmt: skip
        yield model(
            description=row, language="zh-hans", title=f"{chance.choice(CHINESE)}{chance.choice(CHINESE)}助理",
            context="背景", tasks="工作", results="报告",
        )  # fmt: skip


def _city(row: Any, cities: dict[str, list[int]], chance: random.Random) -> int | None:
    there = cities.get(row.country_id)
    return chance.choice(there) if there and row.track != "online" else None


def _search_rows() -> None:
    from minga.assignments.actions.opportunity_index import refresh_all

    refresh_all()


def _applications(size: Size, chance: random.Random) -> None:
    from minga.assignments.models import Application, Description

    first = Description.objects.order_by("pk").values_list("pk", flat=True)[0]
    descriptions = list(Description.objects.exclude(state__in=("draft", "submitted")).values_list("pk", flat=True))
    people = _account_pks(size.profiles)
    whole = min(LONGLIST, len(people), size.applications)
    pairs: Iterator[tuple[int, int, int]] = _pairs(
        size.applications - whole, [pk for pk in descriptions if pk != first], people, chance
    )
    longlist = iter([(first, person, number) for number, person in enumerate(people[:whole], start=1)])
    for source in (longlist, pairs):
        while batch := list(islice(source, BATCH)):
            Application.objects.bulk_create(_application(*row, chance=chance) for row in batch)


def _account_pks(count: int) -> list[int]:
    from minga.people.models import Account

    return list(Account.objects.order_by("pk").values_list("pk", flat=True)[:count])


def _pairs(
    count: int, descriptions: list[int], people: list[int], chance: random.Random
) -> Iterator[tuple[int, int, int]]:
    """Distinct (description, person): each description takes a run of people from a place of its own."""
    share = -(-count // max(1, len(descriptions)))
    left = count
    for description in descriptions:
        here = min(left, share, len(people))
        begin = chance.randrange(len(people))
        for number in range(here):
            yield description, people[(begin + number) % len(people)], number + 1
        left -= here
        if left <= 0:
            return


def _application(description: int, person: int, number: int, *, chance: random.Random) -> Any:
    from minga.assignments.models import Application

    def points() -> Decimal:
        return Decimal(chance.randrange(10_001)) / 100

    return Application(
        description_id=description,
        account_id=person,
        state="longlisted" if number % 7 else "shortlisted",
        candidate_number=number,
        motivation="I would like to help.",
        available_from=timezone.localdate(),
        submitted_at=timezone.now(),
        state_changed_at=timezone.now(),
        skills_score=points(),
        languages_score=points(),
        experience_score=points(),
        availability_score=points(),
        conditions=[{"rule": "language", "subject": "en", "ok": number % 9 != 0, "asks": "English B2"}],
        tie_breaker=f"{chance.getrandbits(62):019d}",
    )


def _staff(hosts: list[Any]) -> None:
    """One person for each dashboard that is measured."""
    from minga.core.access.models import Holding, Role, Scope
    from minga.people.models import Account

    roles = {
        "officer": (Role.PROGRAMME_OFFICER, Scope.COUNTRY, "CN"),
        "host": (Role.HOST_FOCAL_POINT, Scope.ORGANISATION, hosts[0].ref),
        "finance": (Role.FINANCE_OFFICER, Scope.PLATFORM, ""),
        "auditor": (Role.AUDITOR, Scope.PLATFORM, ""),
        "administrator": (Role.ADMINISTRATOR, Scope.PLATFORM, ""),
    }
    for name, (role, scope, key) in roles.items():
        account = Account.objects.create(email=f"{name}@bench.example.org", name=name.title())
        Holding.objects.create(
            account=account, role=role, scope=scope, scope_key=key, starts=timezone.localdate() - timedelta(days=1)
        )


def _analyze() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
