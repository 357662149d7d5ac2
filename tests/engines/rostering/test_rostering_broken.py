"""A roster that breaks rules is shown and explained as one: that comes first, and the exit status tells it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.engines.rostering.worlds import PLAIN, plain, roster_file

from minga.engines.rostering import check
from minga.engines.rostering.checker import broken_hard_rules
from minga.engines.rostering.cli import command

Said = pytest.CaptureFixture[str]
BROKEN = (("ana", "a1", 1), ("ana", "late", 0), ("bo", "a1", 0), ("cy", "a1", 0), ("bo", "far", 0))
WORDS = [
    "H4: travel from north to south takes 120 minutes (bo on far).",
    "H5: ana has two shifts on one day, a1 and late.",
    "H6: ana rests 0 minutes between a1 and late.",
    "H12: bo does not keep one venue: a1, far.",
    "H10: shift a1 has 3 heads, its target is 2.",
]


def test_the_page_of_a_roster_that_breaks_rules_says_so_first_and_ends_with_1(tmp_path: Path, capsys: Said) -> None:
    folder, roster = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", *BROKEN)
    assert broken_hard_rules(folder, roster) == WORDS == check(folder, roster).findings
    page = tmp_path / "page.html"
    assert command(["show", str(folder), str(roster), "-o", str(page)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said == ["This roster breaks hard rules 5 times and must not be used as it is:", *WORDS]
    text = page.read_text("utf-8")
    top = text[: text.index("<ul class=tiles>")]
    assert "<h2>This roster breaks hard rules 5 times</h2>" in top
    assert [word for word in WORDS if f"<li>{word}</li>" not in top] == []
    assert "What the cost is made of" not in text
    assert "</b>cost" not in text


def test_a_lawful_roster_has_no_warning(tmp_path: Path, capsys: Said) -> None:
    folder, roster = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", ("ana", "a1", 1))
    assert command(["show", str(folder), str(roster), "-o", str(tmp_path / "page.html")]) == 0
    assert capsys.readouterr().err == ""
    text = (tmp_path / "page.html").read_text("utf-8")
    assert "This roster breaks" not in text
    assert "What the cost is made of" in text


@pytest.mark.parametrize("who", ["ana", "bo", "di"])
def test_an_answer_about_a_roster_that_breaks_rules_begins_with_them(tmp_path: Path, capsys: Said, who: str) -> None:
    folder, roster = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", *BROKEN)
    assert command(["explain", str(folder), str(roster), who]) == 1
    out, err = capsys.readouterr()
    answer = json.loads(out)
    assert next(iter(answer)) == "broken_rules"
    assert answer["broken_rules"] == WORDS
    assert err.startswith("This roster breaks hard rules 5 times")
    assert {"saves", "other_shifts", "alternatives"}.isdisjoint(answer)  # which are costs, and it has none
    assert all("saves" not in duty for duty in answer["duties"])
    assert answer["not_served"]


def test_a_duty_without_the_role_or_a_way_there_has_no_dislike_and_no_minutes(tmp_path: Path, capsys: Said) -> None:
    folder = plain(tmp_path / "in", travel=[PLAIN["travel"][0]])
    roster = roster_file(tmp_path / "roster.csv", ("ana", "drive", 0), ("bo", "far", 0))
    duties = []
    for who in ("ana", "bo"):
        assert command(["explain", str(folder), str(roster), who]) == 1
        duties += json.loads(capsys.readouterr().out)["duties"]
    assert [(duty["dislike"], duty["travel_minutes"]) for duty in duties] == [(None, 0), (0, None)]


def test_a_roster_with_one_locked_pair_missing_breaks_a_rule(tmp_path: Path, capsys: Said) -> None:
    told = [(*PLAIN["volunteers"][0], "no_show"), *((*row, 0.2) for row in PLAIN["volunteers"][1:])]
    folder = plain(tmp_path / "in", volunteers=told, locked=[("volunteer", "shift"), ("bo", "a2")])
    roster = roster_file(tmp_path / "roster.csv", ("ana", "a1", 1))
    for line in (["show", "-o", str(tmp_path / "page.html")], ["standby"]):
        assert command([line[0], str(folder), str(roster), *line[1:]]) == 1
        out, err = capsys.readouterr()
        assert err == (
            "This roster breaks a hard rule and must not be used as it is:\nH13: the locked pair bo / a2 is missing.\n"
        )
        assert out  # the page and the numbers are there all the same
    assert command(["explain", str(folder), str(roster), "nobody"]) == 2
    assert capsys.readouterr().err == "There is no volunteer “nobody” in volunteers.csv.\n"


def test_an_id_that_is_not_in_the_instance_breaks_h1_and_cannot_be_shown(tmp_path: Path, capsys: Said) -> None:
    folder, roster = plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", ("ana", "a1", 1), ("eva", "a1", 0))
    assert command(["verify", str(folder), str(roster)]) == 1
    assert capsys.readouterr().err == "H1: there is no volunteer eva (with shift a1).\n"
    page = tmp_path / "page.html"
    for line in (["show", "-o", str(page)], ["explain", "--volunteer", "ana"], ["standby"]):
        assert command([line[0], str(folder), str(roster), *line[1:]]) == 2
        assert capsys.readouterr().err.startswith("roster.csv, line 3, volunteer: “eva” is not in volunteers.csv.")
    assert not page.exists()
