"""A registration from a country where nobody is an officer: who is told, who sees it, what its sender reads."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.clients import signed_in
from tests.factories import make_account, make_administrator, make_country, make_officer

from minga.core.access.models import Holding, Role, Scope
from minga.core.notices.models import Notice
from minga.core.registries import Waiting
from minga.partners.actions import inviting
from minga.partners.actions.registration import register_organisation
from minga.partners.waiting import for_administrators
from minga.people.models import Account

pytestmark = pytest.mark.django_db
WORDS = "Nobody reviews registrations from DE"


def registers(account: Account, *, country: str, name: str = "Haus der Hilfe") -> Any:
    fields = {"name": name, "type": "un_entity", "country": make_country(country), "is_host": True}
    return register_organisation(actor=account, fields=fields)


def board(account: Account) -> list[str]:
    titles = [str(row.title) for row in for_administrators(account) if isinstance(row, Waiting)]
    return [title for title in titles if "only administrator" not in title]


def told(account: Account) -> list[str]:
    return list(Notice.objects.filter(account=account).values_list("kind", flat=True))


def test_administrators_are_told_and_see_it_until_somebody_is_asked() -> None:
    administrator, officer, sender = make_administrator(), make_officer(country="CN"), make_account()
    row = registers(sender, country="DE")
    assert (told(administrator), told(officer)) == (["partners.nobody_reviews"], [])
    assert Notice.objects.get(account=administrator).url == "/roles/invite?role=programme_officer&country=DE"
    assert WORDS in board(administrator)
    page = signed_in(sender).get(f"/organisations/{row.slug}/registration").content.decode()
    assert f"{WORDS} yet. An administrator invites an officer first." in page
    form = signed_in(administrator).get("/roles/invite?role=programme_officer&country=DE").content.decode()
    assert '<option value="DE" selected>' in form
    inviting.invite_to_platform(
        actor=administrator, email="uta@example.org", role=Role.PROGRAMME_OFFICER, starts=timezone.localdate(),
        scope=Scope.COUNTRY, scope_key="DE",
    )  # fmt: skip
    assert WORDS not in board(administrator)


def test_its_sender_reads_that_nobody_is_there_yet() -> None:
    make_officer(country="CN")
    make_country("DE")
    form = {"name": "Haus", "type": "un_entity", "country": "DE", "does": ["is_host"], "about_en": "We help."}
    page = signed_in(make_account()).post("/organisations/register", form, follow=True).content.decode()
    assert f"{WORDS} yet: the administrators are told." in page


def test_where_an_officer_is_there_nobody_else_is_told() -> None:
    administrator, officer = make_administrator(), make_officer(country="DE")
    registers(make_account(), country="DE")
    assert (told(administrator), told(officer)) == ([], ["partners.registration_received"])
    assert WORDS not in board(administrator)


def test_a_role_that_has_ended_is_nobodys() -> None:
    administrator, officer = make_administrator(), make_officer(country="DE")
    make_officer(country="CN")
    Holding.objects.filter(account=officer).update(
        ends=timezone.localdate() - timedelta(days=1), starts=date(2020, 1, 1)
    )
    registers(make_account(), country="DE")
    assert (told(officer), WORDS in board(administrator)) == ([], True)
