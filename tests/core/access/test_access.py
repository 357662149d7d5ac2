"""Roles given and ended: by administrators, never to oneself, never the last one away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import make_account, make_administrator, make_country, make_officer

from minga.core.access import roles
from minga.core.access.actions import end_role, grant_role, is_last_administrator
from minga.core.access.models import Holding, Role, Scope
from minga.core.access.roles import holds
from minga.core.access.rules import ROLE_SCOPES
from minga.core.acting import SYSTEM
from minga.core.audit.models import TrailEntry
from minga.core.errors import Incomplete, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_an_administrator_gives_a_role_in_a_country() -> None:
    administrator, account = make_administrator(), make_account()
    make_country("CN")
    grant_role(actor=administrator, account=account, role=Role.PROGRAMME_OFFICER, scope=Scope.COUNTRY, scope_key="CN")
    assert holds(account, Role.PROGRAMME_OFFICER, scope=Scope.COUNTRY, key="CN")
    assert not holds(account, Role.PROGRAMME_OFFICER, scope=Scope.COUNTRY, key="KE")
    assert Holding.objects.get(account=account).granted_by == administrator
    assert TrailEntry.objects.filter(verb="grant_role").count() == 1


def test_nobody_else_gives_roles_and_nobody_to_themselves() -> None:
    administrator = make_administrator()
    for actor in (make_account(), make_officer()):
        with pytest.raises(NotAllowed):
            grant_role(actor=actor, account=make_account(), role=Role.AUDITOR)
    with pytest.raises(NotAllowed):
        grant_role(actor=administrator, account=administrator, role=Role.FINANCE_OFFICER)


def test_the_installation_makes_the_first_administrator() -> None:
    account = make_account()
    grant_role(actor=SYSTEM, account=account, role=Role.ADMINISTRATOR)
    assert holds(account, Role.ADMINISTRATOR)


def test_a_role_is_held_only_where_it_belongs() -> None:
    assert set(ROLE_SCOPES) == set(Role)
    administrator = make_administrator()
    for role, scope, key, place in (
        (Role.ADMINISTRATOR, Scope.COUNTRY, "CN", "scope"),
        (Role.AUDITOR, Scope.COUNTRY, "CN", "scope"),
        (Role.HOST_FOCAL_POINT, Scope.PLATFORM, "", "scope"),
        (Role.PROGRAMME_OFFICER, Scope.COUNTRY, "", "scope_key"),
        (Role.AUDITOR, Scope.PLATFORM, "CN", "scope_key"),
        (Role.PROGRAMME_OFFICER, Scope.COUNTRY, "ZZ", "scope_key"),
        (Role.HOST_FOCAL_POINT, Scope.ORGANISATION, "nothing", "scope_key"),
    ):
        with pytest.raises(Incomplete) as refused:
            grant_role(actor=administrator, account=make_account(), role=role, scope=scope, scope_key=key)
        assert place in [problem.place for problem in refused.value.problems]


def test_a_role_that_would_never_count_is_not_given() -> None:
    today = timezone.localdate()
    before = {"starts": today - timedelta(days=90), "ends": today - timedelta(days=60)}
    with pytest.raises(Incomplete) as refused:
        grant_role(actor=make_administrator(), account=make_account(), role=Role.AUDITOR, **before)
    assert [problem.place for problem in refused.value.problems] == ["ends"]


def test_a_role_is_not_given_twice_for_the_same_days() -> None:
    administrator, account = make_administrator(), make_account()
    today = timezone.localdate()
    grant_role(actor=administrator, account=account, role=Role.AUDITOR, ends=today + timedelta(days=9))
    with pytest.raises(Incomplete):
        grant_role(actor=administrator, account=account, role=Role.AUDITOR, starts=today + timedelta(days=3))
    grant_role(actor=administrator, account=account, role=Role.AUDITOR, starts=today + timedelta(days=10))


def test_an_ended_role_counts_no_more_even_on_its_first_day(client: Client) -> None:
    administrator, account, today = make_administrator(), make_account(), timezone.localdate()
    given = [{}, {"starts": today + timedelta(days=9)}]
    for terms in given * 2:  # what was ended on its first day may be given again, and ended again
        holding = grant_role(actor=administrator, account=account, role=Role.AUDITOR, **terms)
        end_role(actor=administrator, holding=holding, reason="left")
        holding.refresh_from_db()
        assert (holding.starts, holding.ends) == (terms.get("starts", today), None)
        assert holding.is_over
    account = type(account).objects.get(pk=account.pk)
    assert not holds(account, Role.AUDITOR)
    client.force_login(administrator)
    ended = client.get("/roles?when=before").content.decode()
    assert ended.count(f'<time datetime="{today}">') == 4  # first and last day of those that began
    assert ended.count("Ended before it began") == 2
    assert ("Auditor" in client.get(f"/people?q={account.email}").content.decode()) is False
    client.force_login(account)
    assert "Ended before it began" in client.get("/my-roles").content.decode()
    assert "Ended before it began" in client.get("/account").content.decode()


def test_the_last_administrator_stays() -> None:
    administrator = make_administrator()
    holding = Holding.objects.get(account=administrator)
    assert is_last_administrator(administrator.pk)
    with pytest.raises(Refused):
        end_role(actor=administrator, holding=holding, reason="tired")
    second = make_administrator()
    end_role(actor=second, holding=holding, reason="rest")
    assert is_last_administrator(second.pk)


def test_a_role_begins_and_ends_at_once_for_somebody_whose_day_is_an_earlier_one() -> None:
    east, west = "Pacific/Kiritimati", "Etc/GMT+12"
    administrator, account = make_administrator(), make_account(timezone=west)
    with timezone.override(east):
        holding = grant_role(actor=administrator, account=account, role=Role.AUDITOR)
    with timezone.override(west):
        roles.forget(account)
        assert holds(account, Role.AUDITOR)
    with timezone.override(east):
        end_role(actor=administrator, holding=holding, reason="It was given by mistake.")
    with timezone.override(west):
        roles.forget(account)
        assert not holds(account, Role.AUDITOR)


def test_a_row_of_the_list_of_roles_leaves_out_on_a_phone_what_says_nothing(client: Client) -> None:
    """No last day, and given by the installation: `mg-nothing` is not shown where there is no room for columns."""
    administrator = make_administrator()
    client.force_login(administrator)
    assert client.get("/roles").content.decode().count('class="mg-nothing"') == 2
    grant_role(
        actor=administrator, account=make_account(), role=Role.AUDITOR, ends=timezone.localdate() + timedelta(days=9)
    )
    page = client.get("/roles").content.decode()
    assert page.count('class="mg-nothing"') == 2
    assert page.count('scope="row"') == 2
