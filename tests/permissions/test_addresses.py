"""Every address, every role, own and foreign: as the table says and no other way. A new address needs a row.

Who may is decided in Python, the same before every database: on SQLite all roles ask. On PostgreSQL each address is
asked by the first and the last who get in, and by the first who does not.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import Template
from django.test import Client
from tests.permissions.addresses_entrance_table import TABLE as ENTRANCE
from tests.permissions.addresses_table import TABLE
from tests.permissions.sides import Side, make_sides
from tests.permissions.walking import (
    FEW,
    addresses,
    addresses_of_the_entrance,
    clients_of,
    few_of,
    is_taken,
    who_gets_in,
)

from minga.core.interface import middleware, trouble

pytestmark = pytest.mark.django_db
PARTS = 4
"""The walk is taken in parts of some hundred addresses, so that no worker is left alone with it at the end."""
PRIVATE = {"audit:entry", "mfa_edit_webauthn", "mfa_remove_webauthn"}
"""The trail's rows are numbered by the chain itself, and only its readers may open them; a passkey only its holder."""


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(TABLE) == [address.key for address in addresses()]


def test_no_public_address_holds_a_guessable_counter() -> None:
    both = [*addresses(), *addresses_of_the_entrance()]
    counted = {address.name for address in both if {"pk", "id", "sequence"} & set(address.parameters)}
    assert counted == PRIVATE


def test_a_method_that_is_not_taken_is_known_without_asking() -> None:
    assert not is_taken("/inbox/read-all", "GET") and is_taken("/inbox/read-all", "POST")
    assert not is_taken("/about", "POST") and is_taken("/about", "GET")


@pytest.fixture
def undrawn_refusals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A refusal is known by its status; drawing its page 6,500 times tells nothing more (tests/core/interface does)."""

    def bare(request: HttpRequest, template: str, context: object, *, status: int) -> HttpResponse:
        return HttpResponse(template, status=status)

    for module in (middleware, trouble):
        monkeypatch.setattr(module, "render", bare)
    yield


@pytest.fixture
def askers_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever an asker does is undone: who asks again is who they were, which is not read 6,500 times."""
    sessions: dict[Any, dict[str, Any]] = {}
    accounts: dict[Any, Any] = {}
    load, get_user = SessionStore.load, ModelBackend.get_user

    def session_of(store: SessionStore) -> dict[str, Any]:
        if store.session_key not in sessions:
            sessions[store.session_key] = load(store)
        return dict(sessions[store.session_key])

    def account_of(backend: ModelBackend, key: Any) -> Any:
        if key not in accounts:
            accounts[key] = get_user(backend, key)
        return copy.copy(accounts[key])

    monkeypatch.setattr(SessionStore, "load", session_of)
    monkeypatch.setattr(ModelBackend, "get_user", account_of)


class Pencil:
    """Whether what a template says is drawn."""

    draws = True


@pytest.fixture
def pencil(monkeypatch: pytest.MonkeyPatch) -> Pencil:
    """A view has decided who gets in before it draws; drawing its page for every role is a fifth of the walk."""
    made, render = Pencil(), Template.render

    def drawn_or_bare(template: Template, *said: Any, **more: Any) -> str:
        return str(render(template, *said, **more)) if made.draws else ""

    monkeypatch.setattr(Template, "render", drawn_or_bare)
    return made


def test_every_address_of_the_entrance_has_a_row_and_every_row_an_address() -> None:
    assert sorted(ENTRANCE) == [address.key for address in addresses_of_the_entrance()]


@pytest.mark.usefixtures("reference", "undrawn_refusals")
def test_the_entrance_knows_who_has_signed_in_and_no_role() -> None:
    sides, differing = make_sides(), []
    for address in addresses_of_the_entrance():
        for method, wanted in ENTRANCE[address.key].of("own"):
            asked = clients_of(sides, roles=FEW)  # anew each time, for one of the addresses signs out
            found = who_gets_in(address.on(Side({}), {}), method=method, clients=asked)
            if found != " ".join(role for role in wanted.split() if role in FEW):
                differing.append(f"{address.key} ({method}): table “{wanted}”, found “{found}”")
    assert differing == []


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.usefixtures("reference", "undrawn_refusals", "askers_read_once")
def test_everybody_gets_in_where_the_table_says_and_nowhere_else(part: int, pencil: Pencil) -> None:
    """Pages are drawn for the first and the last role that get in."""
    sides = make_sides()
    clients = clients_of(sides)
    differing = []
    for address in addresses()[part::PARTS]:
        row = TABLE[address.key]
        for side in ("own", "foreign") if row.kinds else ("own",):
            path = address.on(getattr(sides, side), row.kinds)
            for method, wanted in row.of(side):
                few = few_of(clients, wanted)
                asked = clients if connection.vendor == "sqlite" else few

                def before(role: str, few: dict[str, Client] = few) -> None:
                    pencil.draws = role in few

                found = who_gets_in(path, method=method, clients=asked, before=before)
                if found != " ".join(role for role in wanted.split() if role in asked):
                    differing.append(f"{address.key} ({method}, {side}): table “{wanted}”, found “{found}”")
    assert differing == []
