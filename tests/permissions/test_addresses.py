"""Every address, every role, own and foreign: as the table says and no other way. A new address needs a row."""

from __future__ import annotations

import pytest
from tests.permissions.addresses_table import TABLE
from tests.permissions.sides import make_sides
from tests.permissions.walking import addresses, clients_of, who_gets_in

pytestmark = pytest.mark.django_db
PRIVATE = {"audit:entry"}  # the trail's rows are numbered by the chain itself, and only its readers may open them


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    assert sorted(TABLE) == [address.key for address in addresses()]


def test_no_public_address_holds_a_guessable_counter() -> None:
    counted = {address.name for address in addresses() if {"pk", "id", "sequence"} & set(address.parameters)}
    assert counted == PRIVATE


@pytest.mark.usefixtures("reference")
def test_everybody_gets_in_where_the_table_says_and_nowhere_else() -> None:
    sides = make_sides()
    clients = clients_of(sides)
    differing = []
    for address in addresses():
        row = TABLE[address.key]
        for side in ("own", "foreign") if row.kinds else ("own",):
            path = address.on(getattr(sides, side), row.kinds)
            for method, wanted in row.of(side):
                found = who_gets_in(path, method=method, clients=clients)
                if found != wanted:
                    differing.append(f"{address.key} ({method}, {side}): table “{wanted}”, found “{found}”")
    assert differing == []
