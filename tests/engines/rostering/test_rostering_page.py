"""The page of `show`: whole in one file, with the figures of the roster, and nothing of a name taken for markup."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.engines.rostering.worlds import drawn, plain, roster_file

from minga.engines.rostering import Instance, MaxIterations, Roster, solve
from minga.engines.rostering.cli import command
from minga.engines.rostering.explaining import unfilled
from minga.engines.rostering.page import page
from minga.engines.rostering.pictures import history_svg

VOID = {"meta", "br"}


class Nesting(HTMLParser):
    """Whether every element that is opened is closed, and in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += [name for name, _ in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_needs_nothing_from_outside_and_is_well_formed() -> None:
    instance = drawn(6, people=20, shifts=30)
    result = solve(instance, MaxIterations(20), threads=1)
    text = page(instance, result.roster, result.report())
    reader = Nesting()
    reader.feed(text)
    assert reader.open == []
    assert not {name for name in reader.attributes if name == "style" or name.startswith("on")}
    assert "<script" not in text
    assert re.findall(r"(?:src|href|url)\s*[=(]", text) == []
    assert set(re.findall(r"https?://[^'\"\s]+", text)) <= {"http://www.w3.org/2000/svg"}
    assert f"no roster can cost less than {max(result.bound, result.full_bound):,.0f}" in text
    assert "Cost and bound over time" in text


def test_the_figures_are_those_of_the_roster(tmp_path: Path) -> None:
    folder = plain(tmp_path / "in")
    roster = roster_file(tmp_path / "roster.csv", ("ana", "a1", 1), ("bo", "a1", 0), ("bo", "a3", 0))
    out = tmp_path / "out" / "page.html"
    assert command(["show", str(folder), str(roster), "-o", str(out)]) == 0
    text = out.read_text("utf-8")
    assert "<b>13.6%</b>of 22 places filled" in text
    assert "<b>2</b>of 4 volunteers serve" in text
    assert "<b>9</b>places missing to minimums" in text
    assert "<td class=s0 title='2 of 4 places filled; 1 places missing to minimums'>50<b>!</b></td>" in text
    assert "Guide, Arena<small>Tue 2 Mar, 08:00–16:00 · a2</small>" in text
    assert "Driver, Arena" in text
    assert "4 do not list the role (H2)" in text
    assert "Cost and bound over time" not in text


def test_a_full_shift_without_a_speaker_counts_those_who_could_help(tmp_path: Path) -> None:
    one = [("shift", "venue", "role", "start", "end", "minimum", "target", "leaders"),
           ("a1", "arena", "guide", "2027-03-01T08:00", "2027-03-01T16:00", 1, 2, 1)]  # fmt: skip
    folder = plain(
        tmp_path / "in",
        shifts=one,
        absences=[("volunteer", "start", "end"), ("bo", "2027-03-01T00:00", "2027-03-02T00:00")],
    )
    roster = roster_file(tmp_path / "roster.csv", ("ana", "a1", 1), ("cy", "a1", 0))
    instance = Instance.read(folder)
    row = unfilled(instance, Roster.read(roster, instance))[0]
    assert row["binds"] == "available"  # bo alone speaks Chinese, and is absent
    assert {name: count for name, count in row["counts"].items() if count} == {"skill": 1, "available": 1}
    out = tmp_path / "page.html"
    assert command(["show", str(folder), str(roster), "-o", str(out)]) == 0
    assert "<p>1 shift lacks people, leaders or speakers of a language. The reasons count" in out.read_text("utf-8")


def test_a_name_is_a_name_and_a_full_roster_has_nothing_to_explain() -> None:
    instance = drawn(1, people=3, shifts=2)
    nobody = Roster.of(instance.locked)
    full = replace(
        instance, name="<script>alert(1)</script>", venues=["<b>", "&"], shift_target=instance.shift_target * 0,
        shift_minimum=instance.shift_minimum * 0, shift_leaders=instance.shift_leaders * 0, needs=instance.needs[:0],
    )  # fmt: skip
    text = page(full, nobody, {})
    assert "<script" not in text
    assert "&lt;b&gt;" in text
    assert "Every place is filled, with its leaders and languages." in text


def test_the_picture_of_a_run_stands_by_itself(tmp_path: Path) -> None:
    result = solve(drawn(6), MaxIterations(20), threads=1)
    result.plot(tmp_path / "run.svg")
    text = (tmp_path / "run.svg").read_text("utf-8")
    assert text.startswith("<svg xmlns='http://www.w3.org/2000/svg'")
    assert text.count("<polyline") == 2
    assert history_svg([(0.0, None, None)]).startswith("<svg")


@pytest.mark.parametrize(
    "report",
    ["{", "[]", '{"history": [{"t": 1}, {"t": 2}]}', '{"history": [[1, "a", "x", 2], [2, "a", 1, 2]], "bound": "?"}'],
)
def test_a_report_of_another_maker_does_not_stop_the_page(tmp_path: Path, report: str) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    out.mkdir()
    roster_file(out / "roster.csv", ("ana", "a1", 1))
    (out / "report.json").write_text(report, "utf-8")
    assert command(["show", str(folder), str(out), "-o", str(tmp_path / "page.html")]) == 0
    assert "Cost and bound over time" not in (tmp_path / "page.html").read_text("utf-8")
