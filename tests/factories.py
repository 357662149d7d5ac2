"""Real rows for tests, made in one line each; everybody in them is fictitious."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.models import Application, Category, Description, DescriptionText, EligibilityRule, Seat
from minga.core.access.models import Holding, Role, Scope
from minga.core.finding import search_text
from minga.core.written import Written
from minga.partners.models import Organisation
from minga.people.models import Account, LanguageProficiency, Profile
from minga.places.models import City, Country

count = itertools.count(1)

COUNTRIES = {"CN": ("CHN", "156"), "KE": ("KEN", "404"), "DE": ("DEU", "276"), "PE": ("PER", "604")}
COUNTRY = Written(lambda iso2: Country.objects.filter(iso2=iso2).order_by(), "a", "b")
CITY = Written(lambda code: City.objects.filter(code=code).order_by(), "a", "b")
CATEGORY = Written(lambda code: Category.objects.filter(code=code).order_by(), "a", "b")
"""Each thing that is made asks for them."""


def make_country(iso2: str = "CN") -> Country:
    iso3, m49 = COUNTRIES[iso2]
    return COUNTRY.one(iso2) or Country.objects.create(iso2=iso2, iso3=iso3, m49=m49, names={"en": iso2})


def make_city(*, country: str = "CN", name: str = "Beijing") -> City:
    code = f"test-{country}-{name}".lower()
    return CITY.one(code) or City.objects.create(
        code=code, country=make_country(country), name=name, search_text=search_text([name])
    )


def make_account(*, name: str = "", **fields: Any) -> Account:
    number = next(count)
    return Account.objects.create(
        email=fields.pop("email", f"person{number}@example.org"), name=name or f"Person {number}", **fields
    )


def make_volunteer(*, nationality: str = "CN", age: int = 24, languages: dict[str, str] | None = None) -> Account:
    """A volunteer with a profile that is complete enough to apply."""
    account = make_account()
    today = timezone.localdate()
    profile = Profile.objects.create(
        account=account,
        birth_date=date(today.year - age, 1, 1),
        nationality=make_country(nationality),
        residence=make_country(nationality),
        available_from=today,
        hours_a_week=20,
        wants_international=True,
    )
    for language, level in (languages or {"en": "C1", "zh": "C2"}).items():
        LanguageProficiency.objects.create(profile=profile, language=language, level=level)
    return account


def give_role(
    account: Account, role: Role | str, *, organisation: Organisation | None = None, country: str = ""
) -> None:
    scope, key = Scope.PLATFORM, ""
    if organisation is not None:
        scope, key = Scope.ORGANISATION, organisation.ref
    elif country:
        scope, key = Scope.COUNTRY, country
    Holding.objects.create(
        account=account, role=str(role), scope=scope, scope_key=key, starts=timezone.localdate() - timedelta(days=1)
    )


def make_officer(*, country: str = "CN") -> Account:
    make_country(country)
    account = make_account()
    give_role(account, Role.PROGRAMME_OFFICER, country=country)
    return account


def make_finance_officer() -> Account:
    account = make_account()
    give_role(account, Role.FINANCE_OFFICER)
    return account


def make_auditor() -> Account:
    account = make_account()
    give_role(account, Role.AUDITOR)
    return account


def make_administrator() -> Account:
    account = make_account()
    give_role(account, Role.ADMINISTRATOR)
    return account


def make_organisation(*, state: str = "registered", **fields: Any) -> Organisation:
    number = next(count)
    fields.setdefault("type", "un_entity")
    fields.setdefault("is_host", True)
    return Organisation.objects.create(
        name=fields.pop("name", f"Host entity {number}"),
        slug=f"host-{number}",
        country=make_country(fields.pop("country", "CN")),
        state=state,
        **fields,
    )


def make_focal_point(organisation: Organisation) -> Account:
    account = make_account()
    give_role(account, Role.HOST_FOCAL_POINT, organisation=organisation)
    return account


def make_supervisor(organisation: Organisation) -> Account:
    account = make_account()
    give_role(account, Role.HOST_SUPERVISOR, organisation=organisation)
    return account


def make_partner_representative(organisation: Organisation) -> Account:
    account = make_account()
    give_role(account, Role.PARTNER_REPRESENTATIVE, organisation=organisation)
    return account


def make_category(code: str = "youth", **limits: Any) -> Category:
    known = CATEGORY.one(code)
    category = known or Category.objects.create(
        code=code, names={"en": code.title()}, tracks=["national", "international", "online"]
    )
    if known is None or limits:
        EligibilityRule.objects.update_or_create(
            category=category, in_force_from=date(2021, 10, 1), defaults={"min_age": 18, **limits}
        )
    return category


def make_description(
    *, state: str = "sourcing", seats: int = 1, host: Organisation | None = None, **fields: Any
) -> Description:
    """A description with English text, one duty station and its seats; open for applications unless told otherwise."""
    number = next(count)
    today = timezone.localdate()
    host = host or make_organisation()
    country = make_country(fields.pop("country", "CN"))
    texts = fields.pop("texts", {"en": f"Assignment {number}"})
    description = Description.objects.create(
        number=f"DOA-TEST-{number:05d}",
        category=fields.pop("category", None) or make_category(),
        track=fields.pop("track", "national"),
        host=host,
        country=country,
        starts_on=fields.pop("starts_on", today + timedelta(days=60)),
        duration_months=fields.pop("duration_months", 12),
        funding=fields.pop("funding", "host_funded"),
        closes_on=fields.pop("closes_on", today + timedelta(days=30)),
        published_at=None if state in {"draft", "submitted", "ready_for_sourcing"} else timezone.now(),
        state=state,
        **fields,
    )
    for language, title in texts.items():
        DescriptionText.objects.create(
            description=description, language=language, title=title, context="Context", tasks="Task", results="Result"
        )
    city = make_city(country=country.iso2, name="Beijing" if country.iso2 == "CN" else "Nairobi")
    for seat in range(1, seats + 1):
        Seat.objects.create(description=description, number=seat, city=city)
    return description


def make_opportunity(**fields: Any) -> Description:
    """A description (make_description) that the search finds."""
    description = make_description(**fields)
    refresh_opportunity(description)
    return description


def make_application(
    *, description: Description | None = None, account: Account | None = None, state: str = "longlisted", **fields: Any
) -> Application:
    description = description or make_description()
    number = description.next_candidate_number
    description.next_candidate_number += 1
    description.save()
    return Application.objects.create(
        description=description,
        account=account or make_volunteer(),
        state=state,
        candidate_number=None if state == "draft" else number,
        motivation="I would like to help.",
        submitted_at=None if state == "draft" else timezone.now(),
        **fields,
    )
