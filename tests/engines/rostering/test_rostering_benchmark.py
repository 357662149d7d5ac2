"""The benchmark's own arithmetic: which limit suffices, how the exponent is fitted, what counts as another change."""

import dataclasses
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from benchmarks.rostering import scaling, whole
from benchmarks.rostering.clock import limit
from benchmarks.rostering.replanned import differences, still_there, with_absences
from benchmarks.rostering.scaling import law
from benchmarks.rostering.shapes import Case, shape
from tests.engines.rostering.worlds import drawn

from minga.engines.rostering import Instance, MaxIterations, MaxRuntime, Roster, check, solve
from minga.engines.rostering.baselines import self_sign_up
from minga.engines.rostering.stopping import Progress
from minga.engines.rostering.writer import roster_bytes


@pytest.mark.parametrize(
    ("first", "tried"), [(0.0, [0, 1, 2, 3]), (0.03 * 1.4**5, [5, 4, 3, 2]), (99.0, [6, 5, 4, 3, 2])]
)
def test_the_shortest_limit_that_leaves_a_hundredth_counts(
    monkeypatch: pytest.MonkeyPatch, first: float, tried: list[int]
) -> None:
    schedule, _, zones, _ = shape(1_000, None)
    case = Case("scaling", str(schedule), 60, 2, zones, 0.85, 2, 0.2, 1, 0.0, with_cp_sat=False, first=first)
    real, limits = solve(case.instance(), MaxIterations(20)), []
    ladder = [min(0.2, scaling.FIRST * 60 * scaling.GROWTH**k) for k in range(7)]

    def solved(_instance: Instance, stop: MaxRuntime, *, threads: int) -> SimpleNamespace:
        limits.append(stop.seconds * threads)
        return SimpleNamespace(loss_left=0.01 if stop.seconds >= ladder[3] else 0.02, **shown)

    shown = {"write": real.write, "roster": real.roster, "cost": real.cost}
    monkeypatch.setattr(scaling, "solve", solved)
    row = scaling.measure(case)
    assert limits == pytest.approx([ladder[step] for step in tried])
    assert row.valid
    assert row.figures[0] == 60


def test_the_next_size_begins_where_the_last_one_stood() -> None:
    assert scaling.guess([], 1_000) == 0
    assert scaling.guess([[1_000.0, 5.0], []], 2_000) == 10


def test_processor_seconds_count_from_the_first_question_on() -> None:
    stop = limit(0.05, 2, processor=True)
    progress = Progress("bound", 1e9, 10**9, None, None)
    assert not stop(progress)
    before = time.process_time()
    while time.process_time() - before < 0.11:
        pass
    assert stop(progress)
    assert limit(0.05, 2, processor=False) == MaxRuntime(0.05)


def test_a_whole_model_that_cannot_be_built_says_how_large_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    instance = drawn(3, people=8, shifts=16, days=6)
    found = whole.cp_sat(instance, 5.0, 1)
    assert found is not None
    assert len(found)
    monkeypatch.setattr(whole, "MOST_PAIRS", 1)
    with pytest.raises(whole.TooLarge, match=r"^\d+$"):
        whole.cp_sat(instance, 5.0, 1)


def test_the_whole_model_keeps_every_rule_however_long_shifts_and_rest_are(tmp_path: Path) -> None:
    kept = 0
    for seed in range(6):
        instance = drawn(seed, people=5, shifts=12, days=6, stability=("venue", "none")[seed % 2], week=9000)
        ends = instance.shift_end.copy()
        ends[::3] += 1800  # thirty hours more
        rest = 3000 if seed % 3 else 660
        rules = dataclasses.replace(instance.rules, min_rest_minutes=rest, max_consecutive_days=4)
        instance = dataclasses.replace(instance, shift_end=ends, rules=rules)
        found = whole.cp_sat(instance, 10.0, 1)
        assert found is not None
        instance.write(tmp_path / "in")
        (tmp_path / "roster.csv").write_bytes(roster_bytes(instance, found))
        verdict = check(tmp_path / "in", tmp_path / "roster.csv")
        assert verdict.valid, verdict
        kept += len(found)
    assert kept > 10


def test_the_exponent_is_that_of_the_points() -> None:
    points = [[size, 0.01 * size**1.5] for size in (1e3, 1e4, 1e5)]
    assert "power 1.50 (standard error 0.00, 3 sizes)" in law([*points, []])
    assert law(points[:2]).startswith("Exponent: only 2 sizes")


def test_a_pair_lost_to_an_absence_is_no_other_change() -> None:
    instance = drawn(3, people=8, shifts=16, days=6)
    published = self_sign_up(instance)
    changed = with_absences(instance, published, 0.5, 1)
    stays = still_there(changed)
    freed, dropped, added = differences(changed, stays)
    assert freed == len(published) - len(stays) > 0
    assert (dropped, added) == (0, 0)
    lost = Roster.of(stays.pairs[1:])
    assert differences(changed, lost) == (freed, 1, 0)
    assert changed.now is not None
    assert (changed.absences[:, 1] > changed.now).all()


def test_every_size_has_a_schedule_of_its_own_and_a_case_survives_its_way_to_another_process() -> None:
    for volunteers in (1_000, 18_000, 45_000, 100_000):
        schedule, venues, zones, seconds = shape(volunteers, None)
        assert schedule.exists()
    case = Case("solve", str(schedule), 60, venues, zones, 0.85, 2, seconds, 2, 0.0, with_cp_sat=False)
    assert Case.from_json(case.to_json()) == case
    small = dataclasses.replace(case, venues=2).instance()
    assert (len(small.volunteers), len(small.venues)) == (60, 2)
