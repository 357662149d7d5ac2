"""The people of the cycle and the data an installation ships; everybody is fictitious."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests import factories as make
from tests.browser.hands import Hand

from minga.assignments.reference import load_demonstration_rates
from minga.core.finding import search_text
from minga.core.reference import load_reference
from minga.partners.models import Organisation
from minga.people.models import Account, Education, EducationLevel, Experience, Skill

SKILL = "keep records of measurements"


@dataclass
class Cast:
    """One of each role, and what they work for. Browsers open when somebody first comes to theirs."""

    arrive: Callable[..., Any]
    host: Organisation
    partner: Organisation
    accounts: dict[str, Account]
    language: str = "en"
    phone: bool = False

    def __post_init__(self) -> None:
        self._hands: dict[str, Hand] = {}

    def __getattr__(self, role: str) -> Hand:
        """The person in that role at their browser."""
        if role.startswith("_") or role not in self.accounts:
            raise AttributeError(role)
        if role not in self._hands:
            visitor = self.arrive(account=self.accounts[role], phone=self.phone, language=self.language)
            self._hands[role] = Hand(account=self.accounts[role], visitor=visitor, language=self.language)
        return self._hands[role]


def installation() -> None:
    """What `minga` loads at its first start, and the fictitious rates of the demonstration."""
    assert list(load_reference(only=["places", "sdgs", "assignments"]))
    load_demonstration_rates()
    skill()


def skill() -> Skill:
    """One skill with its names, as the installation would bring it."""
    titles = {"en": SKILL, "zh-hans": "记录测量数据"}
    return Skill.objects.get_or_create(
        code="test:records", defaults={"title": SKILL, "titles": titles, "alternatives": search_text(titles.values())}
    )[0]


def named(account: Account, name: str, **fields: Any) -> Account:
    """The account with a name one can tell from others."""
    account.name = name
    for field, value in fields.items():
        setattr(account, field, value)
    account.save()
    return account


def ready_to_apply(account: Account) -> Account:
    """The volunteer's profile with every step that an application needs."""
    profile = account.profile
    Education.objects.create(
        profile=profile, level=EducationLevel.BACHELOR, field="Chemistry", institution="A university", finished=2024
    )
    Experience.objects.create(
        profile=profile,
        title="Keeper of the weather station",
        organisation="A school",
        starts=timezone.localdate() - timedelta(days=500),
        is_volunteering=True,
    )
    profile.skills.add(skill())
    return account


def cast(arrive: Callable[..., Any], *, country: str = "CN", language: str = "en", phone: bool = False) -> Cast:
    """Everybody whom one track needs, all reading one language, all at desks or all on phones."""
    host = make.make_organisation(name="Clean Air Office", country=country)
    partner = make.make_organisation(
        name="Youth Volunteers Association", type="partner", is_host=False, is_partner=True, is_funder=True
    )
    return Cast(
        arrive=arrive,
        host=host,
        partner=partner,
        language=language,
        phone=phone,
        accounts={
            "volunteer": named(ready_to_apply(make.make_volunteer()), "Li Na", local_name="李娜", language=language),
            "rival": named(ready_to_apply(make.make_volunteer()), "Wang Lei", local_name="王磊", language=language),
            "focal_point": named(make.make_focal_point(host), "Ana Focal"),
            "supervisor": named(make.make_supervisor(host), "Sam Supervisor"),
            "officer": named(make.make_officer(country=country), "Olga Officer"),
            "colleague": named(make.make_officer(country=country), "Kim Colleague"),
            "finance": named(make.make_finance_officer(), "Finn Finance"),
            "representative": named(make.make_partner_representative(partner), "Pia Partner"),
            "auditor": named(make.make_auditor(), "Ada Auditor"),
            "administrator": named(make.make_administrator(), "Max Administrator"),
        },
    )
