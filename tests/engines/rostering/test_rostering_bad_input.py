"""A walk through bad input, by the command: one cause is told at its place, with what to do; nothing is written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.engines.rostering.worlds import PLAIN, plain, roster_file, write_table

from minga.engines.rostering import Instance
from minga.engines.rostering.cli import MOST_LINES, command

Spoil = Callable[[Path], object]
Said = pytest.CaptureFixture[str]


def changed(name: str, before: str, after: str, times: int = -1) -> Spoil:
    """Replace a text in a file of the folder."""

    def spoil(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert before in text
        (folder / name).write_text(text.replace(before, after, times), "utf-8", newline="")

    return spoil


def raw(name: str, content: bytes) -> Spoil:
    """Put a file into the folder."""
    return lambda folder: (folder / name).write_bytes(content)


LARGEST_WEIGHTS = ("minimum", "target", "leader", "preference", "change", "promised")


def utf_16(folder: Path) -> None:
    (folder / "volunteers.csv").write_bytes((folder / "volunteers.csv").read_text("utf-8").encode("utf-16"))


SPOILT: dict[str, tuple[Spoil, list[str]]] = {
    "UTF-16": (utf_16, ["volunteers.csv, line 1: is UTF-16. Save"]),
    "Latin-1": (raw("roles.csv", b"role,functional_area,name\nguide,Caf\xe9,G\ndriver,T,D\n"),
                ["roles.csv, line 2: byte 36 (0xE9) is no UTF-8. Save"]),
    "Latin-1 after a byte order mark": (
        raw("roles.csv", b"\xef\xbb\xbfrole,functional_area,name\nguide,Caf\xe9,G\ndriver,T,D\n"),
        ["roles.csv, line 2: byte 39 (0xE9) is no UTF-8. Save"]),
    "empty": (raw("volunteers.csv", b""), ["volunteers.csv, line 1: is empty. Begin with the header volunteer,zone"]),
    "missing file": (lambda folder: (folder / "volunteers.csv").unlink(), ["volunteers.csv: is missing. Add it"]),
    "missing event": (lambda folder: (folder / "event.json").unlink(), ["event.json: cannot be read"]),
    "event no object": (raw("event.json", b"[1]"), ["event.json, line 1: is no object. Write {"]),
    "event no JSON": (changed("event.json", '"rules": {', '"rules": '), ["event.json, line 8: is no JSON"]),
    "key twice": (changed("event.json", '"weights"', '"name": "x", "weights"'),
                  ["event.json, line 3, name: stands twice. Keep"]),
    "event too long": (changed("event.json", "2027-03-07", "9999-03-07"),
                       ["event.json, line 6, last_day: makes an event of more than 400 days. Correct"]),
    "no such day": (changed("event.json", "2027-03-07", "2027-13-07"),
                    ["event.json, line 6, last_day: '2027-13-07' is no date. Write"]),
    "semicolons": (changed("volunteers.csv", ",", ";"),
                   ["volunteers.csv, line 1: has semicolons between its columns. Save it with commas."]),
    "open quote": (changed("venues.csv", "Arena", '"Arena', 1), ["venues.csv, line 2: is no CSV"]),
    "a field too few": (changed("volunteers.csv", "bo,north,", "bo,"),
                        ["volunteers.csv, line 3: has 4 fields, the header 5. Give"]),
    "column named wrong": (changed("volunteers.csv", "volunteer,zone", "volunter,zone"),
                           ["volunteers.csv, line 1, volunteer: is a column that is missing. Add",
                            "volunteers.csv, line 1, volunter: is an unknown column. Rename it to volunteer"]),
    "zone twice": (changed("zones.csv", "south", "north"),
                   ["travel.csv, line 2, to_zone: “south” is not in zones.csv. Did you mean “north”?",
                    "travel.csv, line 3, from_zone: “south” is not in zones.csv. Did you mean “north”?",
                    "venues.csv, line 4, zone: “south” is not in zones.csv. Did you mean “north”?",
                    "zones.csv, line 3, zone: “north” stands twice (first in line 2). Give"]),
    "control sign": (changed("zones.csv", "south", "south\0"),
                     ["travel.csv, line 2, to_zone: “south” is not in",
                      "travel.csv, line 3, from_zone: “south” is not in",
                      "venues.csv, line 4, zone: “south” is not in",
                      "zones.csv, line 3, zone: 'south\\x00' holds a control sign. Use"]),
    "travel one way": (changed("travel.csv", "south,north,120", "north,north,20"),
                       ["travel.csv, line 2, to_zone: the way back from south to north is missing. List"]),
    "negative": (changed("shifts.csv", ",1,2,1", ",-1,2,1", 1),
                 ["shifts.csv, line 2, minimum: “-1” is not a whole number from 0 to 1000000. Correct"]),
    "huge": (changed("shifts.csv", ",1,2,1", ",1,99999999999999999999,1", 1),
             ["shifts.csv, line 2, target: “99999999999999999999” is not a whole number"]),
    "absurd year": (changed("shifts.csv", "2027-03-01T08:00", "9999-12-31T08:00"),
                    ["shifts.csv, line 2, start: “9999-12-31T08:00” is decades away from the event. Correct"]),
    "no such time": (changed("shifts.csv", "2027-03-01T08:00", "2027-02-30T08:00"),
                     ["shifts.csv, line 2, start: “2027-02-30T08:00” is no local time"]),
    "endless shift": (changed("shifts.csv", "2027-03-01T16:00,1,2,1", "2029-03-01T16:00,1,2,1"),
                      ["shifts.csv, line 2, end: shift a1 ends more than 2 days after the event. Correct"]),
    "free too long": (changed("availability.csv", "2027-03-08T12:00", "2027-03-10T00:01", 1),
                      ["availability.csv, line 2, end: the interval ends more than 2 days after the event. Keep"]),
    "promise above limit": (changed("volunteers.csv", "ana,north,1,2,5", "ana,north,1,6,5"),
                            ["volunteers.csv, line 2, min_shifts: 6 is above max_shifts 5. Correct"]),
    "no probability": (lambda folder: write_table(folder, "volunteers", [
        (*PLAIN["volunteers"][0], "no_show"), *((*row, "often") for row in PLAIN["volunteers"][1:])]),
        [f"volunteers.csv, line {line}, no_show: “often” is no probability. Write" for line in (2, 3, 4, 5)]),
    "weight no number": (changed("event.json", '"weights": {}',
                                 '"weights": {"target": -1, "minimum": 1e9, "leader": true}'),
                         [f"event.json, line 12, weights.{name}:" for name in ("leader", "minimum", "target")]),
    "weights too large together": (
        lambda folder: plain(folder, {"last_day": "2027-03-20", "weights": dict.fromkeys(LARGEST_WEIGHTS, 1_000_000)}),
        ["event.json, line 16, weights.preference: all weights together come to 9,000,100 for one shift (preference: "
         "3,000,000), where an event of 20 days allows 6,391,320. Divide all of them by 2 or more: only"]),
    "unknown file": (raw("volunters.csv", b"x"), ["volunters.csv: is no table of this format. Rename it"]),
    "table twice": (raw("zones.parquet", b"PAR1"), ["zones.csv: stands beside zones.parquet. Keep one"]),
    "no Parquet": (lambda folder: ((folder / "zones.csv").unlink(), raw("zones.parquet", b"PAR1xx")(folder)),
                   ["zones.parquet: is no readable Parquet"]),
}  # fmt: skip


@pytest.mark.parametrize(("spoil", "told"), SPOILT.values(), ids=SPOILT)
def test_one_cause_is_told_at_its_place_and_nothing_else(
    tmp_path: Path, capsys: Said, spoil: Spoil, told: list[str]
) -> None:
    folder = plain(tmp_path / "in")
    spoil(folder)
    assert command(["solve", str(folder), "-o", str(tmp_path / "out"), "--iterations", "1"]) == 2
    *lines, last = capsys.readouterr().err.splitlines()
    assert len(lines) == len(told), lines
    assert [line for line, wanted in zip(lines, told, strict=True) if not line.startswith(wanted)] == []
    assert last == f"{len(told)} {'defect' if len(told) == 1 else 'defects'}; nothing was written."
    assert not (tmp_path / "out").exists()


def test_many_causes_in_many_files_are_told_in_one_go(tmp_path: Path, capsys: Said) -> None:
    folder = plain(tmp_path / "in")
    names = (
        "Latin-1",
        "travel one way",
        "promise above limit",
        "endless shift",
        "free too long",
        "weight no number",
        "unknown file",
    )
    told = sorted(line for name in names for line in SPOILT[name][1])
    for name in names:
        SPOILT[name][0](folder)
    assert command(["verify", str(folder), str(folder)]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(told) + 1
    assert all(any(line.startswith(start) for line in lines) for start in told)


def test_the_same_defect_in_every_row_of_a_long_file_is_counted(tmp_path: Path, capsys: Said) -> None:
    rows = [("ana", f"2027-03-01T{hour:02d}:00", "2027/03/01") for hour in range(24)] * 100
    folder = plain(tmp_path / "in", availability=[PLAIN["availability"][0], *rows])
    assert command(["solve", str(folder), "-o", str(tmp_path / "out")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_LINES + 2
    assert lines[-2] == f"availability.csv, end: {2400 - MOST_LINES:,} more like these, until line 2401."
    assert lines[-1] == "2400 defects; nothing was written."


def test_a_byte_order_mark_and_any_line_end_are_fine(tmp_path: Path) -> None:
    plain(tmp_path / "in")
    for name, change in (("zones", b"\n"), ("roles", b"\r"), ("shifts", b"\r\n")):
        path = tmp_path / "in" / f"{name}.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\r\n", change))
    assert len(Instance.read(tmp_path / "in").shifts) == 11


def test_empty_lines_count_only_between_rows(tmp_path: Path, capsys: Said) -> None:
    folder = plain(tmp_path / "in")
    for name in ("zones", "shifts", "shift_languages"):
        path = folder / f"{name}.csv"
        path.write_bytes(path.read_bytes() + b"\r\n\r\n")
    assert len(Instance.read(folder).shifts) == 11
    changed("zones.csv", "south", "\nsouth")(folder)
    assert command(["solve", str(folder), "-o", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.startswith("zones.csv, line 3: is an empty line. Delete it.\n1 defect;")


def test_what_a_run_or_a_system_leaves_in_the_folder_is_no_defect(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in")
    (folder / "._shifts.csv").write_bytes(b"\0\5\x16\7")
    few = ["-o", str(folder), "--iterations", "2", "--threads", "1"]
    assert command(["solve", str(folder), *few]) == 0
    assert command(["replan", str(folder), str(folder), *few, "--force"]) == 0
    assert (folder / "changes.csv").is_file()
    assert command(["verify", str(folder), str(folder)]) == 0


def test_a_run_into_the_folder_of_another_instance_takes_nothing_from_it(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in")
    other = plain(tmp_path / "other", previous=[("volunteer", "shift", "leader"), ("ana", "a1", 1)])
    assert command(["solve", str(folder), "-o", str(other), "--iterations", "2", "--threads", "1"]) == 0
    assert Instance.read(other).previous is not None


NO_SENSE = [
    *(("--time-limit", "nan"), ("--time-limit", "-1"), ("--threads", "0")),
    *(("--seed", "-1"), ("--iterations", "0"), ("--iterations", "many")),
]


@pytest.mark.parametrize("option", NO_SENSE, ids=" ".join)
def test_figures_that_make_no_sense_are_refused(tmp_path: Path, capsys: Said, option: tuple[str, str]) -> None:
    folder = plain(tmp_path / "in")
    assert command(["solve", str(folder), "-o", str(tmp_path / "out"), *option]) == 2
    assert option[0] in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_be_written_stops_before_the_run(tmp_path: Path, capsys: Said) -> None:
    folder = plain(tmp_path / "in")
    (tmp_path / "out").write_text("mine", "utf-8")
    assert command(["solve", str(folder), "-o", str(tmp_path / "out")]) == 2
    assert "out: is a file; name a folder." in capsys.readouterr().err
    assert (tmp_path / "out").read_text("utf-8") == "mine"
    assert command(["solve", str(folder), "-o", str(tmp_path / "new"), "--log", str(tmp_path / "no" / "log.csv")]) == 2
    assert not (tmp_path / "new").exists()


def test_unreadable_rosters_and_schedules_are_named(tmp_path: Path, capsys: Said) -> None:
    folder = plain(tmp_path / "in")
    assert command(["verify", str(folder), str(tmp_path / "none.csv")]) == 2
    assert "none.csv cannot be read (No such file or directory). Name a roster.csv" in capsys.readouterr().err
    wrong = roster_file(tmp_path / "roster.csv", ("anna", "a1", 0), ("bo", "a1", 2))
    assert command(["show", str(folder), str(wrong), "-o", str(tmp_path / "page.html")]) == 2
    said = capsys.readouterr().err
    assert "roster.csv, line 2, volunteer: “anna” is not in volunteers.csv. Did you mean “ana”?" in said
    assert "roster.csv, line 3, leader: “2” is not a whole number from 0 to 1." in said
    (tmp_path / "plan.csv").write_bytes("start_date,venue_code\n".encode("utf-16"))
    options = ["--schedule", str(tmp_path / "plan.csv"), "--volunteers", "5"]
    assert command(["generate", str(tmp_path / "new"), *options]) == 2
    assert "is no UTF-8. Save" in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "plan.csv", "roster.csv"]


def test_a_promise_of_more_shifts_than_days_costs_what_the_checker_says(tmp_path: Path) -> None:
    people = [PLAIN["volunteers"][0], ("ana", "north", 1, 1_000_000, 1_000_000), *PLAIN["volunteers"][2:]]
    folder = plain(tmp_path / "in", volunteers=people)
    assert command(["solve", str(folder), "-o", str(tmp_path / "out"), "--iterations", "5", "--threads", "1"]) == 0
    assert command(["verify", str(folder), str(tmp_path / "out")]) == 0
