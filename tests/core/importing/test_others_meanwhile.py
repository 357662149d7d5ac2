"""While a list is taken, others work: they can write, undo it, and a mistyped command leaves nothing of it behind."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from tests.core.importing.lists import csv_of, outcomes, start, take
from tests.factories import make_officer

from minga.core.errors import Refused
from minga.core.importing import sheets, whole
from minga.core.importing.actions import pieces
from minga.core.importing.models import Batch, Identity
from minga.core.importing.whole import take_all, undo_all
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Any:
    return make_officer()


def a_list(*, rows: int) -> io.BytesIO:
    return csv_of(("id", "name", "country"), *((number, f"Friends {number}", "CN") for number in range(rows)))


def test_a_piece_ends_when_its_time_is_over_and_the_rest_follows(officer: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pieces, "LONGEST_PIECE", -1.0)
    done: list[int] = []
    batch = start(officer, "organisations", a_list(rows=4))
    batch = take_all(actor=officer, batch=batch, progress=lambda now: done.append(now.counts["done"]))
    assert (done, outcomes(batch)) == ([1, 2, 3], {"created": 4})
    batch = undo_all(actor=officer, batch=batch)
    assert (batch.state, outcomes(batch)) == ("undone", {"undone": 4})
    assert not Organisation.objects.exists()


def test_between_two_pieces_whoever_waits_to_write_gets_a_turn(officer: Any, monkeypatch: Any) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(pieces, "PIECE", 2)
    monkeypatch.setattr(whole.time, "sleep", pauses.append)
    undo_all(actor=officer, batch=take(officer, "organisations", a_list(rows=6)))
    assert len(pauses) == 2 + 3  # taken in three pieces; undone in three, and a last look
    assert min(pauses) > 0.1  # SQLite asks again each tenth of a second


def test_an_import_that_somebody_undoes_meanwhile_stops_and_nothing_of_it_stays(officer: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)
    batch = start(officer, "organisations", a_list(rows=6))

    def another_process(now: Batch) -> None:
        if now.counts["done"] == 4:
            undo_all(actor=officer, batch=Batch.objects.get())

    with pytest.raises(Refused):
        take_all(actor=officer, batch=batch, progress=another_process)
    batch = Batch.objects.get()
    assert (batch.state, outcomes(batch), batch.rows) == ("undone", {"undone": 4}, [])
    assert not Organisation.objects.exists()
    assert not Identity.objects.exists()
    assert outcomes(take(officer, "organisations", a_list(rows=6))) == {"created": 6}


@pytest.mark.parametrize("wrong", [{"map": ["nofield=name"]}, {"map": ["name"]}, {"every": ["=x"]}])
def test_a_mistyped_command_keeps_nothing_of_the_file(officer: Any, tmp_path: Any, wrong: dict[str, Any]) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(a_list(rows=2).getvalue())
    with pytest.raises(CommandError):
        call_command("import", "organisations", file, **wrong)
    assert [(batch.state, batch.rows) for batch in Batch.objects.all()] == [("dropped", [])]


def test_an_organisation_without_saying_whose_is_refused(tmp_path: Any) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(a_list(rows=2).getvalue())
    with pytest.raises(CommandError, match=r"^--organisation says which"):
        call_command("import", "organisations", file, organisation="Somebody's")
    assert not Batch.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_before_the_database_is_held(monkeypatch: Any) -> None:
    held: list[bool] = []
    read = sheets.read_table

    def watched(*args: Any, **kwargs: Any) -> Any:
        held.append(connection.in_atomic_block)
        return read(*args, **kwargs)

    monkeypatch.setattr(sheets, "read_table", watched)
    start(make_officer(), "organisations", a_list(rows=2))
    assert held == [False]
