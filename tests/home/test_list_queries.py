"""Lists of a person, invitations and searches cost as many questions for one row as for many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.assignments.service_world import make_service
from tests.clients import queries_of, queries_of_second_look, signed_in

from minga.assignments.models import Favourite
from minga.core.access.models import Role, Scope
from minga.partners.models import Invitation

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MORE = 20


def applications() -> tuple[Any, Callable[[], Any]]:
    person = make.make_volunteer()
    return person, lambda: applied(make.make_opportunity(), account=person)


def kept_in_mind() -> tuple[Any, Callable[[], Any]]:
    person = make.make_volunteer()
    return person, lambda: Favourite.objects.create(account=person, description=make.make_opportunity())


def own_roles() -> tuple[Any, Callable[[], Any]]:
    person = make.make_account()
    return person, lambda: make.give_role(person, Role.HOST_SUPERVISOR, organisation=make.make_organisation())


def invitations() -> tuple[Any, Callable[[], Any]]:
    numbers = iter(range(MORE + 1))

    def more() -> None:
        number = next(numbers)
        Invitation.objects.create(
            email=f"invited{number}@example.org",
            role=Role.PROGRAMME_OFFICER,
            scope=Scope.COUNTRY,
            scope_key="CN",
            starts=timezone.localdate(),
            expires_at=timezone.now() + timedelta(days=7),
            token_digest=f"{number:064}",
            invited_by=make.make_account(),
        )

    return make.make_administrator(), more


def titled() -> tuple[Any, Callable[[], Any]]:
    return make.make_officer(), lambda: make.make_description(texts={"en": "Water for schools"}, state="draft")


def served() -> tuple[Any, Callable[[], Any]]:
    return make.make_auditor(), lambda: make_service(kinds=())


@pytest.mark.parametrize(
    ("made", "address"),
    [
        (applications, "/applications"),
        (kept_in_mind, "/opportunities/saved"),
        (own_roles, "/my-roles"),
        (invitations, "/roles/invite"),
        (titled, "/descriptions?words=water"),
        (served, "/assignments?state=&words=DOA"),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_for_many(made: Callable[[], Any], address: str) -> None:
    reader, one_more = made()
    client = signed_in(reader)
    one_more()
    few = queries_of_second_look(client, address)
    for _number in range(MORE):
        one_more()
    assert queries_of(client, address) == few
