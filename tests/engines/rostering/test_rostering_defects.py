"""Bad input: everything wrong at once, each with file, line, column and remedy; exit status 2 and nothing written."""

from pathlib import Path

import pytest
from tests.engines.rostering.worlds import PLAIN, plain, write_table

from minga.engines.rostering import Instance, UnusableInstance
from minga.engines.rostering.cli import command


def defects_of(folder: Path) -> list[tuple[str, int, str]]:
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(folder)
    assert all(defect.remedy for defect in caught.value.defects)
    return [(defect.file, defect.line, defect.column) for defect in caught.value.defects]


def test_every_defect_is_reported_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shifts = [list(row) for row in PLAIN["shifts"]]
    shifts[2][3:5] = ["2027-03-02T16:00", "2027-03-02T08:00"]
    shifts[3][5] = 3
    shifts[4][0] = "a1"
    folder = plain(
        tmp_path / "in",
        shifts=shifts,
        zones=[("zone", "colour"), ("north", "red"), ("south", "blue")],
        travel=[("from_zone", "to_zone", "minutes"), ("north", "south", 120)],
        availability=[*PLAIN["availability"], ("ana", "2027-02-27T08:00", "2027-02-28T08:00")],
    )
    (folder / "roles.csv").write_bytes(b"role,functional_area,name\nguide,Caf\xe9,Guide\n")
    found = defects_of(folder)
    assert ("zones.csv", 1, "colour") in found
    assert ("shifts.csv", 3, "end") in found
    assert ("shifts.csv", 4, "minimum") in found
    assert ("shifts.csv", 5, "shift") in found
    assert ("travel.csv", 2, "to_zone") in found
    assert ("availability.csv", 6, "start") in found
    assert ("roles.csv", 2, "") in found
    assert command(["solve", str(folder), "-o", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert "shifts.csv, line 3, end: shift a2 ends before or when it starts. Correct start or end." in said
    assert "nothing was written" in said
    assert not (tmp_path / "out").exists()


def test_a_missing_file_column_or_key_is_named(tmp_path: Path) -> None:
    folder = plain(tmp_path, {"weights": {"targte": 3}}, volunteer_languages=[("volunteer",), ("bo",)])
    (folder / "roles.csv").unlink()
    found = defects_of(folder)
    assert ("roles.csv", 0, "") in found
    assert ("volunteer_languages.csv", 1, "language") in found
    assert [column for file, _, column in found if file == "event.json"] == ["weights.targte"]


def test_ragged_rows_and_bad_numbers_keep_their_lines_after_a_quoted_break(tmp_path: Path) -> None:
    folder = plain(tmp_path)
    lines = 'venue,zone,name\narena,north,"Arena\nNorth"\nstadium,north\nlake,nowhere,Lake\n'
    (folder / "venues.csv").write_text(lines, "utf-8")
    write_table(folder, "volunteer_roles", [*PLAIN["volunteer_roles"], ("di", "driver", 4)])
    found = defects_of(folder)
    assert ("venues.csv", 4, "") in found
    assert ("venues.csv", 5, "zone") in found
    assert ("volunteer_roles.csv", 6, "dislike") in found


def test_a_lock_that_breaks_a_rule_by_itself_is_named(tmp_path: Path) -> None:
    locked = [("volunteer", "shift"), ("di", "a5"), ("ana", "far"), ("ana", "drive")]
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(plain(tmp_path, locked=locked))
    said = [str(defect) for defect in caught.value.defects]
    assert [text.split(":")[0] for text in said] == [f"locked.csv, line {line}, shift" for line in (2, 3, 4)]
    assert [rule for text, rule in zip(said, ("H3", "H4", "H2"), strict=True) if f"breaks {rule}" in text] == [
        "H3",
        "H4",
        "H2",
    ]


CONFLICTS = [
    ("H5", ["a1", "late", "a5"], ["a1", "late"]),
    ("H6", ["late", "a2", "a7"], ["late", "a2"]),
    ("H12", ["a1", "other", "a6"], ["a1", "other"]),
    ("H7", ["a1", "a3", "a4", "a5", "a6"], ["a3", "a4", "a5", "a6"]),
    ("H8", ["a1", "a2", "a4", "a6", "a7"], ["a1", "a2", "a4", "a6", "a7"]),
]


@pytest.mark.parametrize(("rule", "locks", "smallest"), CONFLICTS, ids=[case[0] for case in CONFLICTS])
def test_contradictory_locks_are_explained_by_the_smallest_set(
    tmp_path: Path, rule: str, locks: list[str], smallest: list[str]
) -> None:
    locked = [("volunteer", "shift"), *(("ana", shift) for shift in locks)]
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(plain(tmp_path, locked=locked))
    pairs = ", ".join(f"ana / {shift}" for shift in smallest)
    told = [defect.message for defect in caught.value.defects]
    assert [text for text in told if f"by {rule} " in text and text.endswith(f"): {pairs}.")], told


def test_more_locks_than_a_shift_has_places_or_a_person_shifts(tmp_path: Path) -> None:
    locked = [("volunteer", "shift"), ("ana", "a1"), ("bo", "a1"), ("di", "a1"), ("cy", "a3"), ("cy", "a5")]
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(plain(tmp_path, locked=locked))
    told = " ".join(defect.message for defect in caught.value.defects)
    assert "H10 (target 2): ana / a1, bo / a1, di / a1" in told
    assert "H9 (max_shifts 1): cy / a3, cy / a5" in told


def test_locks_that_no_roster_can_hold_do_not_contradict_others_besides(tmp_path: Path) -> None:
    long = ("long", "arena", "guide", "2027-03-01T00:00", "2027-03-02T12:00", 1, 1, 0)
    nobody = ("nobody", "arena", "guide", "2027-03-04T08:00", "2027-03-04T16:00", 0, 0, 0)
    locked = [("volunteer", "shift"), ("ana", "long"), ("bo", "long"), ("cy", "nobody")]
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(plain(tmp_path, shifts=[*PLAIN["shifts"], long, nobody], locked=locked))
    rules = [defect.message.partition(" breaks ")[2][:4].strip() for defect in caught.value.defects]
    assert rules == ["H8 (", "H8 (", "H10"]
