"""Two thousand volunteers, each with a profile that hangs together: age, studies, work, languages, skills, wishes."""

from __future__ import annotations

import dataclasses
import itertools
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from minga.core.demonstration import NOBODY_SIGNS_IN, World, date_back, keep, note_all, read
from minga.people.demonstration.staff import DATA
from minga.people.models import (
    Account,
    Consent,
    Education,
    EducationLevel,
    Experience,
    LanguageProficiency,
    Profile,
    Purpose,
    Skill,
)
from minga.people.steps import BY_KEY
from minga.people.wording import CONSENT_WORDING
from minga.places.models import City, Country
from minga.sdgs.models import Goal

PEOPLE = 2000
FEWEST = 700  # with fewer, some posts of the past would find nobody
CHINESE = 0.6
YEAR = 365
# Age from and to, weight: students, beginners, people in their working life, and those who look back on one.
AGES = (((18, 22), 24), ((22, 26), 30), ((27, 38), 28), ((39, 55), 13), ((56, 70), 5))
FICTITIOUS = {
    "en": "A fictitious person of the demonstration.",
    "zh-hans": "演示用虚构人物。",
}
ABOUT = {
    "en": "I work in {field} and would like to use it where it is needed.",
    "zh-hans": "我从事{field}方面的工作，希望用所学帮助有需要的人。",
}


@dataclass
class Person:
    """One volunteer before there are rows: whatever the tables need, drawn by chance but consistent."""

    name: str
    local_name: str
    language: str
    nationality: str
    residence: str
    languages: dict[str, str]
    born: date
    field: dict[str, Any]
    age: int
    joined: int
    studying: bool
    rows: dict[str, list[Any]] = dataclasses.field(default_factory=dict)


def make_population(world: World) -> None:
    """Accounts, profiles and all that belongs to them; `made["volunteers"]` lists the profiles' accounts."""
    people = list(_people(world, world.many(PEOPLE, least=FEWEST)))
    accounts = keep(Account, (_account(person, number) for number, person in enumerate(people, start=1)))
    lin = world.made["staff"]["volunteer"]
    people.append(_lin(world))
    accounts.append(lin)
    for person, account in zip(people, accounts, strict=True):
        account.created_at = account.updated_at = world.moment(-person.joined)
    date_back(Account, accounts)
    profiles = keep(
        Profile, (_profile(world, person, account) for person, account in zip(people, accounts, strict=True))
    )
    _keep_details(world, people, profiles)
    consents = keep(Consent, (row for account in accounts for row in _consents(world, account, sure=account is lin)))
    note_all(accounts[:-1])
    note_all(profiles)
    note_all(consents)
    world.made["volunteers"] = accounts
    world.made["fields"] = {account.pk: person.field["key"] for account, person in zip(accounts, people, strict=True)}
    world.made["counts"]["volunteers with a profile"] = len(accounts)


def _people(world: World, number: int) -> Iterator[Person]:
    names, fields = read(DATA / "names.json"), read(DATA / "fields.json")
    chinese = list(itertools.product(names["chinese"]["family"], names["chinese"]["given"]))
    world.chance.shuffle(chinese)
    weights = [entry["weight"] for entry in fields]
    for place in range(number):
        chosen = world.chance.choices(fields, weights)[0]
        if place < number * CHINESE:
            yield _chinese(world, chinese[place % len(chinese)], chosen)
        else:
            yield _foreign(world, world.one_of(names["groups"]), chosen)


def _chinese(world: World, name: tuple[list[str], list[str]], chosen: dict[str, Any]) -> Person:
    (family_zh, family), (given_zh, given) = name
    languages = {"zh": "C2"}
    if world.chance.random() < 0.9:
        languages["en"] = world.chance.choices(["B1", "B2", "C1", "C2"], [1, 3, 5, 1])[0]
    if world.chance.random() < 0.18:
        languages[world.one_of(["fr", "es", "ru", "ar", "ja", "ko"])] = world.one_of(["A2", "B1", "B2", "C1"])
    return _person(
        world,
        name=f"{family} {given}",
        local_name=family_zh + given_zh,
        language="zh-hans" if world.chance.random() < 0.7 else "en",
        nationality="CN",
        residence="CN" if world.chance.random() < 0.95 else world.one_of(["GB", "US", "JP", "DE", "AU"]),
        languages=languages,
        chosen=chosen,
    )


