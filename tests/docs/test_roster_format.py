"""docs/roster-format.md against the code: its example is a usable instance, its roster the best, its sentences true."""

import json
import re
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
from tests.house.tree import ROOT

from minga.engines.rostering import Instance, MaxIterations, Rules, UnusableInstance, Weights, check, replan, solve
from minga.engines.rostering.cli import command
from minga.engines.rostering.reader import OPTIONAL_TABLES, TABLES

TEXT = (ROOT / "docs" / "roster-format.md").read_text("utf-8")
FILES = dict(re.findall(r"^### `([a-z_]+\.(?:csv|json))`\n```\w+\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL))
Said = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example of the page, as files."""
    place = tmp_path / "harbour-days"
    place.mkdir()
    for name, text in FILES.items():
        (place / name).write_text(text, "utf-8")
    return place


def edited(folder: Path, name: str, before: str, after: str) -> list[str]:
    """The messages about the example with one text replaced."""
    text = (folder / name).read_text("utf-8")
    assert before in text
    (folder / name).write_text(text.replace(before, after), "utf-8")
    with pytest.raises(UnusableInstance) as caught:
        Instance.read(folder)
    (folder / name).write_text(text, "utf-8")
    return [str(defect) for defect in caught.value.defects]


def test_every_table_has_its_example_with_all_its_columns() -> None:
    assert {name.removesuffix(".csv") for name in FILES if name.endswith(".csv")} == {
        *(set(TABLES) - OPTIONAL_TABLES),
        "roster",
    }
    for name, columns in TABLES.items():
        if name in OPTIONAL_TABLES:
            assert f"| `{name}.csv` | {', '.join(columns)} |" in TEXT
        else:
            assert FILES[f"{name}.csv"].splitlines()[0].split(",")[: len(columns)] == list(columns)


def test_the_example_roster_is_valid_and_the_best(folder: Path) -> None:
    verdict = check(folder, folder / "roster.csv")
    assert (verdict.findings, verdict.cost) == ([], 42)
    assert {name: value for name, value in verdict.parts.items() if value} == {
        "target": 20,
        "promised": 20,
        "preference": 2,
    }
    result = solve(Instance.read(folder), MaxIterations(60), threads=1)
    assert (result.cost, result.bound) == (42, 42)


def test_what_is_left_out_takes_the_values_of_the_example(folder: Path) -> None:
    stated = json.loads(FILES["event.json"])
    assert stated["rules"] == asdict(Rules())
    assert stated["weights"] == asdict(Weights())
    (folder / "event.json").write_text(json.dumps(stated | {"rules": {}, "weights": {}}), "utf-8")
    instance = Instance.read(folder)
    assert (instance.rules, instance.weights) == (Rules(), Weights())
    assert check(folder, folder / "roster.csv").cost == 42
    del stated["rules"]
    (folder / "event.json").write_text(json.dumps(stated), "utf-8")
    with pytest.raises(UnusableInstance, match="rules: is missing or no object"):
        Instance.read(folder)


def test_the_example_says_what_the_sentences_beside_it_say(folder: Path) -> None:
    instance = Instance.read(folder)
    assert instance.no_show is not None
    assert instance.no_show.tolist() == [0.05, 0.1, 0, 0.02]
    assert instance.travel.tolist() == [[0, 35, -1], [40, 15, -1], [-1, -1, 0]]
    one_way = edited(folder, "travel.csv", "harbour,old-town,40\n", "")
    assert one_way == [
        "travel.csv, line 2, to_zone: the way back from harbour to old-town is missing. "
        "List both directions, or neither when nobody can travel there."
    ]
    (folder / "availability.csv").write_text(FILES["availability.csv"].replace("06-08T00:00", "06-10T00:00"), "utf-8")
    Instance.read(folder)
    late = edited(folder, "availability.csv", "06-10T00:00", "06-10T00:01")
    assert "ends more than 2 days after the event" in late[0]
    (folder / "shift_languages.csv").write_text(FILES["shift_languages.csv"].replace("zh,1", "zh,3"), "utf-8")
    verdict = check(folder, folder / "roster.csv")  # more speakers than places are no defect, but always missing
    assert (verdict.findings, verdict.parts["language"]) == ([], 200)


def test_the_lines_about_defects_are_what_the_command_says(folder: Path, capsys: Said) -> None:
    (folder / "availability.csv").write_text(
        FILES["availability.csv"].replace("bo,2027-06-05", "bo,2027-05-05"), "utf-8"
    )
    (folder / "shifts.csv").write_text(FILES["shifts.csv"].replace("2027-06-05T14:00", "2027-06-05T07:00"), "utf-8")
    assert command(["solve", str(folder), "-o", str(folder.parent / "out")]) == 2
    said = capsys.readouterr().err.splitlines()[:2]
    assert "".join(f"    {line}\n" for line in said) in TEXT


def test_begun_shifts_are_frozen_only_when_something_was_published(folder: Path) -> None:
    event = json.loads(FILES["event.json"]) | {"now": "2027-06-05T10:00"}
    (folder / "event.json").write_text(json.dumps(event), "utf-8")
    instance = Instance.read(folder)
    assert solve(instance, MaxIterations(60), threads=1).cost == 42
    previous = np.array([(2, 3, 0), (2, 4, 0)], np.int32)
    kept = replan(replace(instance, previous=previous), stop=MaxIterations(60), threads=1)
    begun = {(v, s) for v, s in kept.roster.pairs.tolist() if instance.begun[s]}
    assert begun == {(2, 3)}


def test_leaders_are_marked_only_up_to_the_need(folder: Path) -> None:
    people = FILES["volunteers.csv"].replace("bo,harbour,0", "bo,harbour,1")
    (folder / "volunteers.csv").write_text(people, "utf-8")
    instance = Instance.read(folder)
    result = solve(instance, MaxIterations(60), threads=1)
    marks = np.bincount(result.roster.pairs[result.roster.leader, 1], minlength=5)
    assert marks.tolist() == [1, 0, 0, 0, 0]


def test_rows_of_people_who_are_gone_are_ignored(folder: Path) -> None:
    (folder / "previous.csv").write_text("volunteer,shift,leader\nleft,Q1,1\nbo,gone,0\nana,Q1,1\n", "utf-8")
    instance = Instance.read(folder)
    assert instance.previous is not None
    assert instance.previous.tolist() == [[0, 0, 1]]
    assert instance.previous_gone == [(1, "gone", 0)]


def test_the_commands_and_the_python_lines_run(folder: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    named = {line.split()[2] for line in TEXT.splitlines() if line.startswith("    minga roster ")}
    assert command(["--help"]) == 0
    shown = capsys.readouterr().out
    assert sorted(name for name in named if name not in shown) == []
    monkeypatch.chdir(folder.parent)
    program = re.search(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert program is not None
    exec(program[1].replace("MaxRuntime(5)", "MaxRuntime(1)"), {})
    assert capsys.readouterr().out.startswith("42 {")
    roster = folder.parent / "harbour-roster"
    report = json.loads((roster / "report.json").read_text("utf-8"))
    assert [key for key in report if f"`{key}`" not in TEXT] == []
    assert command(["verify", str(folder), str(roster)]) == 0
    assert command(["standby", str(folder), str(roster)]) == 0
    assert command(["explain", str(folder), str(roster), "ana"]) == 0
    assert command(["show", str(folder), str(roster), "-o", str(folder.parent / "page.html")]) == 0


def test_the_page_for_event_managers_names_commands_and_figures_that_exist(tmp_path: Path, capsys: Said) -> None:
    page = (ROOT / "docs" / "roster.md").read_text("utf-8")
    lines = [line.split() for line in page.splitlines() if line.startswith("    minga roster ")]
    lines.append(re.search(r"`(minga roster explain [^`]+)`", page)[1].split())  # type: ignore[index]
    for words in lines:
        for option in (word for word in words if word.startswith("-")):
            assert command([words[2], "--help"]) == 0
            assert option in capsys.readouterr().out
    weights = Weights()
    for value in (weights.minimum, weights.target, weights.leader, weights.language, weights.promised):
        assert f" {value}" in page
    assert (Rules().min_rest_minutes, Rules().max_consecutive_days, Rules().max_minutes_per_7_days) == (660, 5, 48 * 60)
    generate = next(words for words in lines if words[2] == "generate")
    schedule = ROOT / generate[generate.index("--schedule") + 1]
    options = ["--schedule", str(schedule), "--volunteers", "60", "--venues", "2"]
    assert command(["generate", str(tmp_path / "my-event"), *options]) == 0
    assert command(["solve", str(tmp_path / "my-event"), "-o", str(tmp_path / "my-roster"), "--iterations", "12"]) == 0
    named = lines[-1][-1]
    assert command(["explain", str(tmp_path / "my-event"), str(tmp_path / "my-roster"), named]) == 0
