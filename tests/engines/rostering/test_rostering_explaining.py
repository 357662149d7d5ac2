"""Why one volunteer serves where they do: what each duty saves, and what stops every other shift."""

from pathlib import Path

from tests.engines.rostering.worlds import plain, roster_file

from minga.engines.rostering import Instance, Roster
from minga.engines.rostering.costing import cost_parts
from minga.engines.rostering.explaining import why_here


def _read(folder: Path, *rows: tuple[str, str, int]) -> tuple[Instance, Roster]:
    instance = Instance.read(plain(folder))
    return instance, Roster.read(roster_file(folder / "roster.csv", *rows), instance)


def test_a_duty_tells_what_the_roster_would_cost_without_it(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    instance, roster = _read(tmp_path / "in", ("ana", "a1", 1), ("ana", "a3", 1), ("bo", "a1", 0))
    told = why_here(instance, roster, "ana")
    # a1 keeps its minimum by bo and lacks ana as leader and as second head; a3 loses its minimum and its leader.
    saves = {duty["shift"]: duty["saves"] for duty in told["duties"]}
    assert saves == {"a1": 300 + 10 + 20, "a3": 1000 + 300 + 20}
    assert told["saves"] == 300 + 10 + 1000 + 300 + 2 * 20
    without = Roster.of(roster.pairs[roster.pairs[:, 0] != 0])
    assert told["saves"] == sum(cost_parts(instance, without).values()) - sum(cost_parts(instance, roster).values())


def test_whoever_serves_nothing_is_told_what_stops_each_shift(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    instance, roster = _read(tmp_path / "in", ("ana", "a1", 1), ("bo", "a1", 0))
    told = why_here(instance, roster, "di")
    assert told["duties"] == []
    assert told["saves"] == 0
    # Free on the first day alone; a1 is full, and the late shift could be served.
    assert told["not_served"] == {"role": 1, "available": 8, "full": 1, "dearer": 1}
    assert why_here(instance, roster, "ana")["not_served"] == {
        "role": 1, "travel": 1, "busy": 1, "elsewhere": 1,
        "dearer": 6,
    }  # fmt: skip