def _foreign(world: World, group: dict[str, Any], chosen: dict[str, Any]) -> Person:
    country = world.chance.choices(list(group["countries"]), list(group["countries"].values()))[0]
    (mother, level), *others = group["languages"]
    languages = {mother: level}
    languages |= {language: least for language, least in others if language == "en" or world.chance.random() < 0.6}
    if world.chance.random() < 0.22:
        languages["zh"] = world.one_of(["A2", "B1", "B2", "C1"])
    return _person(
        world,
        name=f"{world.one_of(group['given'])} {world.one_of(group['family'])}",
        local_name="",
        language="en",
        nationality=country,
        residence=country if world.chance.random() < 0.85 else world.one_of(["CN", "DE", "KE", "TH"]),
        languages=languages,
        chosen=chosen,
    )


def _person(world: World, *, chosen: dict[str, Any], **facts: Any) -> Person:
    (youngest, oldest), _weight = world.chance.choices(AGES, [weight for _ages, weight in AGES])[0]
    age = world.chance.randint(youngest, oldest)
    born = world.today - timedelta(days=age * YEAR + age // 4 + world.chance.randrange(1, 360))
    joined = min(60 + int(world.chance.expovariate(1 / 900)), 1300)
    return Person(
        field=chosen,
        born=born,
        age=age,
        joined=joined,
        studying=age < 25 and world.chance.random() < 0.65,
        **facts,
    )


def _lin(world: World) -> Person:
    """The volunteer of the card: 24 years old, air-quality data, English C1."""
    fields = {entry["key"]: entry for entry in read(DATA / "fields.json")}
    return Person(
        name="", local_name="", language="en", nationality="CN", residence="CN",
        languages={"zh": "C2", "en": "C1", "fr": "B1"}, born=world.today - timedelta(days=24 * YEAR + 150),
        field=fields["environment"], age=24, joined=700, studying=False,
    )  # fmt: skip


def _account(person: Person, number: int) -> Account:
    plain = unicodedata.normalize("NFKD", person.name.lower()).encode("ascii", "ignore").decode()
    address = ".".join("".join(letter for letter in word if letter.isalnum()) for word in plain.split())
    return Account(
        email=f"{address}.{number}@example.org",
        name=person.name,
        local_name=person.local_name,
        language=person.language,
        timezone="Asia/Shanghai" if person.residence == "CN" else "UTC",
        password=NOBODY_SIGNS_IN,
    )


def _profile(world: World, person: Person, account: Account) -> Profile:
    language = account.language if account.language in FICTITIOUS else "en"
    study = person.field["study"][1 if language == "zh-hans" else 0]
    between, field = ("", study) if language == "zh-hans" else (" ", study.lower())
    about = f"{FICTITIOUS[language]}{between}{ABOUT[language].format(field=field)}"
    return Profile(
        account=account,
        birth_date=person.born,
        nationality_id=person.nationality,
        residence_id=person.residence,
        residence_city=world.one_of(["Beijing", "Shanghai", "Chengdu", "Kunming", "Xi'an", "Guangzhou", "Wuhan"])
        if person.residence == "CN"
        else "",
        is_studying=person.studying,
        about=about.replace("  ", " "),
        available_from=world.today + timedelta(days=world.chance.randrange(-20, 45)),
        hours_a_week=world.chance.choices([5, 8, 10, 15, 20, 30, 40], [2, 3, 4, 3, 4, 2, 6])[0],
        wants_national=person.nationality == person.residence or world.chance.random() < 0.5,
        wants_international=world.chance.random() < (0.45 if person.nationality == "CN" else 0.8),
        wants_online=world.chance.random() < 0.75,
        steps_done=[key for key in BY_KEY if key != "cv"],
    )


def _keep_details(world: World, people: list[Person], profiles: list[Profile]) -> None:
    """Languages, studies, work, skills and wishes, in a few big inserts."""
    known = set(Skill.objects.filter(is_common=True).values_list("pk", flat=True))
    cities = list(City.objects.filter(country_id="CN").order_by("-population", "pk").values_list("pk", flat=True)[:12])
    abroad = ["KE", "ET", "TH", "LA", "NP", "RW", "KH", "SN", "FJ", "PE", "CN"]
    abroad = list(Country.objects.filter(pk__in=abroad).order_by("pk").values_list("pk", flat=True))
    goals = set(Goal.objects.values_list("pk", flat=True))
    languages: list[LanguageProficiency] = []
    studies: list[Education] = []
    work: list[Experience] = []
    links: dict[str, list[Any]] = {
        "skills": [],
        "preferred_countries": [],
        "preferred_cities": [],
        "preferred_goals": [],
    }
    for person, profile in zip(people, profiles, strict=True):
        languages += [
            LanguageProficiency(profile=profile, language=language, level=level)
            for language, level in person.languages.items()
        ]
        studies += _studies(world, person, profile)
        work += _work(world, person, profile)
        skills = world.some_of(person.field["skills"], world.chance.randint(3, 5)) + world.some_of(
            person.field["areas"], world.chance.randint(1, 2)
        )
        _link(links["skills"], Profile.skills.through, profile, "skill_id", [one for one in skills if one in known])
        wanted = [goal for goal in world.some_of(person.field["goals"], 3) if goal in goals]
        _link(links["preferred_goals"], Profile.preferred_goals.through, profile, "goal_id", wanted)
        if profile.wants_international:
            places = world.some_of([code for code in abroad if code != person.nationality], 2)
            _link(links["preferred_countries"], Profile.preferred_countries.through, profile, "country_id", places)
        if profile.wants_national and person.nationality == "CN":
            towns = world.some_of(cities, 2)
            _link(links["preferred_cities"], Profile.preferred_cities.through, profile, "city_id", towns)
    for model, rows in ((LanguageProficiency, languages), (Education, studies), (Experience, work)):
        keep(model, rows)
    for name, rows in links.items():
        keep(getattr(Profile, name).through, rows)


def _link(rows: list[Any], through: Any, profile: Profile, name: str, keys: list[Any]) -> None:
    rows += [through(profile_id=profile.pk, **{name: key}) for key in keys]


def _studies(world: World, person: Person, profile: Profile) -> Iterator[Education]:
    chinese = profile.account.language == "zh-hans"
    subject = person.field["study"][1 if chinese else 0]
    school = "某大学" if chinese else "A university"
    year = world.today.year - person.age
    if person.studying or person.age < 22:
        yield Education(profile=profile, level=EducationLevel.SECONDARY, institution="某高中" if chinese else "A secondary school", finished=year + 18)  # fmt: skip  # noqa: E501
        yield Education(profile=profile, level=EducationLevel.BACHELOR, field=subject, institution=school)
        return
    yield Education(
        profile=profile, level=EducationLevel.BACHELOR, field=subject, institution=school, finished=year + 22
    )
    if person.age >= 25 and world.chance.random() < 0.45:
        yield Education(
            profile=profile, level=EducationLevel.MASTER, field=subject, institution=school, finished=year + 25
        )
    if person.age >= 32 and world.chance.random() < 0.1:
        yield Education(
            profile=profile, level=EducationLevel.DOCTORATE, field=subject, institution=school, finished=year + 30
        )


def _work(world: World, person: Person, profile: Profile) -> Iterator[Experience]:
    place = 1 if profile.account.language == "zh-hans" else 0
    begun = max(22, 18 if not person.studying else 22)
    end = world.today - timedelta(days=world.chance.randrange(0, 120))
    years_left = max(0, person.age - begun)
    first = True
    while years_left > 0 and world.chance.random() < 0.92:
        years = min(years_left, world.chance.randint(1, 7))
        start = end - timedelta(days=years * YEAR)
        yield _job(world, person, profile, starts=start, ends=None if first and world.chance.random() < 0.6 else end)
        end, years_left, first = start - timedelta(days=30), years_left - years, False
    if world.chance.random() < 0.6 or person.age < 24:
        start = world.today - timedelta(days=world.chance.randrange(200, 900))
        yield Experience(
            profile=profile,
            title=("Volunteer at a community centre", "社区志愿者")[place],
            organisation=("A neighbourhood volunteer group", "某社区志愿服务队")[place],
            starts=start,
            ends=start + timedelta(days=world.chance.randrange(60, 180)),
            is_volunteering=True,
        )


def _job(world: World, person: Person, profile: Profile, *, starts: date, ends: date | None) -> Experience:
    place = 1 if profile.account.language == "zh-hans" else 0
    return Experience(
        profile=profile,
        title=world.one_of(person.field["jobs"])[place],
        organisation=world.one_of(person.field["places"])[place],
        occupation_id=person.field["occupation"],
        starts=starts,
        ends=ends,
    )


def _consents(world: World, account: Account, *, sure: bool) -> Iterator[Consent]:
    for purpose, share in ((Purpose.SHARE_WITH_HOST, 1.0), (Purpose.MATCHING, 0.8), (Purpose.STATISTICS, 0.7),
                           (Purpose.PUBLIC_CERTIFICATE, 0.6)):  # fmt: skip
        if sure or world.chance.random() < share:
            yield Consent(
                account=account, purpose=purpose, given_at=account.created_at, wording_version=CONSENT_WORDING
            )
