"""The independent check: every hard rule named, cost recomputed, figures that are not true found."""

import ast
import json
from pathlib import Path

import pytest
from tests.engines.rostering.worlds import plain, roster_file

from minga.engines.rostering import checker
from minga.engines.rostering.checker import Unreadable, check
from minga.engines.rostering.cli import command

GOOD = (("ana", "a1", 1), ("ana", "a2", 1), ("bo", "a1", 0), ("cy", "a4", 0))
BROKEN = [
    ("H1", "there is no volunteer eve", [("eve", "a1", 0)]),
    ("H1", "there is no shift a9", [("ana", "a9", 0)]),
    ("H1", "stands 2 times", [("ana", "a1", 0), ("ana", "a1", 0)]),
    ("H2", "driver", [("ana", "drive", 0)]),
    ("H3", "availability", [("di", "a2", 0)]),
    ("H4", "120", [("ana", "far", 0)]),
    ("H5", "a1 and late", [("ana", "a1", 0), ("ana", "late", 0)]),
    ("H6", "510 minutes between late and a2", [("ana", "late", 0), ("ana", "a2", 0)]),
    ("H7", "more than 3 days", [("ana", f"a{day}", 0) for day in (1, 2, 3, 4)]),
    ("H8", "2400 minutes", [("ana", f"a{day}", 0) for day in (1, 2, 4, 5, 7)]),
    ("H9", "2 shifts, at most 1", [("cy", "a1", 0), ("cy", "a3", 0)]),
    ("H10", "3 heads, its target is 2", [("ana", "a1", 0), ("bo", "a1", 0), ("cy", "a1", 0)]),
    ("H11", "cannot lead", [("bo", "a1", 1)]),
    ("H12", "one venue", [("ana", "a1", 0), ("ana", "other", 0)]),
]


