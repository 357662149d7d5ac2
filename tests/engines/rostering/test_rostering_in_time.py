"""Large events within their time: what is read, found and written quickly is what slower ways give."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, Result, solver
from minga.engines.rostering.cli import command
from minga.engines.rostering.defects import Findings
from minga.engines.rostering.pairs import feasible_pairs
from minga.engines.rostering.running import left_for_computing
from minga.engines.rostering.stopping import MaxRuntime
from minga.engines.rostering.tables import _plain_rows, _rows_with_defects
from minga.engines.rostering.writer import _fields

LINES = st.lists(
    st.lists(st.text(st.sampled_from('ab,"\n\r é'), max_size=3), min_size=1, max_size=3), min_size=1, max_size=4
)


def test_what_reading_and_writing_take_goes_off_the_time_for_computing() -> None:
    assert left_for_computing(10, spent=1.5, reading=1.5) == pytest.approx(10 - 1.5 - 1.5 * 2)
    assert left_for_computing(2, spent=1.9, reading=1) == pytest.approx(0.8)


def test_a_command_computes_for_less_than_its_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given_to, solve = [], solver.solve

    def noting(instance: Instance, stop: MaxRuntime, **more: Any) -> Result:
        given_to.append(stop.seconds)
        return solve(instance, stop, **more)

    monkeypatch.setattr(solver, "solve", noting)
    drawn(4, people=12, shifts=12, days=6).write(tmp_path / "in")
    assert command(["solve", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--time-limit", "0.5"]) == 0
    assert 0.2 <= given_to[0] < 0.5


@given(LINES, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_a_plain_file_reads_like_any_other(rows: list[list[str]], end: str, by_hand: bool) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    written = end.join(",".join(row) for row in rows) if by_hand else text.getvalue()
    plain = _plain_rows(written)
    if plain is not None:
        assert plain == _rows_with_defects(Path("file.csv"), written, Findings())


@given(st.lists(st.text(st.sampled_from('ab,"\n\r é'))))
def test_a_field_is_written_as_a_reader_of_csv_expects_it(texts: list[str]) -> None:
    line = ",".join([*_fields(texts), "end"])
    assert next(csv.reader(io.StringIO(line, newline=""), strict=True)) == [*texts, "end"]


@pytest.mark.parametrize("seed", range(4))
def test_pairs_are_those_that_keep_every_rule_by_themselves_whatever_the_number_of_threads(seed: int) -> None:
    instance = drawn(seed, people=20, shifts=20, days=8)
    one, two = feasible_pairs(instance, 1), feasible_pairs(instance, 2)
    assert np.array_equal(one.shift, two.shift) and np.array_equal(one.own, two.own)
    minutes = instance.travel[instance.volunteer_zone[:, None], instance.venue_zone[instance.shift_venue][None]]
    start, end = instance.shift_start, instance.shift_end
    free = np.zeros(minutes.shape, np.bool_)
    for v, begin, until in instance.availability.tolist():
        free[v] |= (begin <= start) & (until >= end)
    for v, begin, until in instance.absences.tolist():
        free[v] &= ~((begin < end) & (until > start))
    rules = instance.rules
    fit = (
        free & (instance.dislike[:, instance.shift_role] >= 0) & (minutes >= 0) & (minutes <= rules.max_travel_minutes)
    )
    fit &= (end - start <= rules.max_minutes_per_7_days) & (instance.shift_target > 0)
    fit &= (instance.max_shifts > 0)[:, None]
    found = {
        (v, s) for v in range(len(one.offsets) - 1) for s in one.shift[one.offsets[v] : one.offsets[v + 1]].tolist()
    }
    assert found == {(int(v), int(s)) for v, s in np.argwhere(fit)}
