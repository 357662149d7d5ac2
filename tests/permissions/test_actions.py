"""Every action with every role: who is refused before anything happens, on own things and on foreign ones."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from rules.permissions import permissions
from tests import factories as make
from tests.permissions.permissions_table import TABLE
from tests.permissions.sides import ROLES, Sides, import_everything, make_sides

from minga.core.acting import ACTIONS, SYSTEM, allowed
from minga.core.errors import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reference"), pytest.mark.once]
import_everything()


@pytest.fixture
def sides() -> Sides:
    return make_sides()


def test_every_permission_has_a_row_and_every_row_a_permission() -> None:
    assert sorted(TABLE) == sorted(permissions)


def test_every_action_asks_for_a_permission_of_the_table() -> None:
    assert {action.permission for action in ACTIONS.values()} <= set(TABLE)


def test_permissions_are_held_as_the_table_says(sides: Sides) -> None:
    differing = []
    for name, row in TABLE.items():
        for side, wanted in (("own", row.own), ("foreign", row.foreign)):
            thing = getattr(sides, side).get(row.thing)
            if side == "foreign" and row.thing is None:
                continue
            found = " ".join(role for role in ROLES if allowed(sides.people[role], name, thing))
            if found != wanted:
                differing.append(f"{name} ({side}): table “{wanted}”, found “{found}”")
    assert differing == []


def test_an_action_refuses_whom_the_table_does_not_name_and_nobody_else(sides: Sides) -> None:
    wrong = []
    for key, action in ACTIONS.items():
        row = TABLE[action.permission]
        for side, roles in (("own", row.own), ("foreign", row.foreign)):
            thing = getattr(sides, side).get(action.target)
            if action.target is None and side == "foreign":
                continue
            for role in ROLES:
                named = {action.target: thing} if action.target else {}
                refused = _refuses(action.function, sides.people[role], named)
                if refused == (role in roles.split()):
                    wrong.append(f"{key} ({side}, {role}): {'refused' if refused else 'let in'}")
    assert wrong == []


def _refuses(act: Any, actor: Any, named: dict[str, Any]) -> bool:
    """Whether the action says “not allowed”; whatever else it lacks comes after that question."""
    with transaction.atomic():
        try:
            act(actor=actor, **named)
        except NotAllowed:
            return True
        except Exception:
            return False
        finally:
            transaction.set_rollback(True)
    return False


def test_the_installation_acts_by_itself_only_where_an_action_says_so(sides: Sides) -> None:
    wrong = []
    for key, action in ACTIONS.items():
        named = {action.target: sides.own.get(action.target)} if action.target else {}
        if _refuses(action.function, SYSTEM, named) == action.automatic:
            wrong.append(key)
    assert wrong == []


def test_an_auditor_writes_nothing() -> None:
    writing = {action.permission for action in ACTIONS.values()}
    everybody = " ".join(ROLES[1:])
    reading = {"audit.export", "audit.open_values", "audit.verify", "people.create_account"}
    reading.add("tables.take_away")
    holding = {name for name in writing - reading if "auditor" in TABLE[name].own.split()}
    assert {name for name in holding if TABLE[name].own not in {everybody, " ".join(ROLES)}} == set()


def test_a_candidate_is_hidden_from_host_and_assessor_until_submitted(sides: Sides) -> None:
    candidate = sides.own["longlisted"]
    for role in ("host", "supervisor", "assessor", "partner"):
        assert not allowed(sides.people[role], "assignments.view_application", candidate)


def test_a_role_that_has_ended_opens_nothing(sides: Sides) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from minga.core.access.models import Holding
    from minga.core.access.roles import forget

    officer = sides.people["officer"]
    before = timezone.localdate() - timedelta(days=2)
    Holding.objects.filter(account=officer).update(starts=before, ends=before)
    forget(officer)
    assert not allowed(officer, "assignments.decide_description", sides.own["description"])
    assert not allowed(make.make_account(), "assignments.decide_description", sides.own["description"])
