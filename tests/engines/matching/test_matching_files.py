"""The command, its files, what it says of bad ones, and the independent check of its answers."""

import ast
import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.engines.matching import worlds
from tests.engines.matching.worlds import candidate, candidate_json, post, post_json

from minga.engines import matching
from minga.engines.matching import longlist
from minga.engines.matching.checker import check, check_files
from minga.engines.matching.cli import command
from minga.engines.matching.files import longlist_document, read_candidates, read_post
from minga.engines.matching.files.fields import lines_of_fields

PEOPLE = [
    candidate(id="c-1", motivation=0.8),
    candidate(id="c-2", skills={"teaching": 2}),
    candidate(id="c-3", experience_months=1),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "post.json").write_text(json.dumps(post_json(post()), indent=2), "utf-8")
    lines = [json.dumps(candidate_json(person)) for person in PEOPLE]
    (tmp_path / "people.jsonl").write_text("\n".join(lines) + "\n\n", "utf-8")
    return tmp_path


def paths(folder: Path) -> list[str]:
    return [str(folder / "post.json"), str(folder / "people.jsonl")]


def rewrite(folder: Path, **changes: object) -> None:
    (folder / "post.json").write_text(json.dumps(post_json(post()) | changes, indent=2), "utf-8")


def test_files_read_as_they_were_meant(folder):
    assert read_post(folder / "post.json") == post()
    assert read_candidates(folder / "people.jsonl") == tuple(PEOPLE)


def test_the_command_writes_a_longlist_that_its_checker_accepts(folder, capsys):
    out = str(folder / "out.json")
    assert command([*paths(folder), "--weights", "skills=3,languages=2", "-o", out]) == 0
    assert "2 eligible, 1 not eligible: 1 experience" in capsys.readouterr().out
    answer = json.loads(Path(out).read_text("utf-8"))
    assert [(entry["rank"], entry["candidate"], entry["total"]) for entry in answer["entries"]] == [
        (1, "c-1", 100.0),
        (2, "c-2", 85.0),
    ]
    assert answer["refused"] == [
        {
            "candidate": "c-3",
            "refusals": [
                {
                    "rule": "experience",
                    "subject": "",
                    "required": 6,
                    "actual": 1,
                    "remedy": "gain_experience",
                    "remedy_value": 5,
                }
            ],
        }
    ]
    assert command(["verify", out, *paths(folder)]) == 0


def test_a_dash_writes_the_longlist_to_standard_output(folder, capsys):
    assert command([*paths(folder), "-o", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["format"] == "minga-match-longlist/1"


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (lambda answer: answer["entries"].reverse(), "Rank 1 is c-2, it is due to c-1."),
        (lambda answer: answer["entries"][1].update(total=99.5), "c-2 has a total of 99.5, found 75.00."),
        (lambda answer: answer["entries"][1]["parts"].update(skills=100.0), "c-2 has 100.0 for skills, found 75.00."),
        (lambda answer: answer["counts"].update(eligible=3), "The count eligible is 3, found 2."),
        (lambda answer: answer["refused"].clear(), "The longlist does not name every candidate exactly once."),
        (lambda answer: answer["refused"][0]["refusals"].clear(), "c-3 is refused by [], found [('experience', '')]."),
        (lambda answer: answer["inputs"].update(post_sha256="0"), "was made from another version of"),
    ],
)
def test_the_checker_finds_what_was_changed(folder, capsys, tamper, finding):
    out = folder / "out.json"
    command([*paths(folder), "--weights", "skills=1", "-o", str(out)])
    answer = json.loads(out.read_text("utf-8"))
    tamper(answer)
    out.write_text(json.dumps(answer), "utf-8")
    assert command(["verify", str(out), *paths(folder)]) == 1
    assert finding in capsys.readouterr().err


def test_someone_placed_against_a_rule_is_found(folder):
    out = folder / "out.json"
    command([*paths(folder), "-o", str(out)])
    answer = json.loads(out.read_text("utf-8"), parse_float=Decimal)
    strict = post_json(post()) | {"eligibility": {"min_age": 60}}
    people = [candidate_json(person) for person in PEOPLE]
    assert "c-1 is placed but breaks min_age." in check(answer=answer, post=strict, people=people)


@settings(max_examples=70, deadline=None)
@given(worlds.posts(), worlds.pools(most=8), worlds.weightings)
def test_the_checker_agrees_with_the_engine(wanted, pool, weights):
    found = longlist(post=wanted, candidates=pool, weights=weights)
    document = longlist_document(post=wanted, candidates=pool, longlist=found, inputs={})
    answer = json.loads(json.dumps(document), parse_float=Decimal)
    people = [candidate_json(person) for person in pool]
    assert check(answer=answer, post=post_json(wanted), people=people) == []


@settings(max_examples=30, deadline=None)
@given(wanted=worlds.posts(), pool=worlds.pools(most=5))
def test_what_is_written_reads_back_the_same(tmp_path_factory, wanted, pool):
    folder = tmp_path_factory.mktemp("files")
    (folder / "post.json").write_text(json.dumps(post_json(wanted)), "utf-8")
    (folder / "people.jsonl").write_text("\n".join(json.dumps(candidate_json(one)) for one in pool), "utf-8")
    assert read_post(folder / "post.json") == wanted
    assert read_candidates(folder / "people.jsonl") == tuple(pool)


def test_the_checker_shares_no_code_with_the_engine():
    tree = ast.parse((Path(matching.__file__).parent / "checker.py").read_text("utf-8"))
    modules = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    modules |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert modules <= {*sys.stdlib_module_names, "collections.abc"}


