"""Where nobody is there to decide: who is told instead, who sees it, and what the person who waits reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests import factories as make
from tests.assignments.service_world import make_service

from minga.assignments.models import Assignment, Description
from minga.assignments.queries.holders import officers_of
from minga.assignments.waiting.roles import for_officers
from minga.core.access.models import Holding, Role
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def role_ended(account: Account) -> None:
    Holding.objects.filter(account=account).delete()


def switched_off(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def moved_on(account: Account) -> None:
    """Still an officer, in another country."""
    Holding.objects.filter(account=account).delete()
    make.make_country("KE")
    make.give_role(account, Role.PROGRAMME_OFFICER, country="KE")


def waits(account: Account) -> list[Any]:
    return [row.url for row in for_officers(Account.objects.get(pk=account.pk))]


@pytest.mark.parametrize("leaves", [role_ended, switched_off, moved_on])
def test_what_an_officer_leaves_behind_waits_for_their_colleagues(leaves: Callable[[Account], None]) -> None:
    gone, colleague, far = make.make_officer(), make.make_officer(), make.make_officer(country="DE")
    sent = make.make_description(state="submitted", officer=gone)
    chosen = make.make_description(state="selecting", officer=gone)
    service = make_service(kinds=()).service
    Assignment.objects.filter(pk=service.pk).update(state="preparing")
    Description.objects.filter(pk=service.description_id).update(officer=gone)
    assert waits(colleague) == []
    assert list(officers_of(sent)) == [gone]
    leaves(gone)
    rows = waits(colleague)
    for row, part in ((sent, "descriptions"), (chosen, "descriptions"), (service, "assignments")):
        assert any(url.startswith(f"/{part}/{row.ref}") for url in rows), (part, rows)
    assert colleague in officers_of(Description.objects.get(pk=sent.pk))
    assert gone not in officers_of(Description.objects.get(pk=sent.pk))
    assert waits(far) == []


def test_a_regional_manager_of_the_platform_is_told_where_nobody_else_is() -> None:
    manager = make.make_account()
    make.give_role(manager, Role.REGIONAL_MANAGER)
    description = make.make_description(state="submitted")
    assert list(officers_of(description)) == [manager]