@pytest.mark.parametrize(("rule", "words", "rows"), BROKEN, ids=[f"{case[0]}-{case[1][:12]}" for case in BROKEN])
def test_each_broken_rule_is_named_with_its_ids(tmp_path: Path, rule: str, words: str, rows: list) -> None:
    verdict = check(plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", *rows))
    assert not verdict.valid
    assert verdict.cost is None
    assert [finding for finding in verdict.findings if finding.startswith(f"{rule}:") and words in finding]
    # Two shifts on one day leave too little rest as well, and that is told too.
    assert {finding.split(":")[0] for finding in verdict.findings} == ({"H5", "H6"} if rule == "H5" else {rule})


def test_a_pair_is_told_every_rule_it_breaks_and_not_the_first_alone(tmp_path: Path) -> None:
    folder = plain(
        tmp_path / "in", absences=[("volunteer", "start", "end"), ("di", "2027-03-02T00:00", "2027-03-08T00:00")]
    )
    rows = [("di", "far", 0), ("di", "drive", 0)]
    said = " ".join(check(folder, roster_file(tmp_path / "roster.csv", *rows)).findings)
    assert [rule for rule in ("H2", "H3", "H4") if f"{rule}:" in said] == ["H2", "H3", "H4"]


@pytest.mark.parametrize("figure", [float("nan"), float("inf"), "many"])
@pytest.mark.parametrize("where", ["bound", "full", "heads", "leaders"])
def test_a_bound_that_is_no_finite_number_proves_nothing(tmp_path: Path, figure: object, where: str) -> None:
    out = tmp_path / "out"
    out.mkdir()
    roster_file(out / "roster.csv", *GOOD)
    stated: dict = {"bound": 0, "multipliers": {"heads": {}, "leaders": {}, "languages": {}}}
    document = {**stated, "multipliers": {**stated["multipliers"]}, "full": {**stated}}
    if where == "bound":
        document["bound"] = figure
    elif where == "full":
        document["full"]["bound"] = figure
    else:
        document["multipliers"][where] = {"a1": figure}
    (out / "bound.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(Unreadable, match=r"bound\.json does not fit the format"):
        check(plain(tmp_path / "in"), out)


def test_an_absence_and_a_missing_lock_are_named(tmp_path: Path) -> None:
    folder = plain(
        tmp_path / "in",
        locked=[("volunteer", "shift"), ("bo", "a3")],
        absences=[("volunteer", "start", "end"), ("ana", "2027-03-01T15:59", "2027-03-01T17:00")],
    )
    verdict = check(folder, roster_file(tmp_path / "roster.csv", ("ana", "a1", 0)))
    assert verdict.findings == ["H3: absent then (ana on a1).", "H13: the locked pair bo / a3 is missing."]


def test_the_cost_is_the_sum_counted_by_hand(tmp_path: Path) -> None:
    verdict = check(plain(tmp_path / "in"), roster_file(tmp_path / "roster.csv", *GOOD))
    # 11 shifts with a minimum of 1, of which 3 have a head; 22 places, 4 taken, 8 missing below minimums.
    assert verdict.parts == {
        "minimum": 8 * 1000,
        "target": (22 - 11 - 1) * 10,
        "leader": 5 * 300,
        "language": 0,
        "promised": 0,
        "preference": 0,
        "travel": 0,
        "change": 0,
    }
    assert verdict.cost == sum(verdict.parts.values())


def test_a_report_or_bound_that_is_not_true_is_found(tmp_path: Path) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    assert command(["solve", str(folder), "-o", str(out), "--iterations", "3", "--threads", "1"]) == 0
    assert check(folder, out).valid
    report = json.loads((out / "report.json").read_text("utf-8"))
    bound = json.loads((out / "bound.json").read_text("utf-8"))
    (out / "report.json").write_text(json.dumps(report | {"objective": 1}), "utf-8")
    (out / "bound.json").write_text(json.dumps(bound | {"bound": bound["bound"] + 1}), "utf-8")
    findings = check(folder, out).findings
    assert len(findings) == 2
    assert findings[0].startswith("report.json states an objective of 1;")
    assert findings[1].startswith("bound.json states a bound")


def test_a_report_may_not_claim_more_than_the_multipliers_prove(tmp_path: Path) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    assert command(["solve", str(folder), "-o", str(out), "--iterations", "3", "--threads", "1"]) == 0
    report = json.loads((out / "report.json").read_text("utf-8"))
    more: list[dict[str, float]] = [
        {"bound": report["bound"] + 1},
        {"bound": float("nan")},
        {"full_bound": report["objective"] + 1},
        {"gap": report["gap"] - 0.1},
    ]
    for claim in more:
        (out / "report.json").write_text(json.dumps(report | claim), "utf-8")
        (name,) = claim
        assert [finding.split(" of ")[0] for finding in check(folder, out).findings] == [f"report.json states a {name}"]
    rounded = {"bound": int(report["bound"]), "gap": round(report["gap"], 3), "full_bound": None}
    (out / "report.json").write_text(json.dumps(report | rounded), "utf-8")
    assert check(folder, out).valid


def test_a_bound_that_nothing_proves_is_named(tmp_path: Path) -> None:
    folder, out = plain(tmp_path / "in"), tmp_path / "out"
    assert command(["solve", str(folder), "-o", str(out), "--iterations", "3", "--threads", "1"]) == 0
    proof = json.loads((out / "bound.json").read_text("utf-8"))
    full = proof.pop("full")
    (out / "bound.json").write_text(json.dumps(proof), "utf-8")
    findings = check(folder, out).findings
    assert findings[0] == f"report.json states a full_bound of {full['bound']}; nothing in bound.json proves it."
    assert [finding.split(" of ")[0] for finding in findings[1:]] == ["report.json states a full_gap"]
    (out / "bound.json").unlink()
    claims = [finding.split(" of ")[0].rsplit(" ", 1)[1] for finding in check(folder, out).findings]
    assert claims == ["bound", "gap", "full_bound", "full_gap"]
    report = json.loads((out / "report.json").read_text("utf-8"))
    (out / "report.json").write_text(json.dumps(report | dict.fromkeys(claims)), "utf-8")
    assert check(folder, out).valid


@pytest.mark.parametrize("row", ["ana,a1", "ana,a1,0,0"])
def test_a_row_of_the_roster_that_is_too_short_or_too_long_is_told(tmp_path: Path, row: str) -> None:
    (tmp_path / "roster.csv").write_text(f"volunteer,shift,leader\n\nbo,a1,0\n{row}\n", "utf-8")
    with pytest.raises(Unreadable, match=r"roster\.csv, line 4: the row has not three fields"):
        check(plain(tmp_path / "in"), tmp_path / "roster.csv")


def test_verify_answers_0_1_and_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = plain(tmp_path / "in")
    good = roster_file(tmp_path / "good.csv", *GOOD)
    bad = roster_file(tmp_path / "bad.csv", ("bo", "a1", 1), ("cy", "a1", 0), ("cy", "a2", 0))
    assert command(["verify", str(folder), str(good)]) == 0
    assert command(["verify", str(folder), str(bad)]) == 1
    said = capsys.readouterr().err
    assert "H9: cy" in said
    assert "H11: bo" in said
    assert command(["verify", str(folder), str(tmp_path / "nowhere.csv")]) == 2
    (tmp_path / "mark.csv").write_text("volunteer,shift,leader\nana,a1,yes\n", "utf-8")
    with pytest.raises(Unreadable, match="line 2, leader"):
        check(folder, tmp_path / "mark.csv")


def test_the_checker_imports_nothing_of_the_solver() -> None:
    for path in sorted(Path(checker.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            ours = [name for name in names if name and name.startswith("minga")]
            assert all(name.startswith("minga.engines.rostering.checker") for name in ours), path.name
