"""The column “Who” of docs/states.md is true: each move is open to whom it names, and to nobody else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

import pytest
from django.db import models, transaction
from django.utils import timezone
from tests import factories as make
from tests.house.tree import sources
from tests.permissions.moves_table import MOVES, ROLES_OF
from tests.permissions.sides import ROLES, Sides, import_everything, make_sides

from minga.assignments.models import ApplicationStep, Description, Offer
from minga.assignments.states import MACHINES
from minga.core.access.models import Role
from minga.core.acting import ACTIONS
from minga.core.errors import NotAllowed
from minga.core.importing.states import BATCH
from minga.core.states import StateMachine, Transition
from minga.partners.states import REGISTRATION

import_everything()
MACHINE = {machine.name: machine for machine in (*MACHINES, BATCH, REGISTRATION)}
ALL = [(machine, row) for machine in MACHINE.values() for row in machine.transitions]
INSTALLATION = "installation"
SAID_MORE = re.compile(r" \([^)]*\)| who did not ask|^second ")


def names_of(who: str) -> set[str]:
    """The words of the column, without what is said more of them."""
    return {SAID_MORE.sub("", part) for part in who.split(", ")}


def roles_of(who: str) -> set[str]:
    return set().union(*(ROLES_OF[name] for name in names_of(who)))


def test_every_move_has_a_row_and_every_row_a_move() -> None:
    assert sorted(MOVES) == sorted({(machine.name, row.verb) for machine, row in ALL})
    assert {key for move in MOVES.values() for key in move.actions} <= set(ACTIONS)


def test_no_other_state_machine_is_left_out() -> None:
    defined = [
        source.shown
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "StateMachine"
    ]
    assert len(defined) == len(MACHINE) + 1  # the sample of /design, which has no moves


@pytest.mark.django_db
@pytest.mark.once
@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("machine", MACHINE.values(), ids=MACHINE)
def test_a_move_is_open_to_whom_the_table_names_and_to_nobody_else(machine: StateMachine) -> None:
    sides = _ready(make_sides())
    differing = []
    for row in machine.transitions:
        if not MOVES[machine.name, row.verb].thing or names_of(row.who) == {INSTALLATION}:
            continue
        found = {role for role in ROLES if _may(sides, machine, row, role=role)}
        if found != roles_of(row.who):
            differing.append(f"{row.source} -{row.verb}-> {row.target}: {row.who}; found {sorted(found)}")
    assert differing == []


def _ready(sides: Sides) -> Sides:
    """What the moves are about beside what is there: an open offer, the description served under and who is in charge
    of it, a focal point of the organisation that is to be registered.
    """
    own, today = sides.own.things, timezone.localdate()
    own["served"] = own["assignment"].description
    Description.objects.filter(pk__in=[own["served"].pk, own["description"].pk]).update(officer=sides.people["officer"])
    for name in ("served", "description", "assignment", "application", "clearance"):
        own[name] = type(own[name])._default_manager.get(pk=own[name].pk)
    own["open_offer"] = Offer.objects.create(
        application=own["application"], seat=own["description"].seats.first(), starts_on=today, ends_on=today,
        expires_at=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    make.give_role(sides.people["host"], Role.HOST_FOCAL_POINT, organisation=own["registration"])
    return sides


def _may(sides: Sides, machine: StateMachine, row: Transition, *, role: str) -> bool:
    """Whether somebody of this role is not told that it is not theirs to do; whatever else is missing comes after."""
    move = MOVES[machine.name, row.verb]
    action = ACTIONS[move.actions[0]]
    thing, moved = sides.own[move.thing], sides.own[move.moved or move.thing]
    assert action.target is not None
    with transaction.atomic():
        _bring(moved, row)
        thing.refresh_from_db()
        try:
            action.function(actor=sides.people[role], **{action.target: thing}, **move.given)
        except NotAllowed:
            return False
        except Exception:
            return True
        finally:
            transaction.set_rollback(True)
    return True


def _bring(moved: models.Model, row: Transition) -> None:
    """Into the state from which the move starts; of a candidate with the steps on which it rests."""
    type(moved)._default_manager.filter(pk=moved.pk).update(state=row.source)
    if not isinstance(moved, Description) and row.verb == "step_back":
        for at, state in enumerate(_way_to(row)):
            entered = timezone.now() + timedelta(minutes=at)
            left = None if state == row.source else entered + timedelta(minutes=1)
            ApplicationStep.objects.create(application_id=moved.pk, state=state, entered_at=entered, left_at=left)


def _way_to(row: Transition) -> list[str]:
    """The states a candidate came through: those of whom the host entity knows were with it first."""
    if row.target in {"submitted", "longlisted", "shortlisted"}:
        return [row.target, row.source]
    return ["with_host", *([] if row.target == "with_host" else [row.target]), row.source]


def test_what_the_installation_does_an_action_lets_it_or_follows_from_another_move() -> None:
    wrong = []
    for machine, row in ALL:
        move = MOVES[machine.name, row.verb]
        keys = move.actions if move.thing else ()
        says, can = INSTALLATION in names_of(row.who), any(ACTIONS[key].automatic for key in keys)
        follows = not keys or len(keys) > 1
        if says and not (can or follows):
            wrong.append(f"{machine.name}: nothing lets the installation {row.verb}")
    assert wrong == []


def test_what_only_the_installation_does_nobody_can_press() -> None:
    pressed = {
        f"{source.room}.{name}" for source in sources() if source.kind == "views" for name in _names(source.tree)
    }
    alone = {
        key
        for machine, row in ALL
        for key in MOVES[machine.name, row.verb].actions
        if names_of(row.who) == {INSTALLATION} and MOVES[machine.name, row.verb].thing
    }
    assert alone == {"assignments.expire_offer", "assignments.expire_clearance"}
    assert alone & pressed == set()


def test_the_action_named_makes_the_move_and_asks_what_the_table_says_it_asks() -> None:
    wrong = []
    for machine, row in ALL:
        move = MOVES[machine.name, row.verb]
        reached = [_reach(key.split(".")[1]) for key in move.actions]
        wrong += [
            f"{key} does not {row.verb}"
            for key, found in zip(move.actions, reached, strict=True)
            if row.verb not in found
        ]
        wrong += [
            f"{machine.name} {row.verb}: nobody asks “{asked.words}”"
            for asked in row.given
            if not any(asked.by in found for found in reached)
        ]
    assert wrong == []


def test_no_action_makes_a_move_of_which_the_table_does_not_know() -> None:
    machines = {"move_application": "application", "move_description": "description"}
    known = {(name, verb): move.actions for (name, verb), move in MOVES.items()}
    wrong = []
    for key in ACTIONS:
        for node in _calls(key.split(".")[1]):
            verb = next((one.value for one in node.keywords if one.arg == "verb"), None)
            called = ast.unparse(node.func)
            name = machines.get(called) or called.removesuffix(".move").lower()
            name = {"batch": "import"}.get(name, name)
            is_move = called in machines or called.endswith(".move")
            if is_move and isinstance(verb, ast.Constant) and key not in known[name, verb.value]:
                wrong.append(f"{key}: {name} {verb.value}")
    assert wrong == []


@cache
def _defined() -> dict[str, ast.AST]:
    """Functions and constants of the rooms' actions, and of what they hand on to, by name."""
    found: dict[str, ast.AST] = {}
    for source in sources():
        if source.kind == "actions" or source.path.stem == "stepping":
            for node in source.tree.body:
                if isinstance(node, ast.FunctionDef):
                    found[node.name] = node
                elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                    found[node.targets[0].id] = node
    return found


def _names(tree: ast.AST) -> Iterator[str]:
    """Every name, attribute and text of a piece of code; of a function without its docstring."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@cache
def _reach(name: str) -> frozenset[str]:
    """Every name and text that a function comes to, through the functions of actions that it calls."""
    seen: set[str] = set()
    open_ones = [name]
    while open_ones:
        node = _defined().get(open_ones.pop())
        if node is None:
            continue
        new = set(_names(node)) - seen
        seen |= new
        open_ones += new
    return frozenset(seen)


def _calls(name: str) -> Iterator[ast.Call]:
    node = _defined().get(name)
    return (one for one in ast.walk(node) if isinstance(one, ast.Call)) if node is not None else iter(())
