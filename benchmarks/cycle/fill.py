"""Filling a database with profiles, descriptions and applications: seeded, in bulk, about as real ones are spread."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from benchmarks.cycle.applying import LONGLIST, apply, description_steps
from benchmarks.cycle.pouring import Pour, finish
from benchmarks.cycle.serving import cost, serve
from django.db import connection
from django.utils import timezone

from minga.core.models import refs_from

HOSTS = 400
BATCH = 5_000
WORDS = (
    "air", "water", "youth", "health", "data", "school", "forest", "climate", "women", "city", "rural", "energy",
    "trade", "peace", "ocean", "justice", "food", "training", "policy", "research",
)  # fmt: skip
ROLES = ("officer", "assistant", "analyst", "adviser", "coordinator", "trainer", "editor", "engineer")
CHINESE = ("空气", "水", "青年", "健康", "数据", "学校", "森林", "气候", "妇女", "城市")
STATES = (
    ("sourcing",) * 50 + ("filled",) * 32 + ("selecting",) * 8 + ("draft",) * 4 + ("cancelled",) * 4
    + ("submitted", "ready_for_sourcing")
)  # fmt: skip
TRACKS = ("national", "national", "international", "online")


@dataclass(frozen=True)
class Size:
    """How many of each."""

    profiles: int
    descriptions: int
    applications: int


def fill(size: Size, *, seed: int, say: Callable[[str], None]) -> None:
    """Reference data, people, descriptions with their search rows, applications and services. Empty before."""
    from minga.core.reference import load_reference

    chance = random.Random(seed)
    with refs_from(chance), _at_speed():
        say("reference data")
        for _name, _rows, _now in load_reference():
            pass
        hosts = _hosts(chance)
        say(f"{size.profiles:,} profiles")
        _people(size.profiles, chance)
        staff = _staff(hosts)
        say(f"{size.descriptions:,} descriptions")
        _descriptions(size.descriptions, hosts, chance)
        description_steps(chance)
        cost(chance)
        say("search rows")
        _search_rows()
        say(f"{size.applications:,} applications")
        people = _account_pks(size.profiles)
        accepted = apply(size.applications, people, chance, assessors={hosts[0].pk: staff["host"]})
        say(f"{len(accepted):,} services")
        serve(accepted, chance)
        _analyze()


@contextmanager
def _at_speed() -> Iterator[None]:
    """SQLite need not survive a power cut while it is being filled."""
    pragmas = ("synchronous", "cache_size")
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in pragmas]
        cursor.execute("PRAGMA synchronous=OFF")
        cursor.execute("PRAGMA cache_size=-1500000")
    yield
    with connection.cursor() as cursor:
        for name, value in zip(pragmas, before, strict=True):
            cursor.execute(f"PRAGMA {name}={value}")


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
    today = timezone.localdate()
    accounts = Pour(Account, "email", "name", "password")
    profiles = Pour(
        Profile, "account_id", "birth_date", "nationality_id", "residence_id", "available_from", "hours_a_week",
        "wants_international", after=accounts,
    )  # fmt: skip
    languages = Pour(LanguageProficiency, "profile_id", "language", "level", after=profiles)
    links = Pour(Profile.skills.through, "profile_id", "skill_id", after=profiles)
    for number in range(count):
        account = accounts.add(f"bench{number}@example.org", f"Person {number}", "!")
        profile = profiles.add(
            account, date(1960, 1, 1) + timedelta(days=chance.randrange(16_000)),
            chance.choice(("CN", "CN", "KE", "PE", "FR", "EG", "IN")), "CN", today, chance.choice((5, 10, 20, 40)),
            chance.random() < 0.5,
        )  # fmt: skip
        for language in ("en", "zh"):
            languages.add(profile, language, chance.choice(("B1", "B2", "C1", "C2")))
        for skill in chance.sample(skills, 3):
            links.add(profile, skill)
    finish(accounts, profiles, languages, links)


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
            _description(number, chance.choice(hosts) if number else hosts[0], chance.choice(categories), chance, today)
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

    state = chance.choice(STATES) if number else "selecting"
    months = chance.choice((3, 6, 12, 24))
    is_past = state in ("filled", "selecting", "cancelled")
    starts = chance.randrange(-700, 60) if state == "filled" else chance.randrange(30, 200)
    is_public = state in ("sourcing", "selecting", "filled")
    return Description(
        number=f"DOA-BENCH-{number:07d}",
        category=category,
        track=chance.choice(TRACKS),
        host=host,
        country_id=host.country_id,
        starts_on=today + timedelta(days=starts),
        duration_months=months,
        funding="host_funded",
        closes_on=today + timedelta(days=-chance.randrange(1, 60) if is_past else chance.randrange(1, 90)),
        published_at=timezone.now() - timedelta(minutes=chance.randrange(100_000)) if is_public else None,
        state=state,
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


def _account_pks(count: int) -> list[int]:
    from minga.people.models import Account

    return list(Account.objects.order_by("pk").values_list("pk", flat=True)[:count])


def _staff(hosts: list[Any]) -> dict[str, int]:
    """One person with a second factor for each dashboard that is measured. Returns their keys by name."""
    from allauth.mfa.models import Authenticator

    from minga.core.access.models import Holding, Role, Scope
    from minga.people.models import Account

    roles = {
        "officer": (Role.PROGRAMME_OFFICER, Scope.COUNTRY, "CN"),
        "host": (Role.HOST_FOCAL_POINT, Scope.ORGANISATION, hosts[0].ref),
        "finance": (Role.FINANCE_OFFICER, Scope.PLATFORM, ""),
        "auditor": (Role.AUDITOR, Scope.PLATFORM, ""),
        "administrator": (Role.ADMINISTRATOR, Scope.PLATFORM, ""),
    }
    keys = {}
    for name, (role, scope, key) in roles.items():
        account = Account.objects.create(email=f"{name}@bench.example.org", name=name.title())
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={})
        Holding.objects.create(
            account=account, role=role, scope=scope, scope_key=key, starts=timezone.localdate() - timedelta(days=1)
        )
        keys[name] = account.pk
    return keys


def _analyze() -> None:
    """What the worker of an installation does daily, or PostgreSQL by itself."""
    from minga.core.operating.signing_in import learn_the_spread

    learn_the_spread()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