def test_a_longlist_that_is_none_is_bad_input(folder, capsys):
    (folder / "out.json").write_text("{}", "utf-8")
    assert command(["verify", str(folder / "out.json"), *paths(folder)]) == 2
    assert "is no readable longlist" in capsys.readouterr().err


def test_the_checker_reads_files_by_itself(folder):
    out = folder / "out.json"
    command([*paths(folder), "-o", str(out)])
    assert check_files(longlist=out, post=folder / "post.json", candidates=folder / "people.jsonl") == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": "1 March"}, "line 6, start: '1 March' is not a date"),
        ({"track": "abroad"}, "line 4, track: 'abroad' is not known. Take one of national, international, online."),
        ({"skils": []}, "skils: is not a field of this format. Did you mean skills?"),
        ({"duration": {"months": 0}}, "duration: is no length of service."),
        ({"country": "Kenya"}, "line 5, country: 'Kenya' is no country code."),
        ({"country": ""}, "line 5, country: The international track depends on the duty station's country"),
        ({"weekly_hours": 200}, "weekly_hours: 200 is not a whole number from 1 to 168."),
        ({"skills": [{"id": "x", "level": 9}]}, "skills[0].level: 9 is not a whole number from 1 to 4."),
        ({"skills": [{}]}, "skills[0].id: is missing. Add it."),
        ({"languages": {"en": "B2"}}, "languages: {'en': 'B2'} is not a list."),
        ({"eligibility": {"min_age": 30, "max_age": 20}}, "eligibility.max_age: Nobody is at least 30"),
        ({"format": "other"}, "line 2, format: 'other' is not known."),
    ],
)
def test_a_bad_post_is_named_by_file_line_and_field(folder, capsys, changes, said):
    rewrite(folder, **changes)
    assert command(paths(folder)) == 2
    errors = capsys.readouterr().err
    assert errors.startswith(f"{folder / 'post.json'}, line ")
    assert said in errors


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('{"id": "x", "motivation": 7}', "line 2, motivation: 7 is not a number from 0 to 1."),
        ('{"id": "x", "languages": {"en": "B9"}}', "line 2, languages.en: 'B9' is not known."),
        ('{"id": "c-1"}', "line 2, id: c-1 stands on line 1 too."),
        ('{"id": "x"', "line 2, This is not JSON"),
        ("[]", "line 2, is not an object."),
        ('{"id": "x", "skills": {"a": 5}}', "line 2, skills.a: 5 is not a whole number from 0 to 4."),
        ('{"id": "x", "sex": "f"}', "line 2, sex: is not a field of this format."),
        ('{"id": "x", "studying": "yes"}', "line 2, studying: 'yes' is neither true nor false."),
        ('{"nationalities": "CN", "id": "x"}', "line 2, nationalities: 'CN' is not a list of texts."),
        (
            '{"id": "x", "available_from": "2027-02-01", "available_until": "2027-01-01"}',
            "line 2, available_until: Availability ends on 2027-01-01",
        ),
    ],
)
def test_a_bad_candidate_is_named_by_line_and_field(folder, capsys, line, said):
    (folder / "people.jsonl").write_text('{"id": "c-1"}\n' + line + "\n", "utf-8")
    assert command(paths(folder)) == 2
    assert said in capsys.readouterr().err


def test_all_problems_are_named_at_once_and_long_lists_are_cut(folder, capsys):
    (folder / "people.jsonl").write_text("[]\n" * 25, "utf-8")
    assert command(paths(folder)) == 2
    assert capsys.readouterr().err.splitlines()[-1] == "… and 5 more."


def test_a_file_that_is_missing_or_no_text_is_said_plainly(folder, capsys):
    assert command([str(folder / "none.json"), str(folder / "people.jsonl")]) == 2
    assert "No such file" in capsys.readouterr().err
    (folder / "post.json").write_bytes(b'{\n"id": "\xff"}')
    assert command(paths(folder)) == 2
    assert "line 2, This is not UTF-8 text." in capsys.readouterr().err
    (folder / "post.json").write_text("{\n'id'}", "utf-8")
    assert command(paths(folder)) == 2
    assert "line 2, This is not JSON" in capsys.readouterr().err


def test_help_is_good_and_a_missing_argument_is_bad_input(capsys):
    assert command(["--help"]) == 0
    assert "minga match verify" in capsys.readouterr().out
    assert command(["verify", "out.json"]) == 2


def test_weights_that_make_no_sense_are_bad_input(folder, capsys):
    assert command([*paths(folder), "--weights", "skills=0"]) == 2
    assert "All five weights are zero" in capsys.readouterr().err


def test_a_post_beyond_its_category_is_noted(folder, capsys):
    rewrite(folder, eligibility={"max_duration": {"months": 6}})
    assert command(paths(folder)) == 0
    assert "the post breaks max_duration" in capsys.readouterr().err


def test_skills_may_be_a_plain_list(folder):
    (folder / "people.jsonl").write_text('{"id": "x", "skills": ["data"]}', "utf-8")
    assert read_candidates(folder / "people.jsonl")[0].skills == {"data": 0}


def test_fields_are_found_on_their_lines():
    text = '{"a": 1,\n "b": [{"c": 1},\n {"c":\n 2}, "x, \\"y"],\n "d": {"e": [1,\n2]}}'
    lines = lines_of_fields(text)
    assert {path: lines[path] for path in ("a", "b", "b[0].c", "b[1].c", "b[2]", "d.e", "d.e[1]")} == {
        "a": 1,
        "b": 2,
        "b[0].c": 2,
        "b[1].c": 3,
        "b[2]": 4,
        "d.e": 5,
        "d.e[1]": 6,
    }
