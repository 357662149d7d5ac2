"""What earns points, what never can, and what comes first."""

import ast
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.matching import worlds
from tests.engines.matching.worlds import candidate, post

from minga.engines import matching
from minga.engines.matching import (
    Candidate,
    Cefr,
    Eligibility,
    EvidenceCode,
    MatchingError,
    Part,
    WantedLanguage,
    WantedSkill,
    Weights,
    explain,
    part_matrix,
)
from minga.engines.matching.candidates import ScoringView
from minga.engines.matching.parts import Evidence

ENGINE = Path(matching.__file__).parent
quick = settings(max_examples=30, deadline=None)


def part(name: Part, wanted, person: Candidate):
    return next(one for one in explain(post=wanted, candidate=person).parts if one.part is name)


def test_scoring_sees_no_protected_attribute():
    assert {field.name for field in fields(ScoringView)} == {
        "skills",
        "languages",
        "areas",
        "experience_months",
        "experience_months_by_area",
        "available_from",
        "available_until",
        "weekly_hours",
        "motivation",
    }


def test_the_scorer_does_not_know_the_candidate():
    names = {
        alias.name
        for node in ast.walk(ast.parse((ENGINE / "parts.py").read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert "ScoringView" in names
    assert "Candidate" not in names


def test_the_engine_imports_neither_django_nor_a_room():
    for path in ENGINE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            module = node.module if isinstance(node, ast.ImportFrom) else ""
            roots = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [module or ""]
            for root in roots:
                assert not root.startswith("django")
                assert not root.startswith("minga") or root.startswith("minga.engines.matching")


@quick
@given(worlds.posts(), worlds.persons(), worlds.persons())
def test_protected_attributes_change_no_score(wanted, person, other):
    changed = replace(
        person,
        id="another",
        birth_date=other.birth_date,
        nationalities=other.nationalities,
        studying=other.studying,
        education=other.education,
    )
    assert explain(post=wanted, candidate=person).parts == explain(post=wanted, candidate=changed).parts


@quick
@given(worlds.posts(), worlds.persons(), st.sampled_from(worlds.SKILLS), st.integers(0, 4), worlds.weightings)
def test_adding_a_skill_never_lowers_a_score(wanted, person, skill, level, weights):
    richer = replace(person, skills={**person.skills, skill: max(level, person.skills.get(skill, 0))})
    before = explain(post=wanted, candidate=person, weights=weights).total
    assert explain(post=wanted, candidate=richer, weights=weights).total >= before


@quick
@given(worlds.posts(), worlds.persons(), st.integers(0, 40))
def test_more_experience_never_lowers_a_score(wanted, person, more):
    richer = replace(person, experience_months=person.experience_months + more)
    assert explain(post=wanted, candidate=richer).total >= explain(post=wanted, candidate=person).total


@quick
@given(worlds.posts(), worlds.persons())
def test_evidence_adds_up_to_its_part_and_parts_stay_within_0_and_100(wanted, person):
    for one in explain(post=wanted, candidate=person).parts:
        assert sum(row.points for row in one.evidence) == one.points
        assert 0 <= one.points <= 10_000


@quick
@given(worlds.posts(), worlds.pools())
def test_many_candidates_score_as_each_one_alone(wanted, pool):
    alone = [[one.points for one in explain(post=wanted, candidate=person).parts] for person in pool]
    assert part_matrix(post=wanted, candidates=pool).tolist() == alone


@quick
@given(worlds.posts(), worlds.persons(), worlds.weightings, st.integers(1, 50))
def test_only_the_proportions_of_weights_count(wanted, person, weights, factor):
    scaled = Weights(*(weights.stated(one) * factor / 10 for one in Part))
    assert explain(post=wanted, candidate=person, weights=weights) == explain(
        post=wanted, candidate=person, weights=scaled
    )


def test_a_skill_counts_by_importance_and_by_level():
    wanted = post(skills=(WantedSkill("teaching", importance=3), WantedSkill("data", level=4)))
    assert part(Part.SKILLS, wanted, candidate(skills={"teaching": 0, "data": 2})).evidence == (
        Evidence(EvidenceCode.SKILL, "teaching", None, 0, 7500),
        Evidence(EvidenceCode.SKILL, "data", 4, 2, 1250),
    )


def test_a_level_that_is_not_stated_counts_as_the_lowest():
    wanted = post(skills=(WantedSkill("data", level=4),))
    assert part(Part.SKILLS, wanted, candidate(skills={"data": 0})).points == 2500
    assert part(Part.SKILLS, wanted, candidate(skills={})).points == 0


def test_thirds_are_rounded_half_up_and_carried():
    wanted = post(skills=tuple(WantedSkill(one) for one in ("a", "b", "c")))
    found = part(Part.SKILLS, wanted, candidate(skills={"a": 0, "b": 0}))
    assert (found.points, [row.points for row in found.evidence]) == (6667, [3333, 3334, 0])


def test_languages_count_in_cefr_steps_up_to_the_desired_level():
    wanted = post(languages=(WantedLanguage("en", Cefr.B1, desired=Cefr.C2), WantedLanguage("fr", Cefr.A1)))
    assert part(Part.LANGUAGES, wanted, candidate(languages={"en-GB": Cefr.B1})).evidence == (
        Evidence(EvidenceCode.LANGUAGE, "en", "C2", "B1", 2500),
        Evidence(EvidenceCode.LANGUAGE, "fr", "A1", None, 0),
    )


def test_experience_beyond_what_is_wanted_earns_nothing():
    person = candidate(experience_months=24, experience_months_by_area={"education": 24})
    elder = candidate(experience_months=400, experience_months_by_area={"education": 400})
    assert part(Part.EXPERIENCE, post(), person).points == part(Part.EXPERIENCE, post(), elder).points == 10_000


def test_experience_is_counted_in_total_in_the_areas_and_by_areas_named():
    wanted = post(areas=("education", "health"), wanted_experience_months=24)
    person = candidate(experience_months=12, experience_months_by_area={"education": 6}, areas=frozenset())
    assert part(Part.EXPERIENCE, wanted, person).evidence == (
        Evidence(EvidenceCode.TOTAL_EXPERIENCE, "", 24, 12, 2000),
        Evidence(EvidenceCode.EXPERIENCE_IN_AREAS, "", 24, 6, 1000),
        Evidence(EvidenceCode.AREAS_NAMED, "", 2, 1, 1000),
    )


def test_a_start_45_days_late_and_half_the_time_earn_half():
    wanted = post(start=date(2027, 3, 1), latest_start=None)
    person = candidate(available_from=date(2027, 4, 15), available_until=date(2027, 10, 14))
    assert part(Part.AVAILABILITY, wanted, person).evidence == (
        Evidence(EvidenceCode.START, "", date(2027, 3, 1), date(2027, 4, 15), 2500),
        Evidence(EvidenceCode.LENGTH, "", 366, 183, 2500),
    )


def test_who_is_free_only_before_the_start_earns_nothing_for_availability():
    person = candidate(available_from=date(2026, 1, 1), available_until=date(2027, 2, 28))
    assert part(Part.AVAILABILITY, post(), person).points == 0


def test_weekly_hours_count_where_the_post_asks_for_them():
    wanted = post(weekly_hours=20)
    rows = part(Part.AVAILABILITY, wanted, candidate(weekly_hours=10)).evidence
    assert rows[-1] == Evidence(EvidenceCode.WEEKLY_HOURS, "", 20, 10, 1666)


def test_a_motivation_not_yet_rated_counts_as_the_middle():
    assert part(Part.MOTIVATION, post(), candidate()).evidence == (
        Evidence(EvidenceCode.MOTIVATION, "", 10_000, None, 5000),
    )


@pytest.mark.parametrize(
    ("rating", "points"), [(0, 0), (0.73, 7300), (0.12345, 1235), (Decimal("0.5"), 5000), (1, 10_000)]
)
def test_a_motivation_is_rounded_half_up_to_hundredths(rating, points):
    assert part(Part.MOTIVATION, post(), candidate(motivation=rating)).points == points


def test_a_part_of_which_nothing_is_asked_is_full_for_everyone():
    found = part(Part.SKILLS, post(skills=()), candidate(skills={}))
    assert (found.points, found.evidence[0].code) == (10_000, EvidenceCode.NOTHING_ASKED)


def test_the_total_is_the_weighted_mean_rounded_half_up():
    wanted = post(skills=(WantedSkill("data", level=3),), eligibility=Eligibility())
    found = explain(
        post=wanted, candidate=candidate(skills={"data": 1}), weights=Weights.parse("skills=1,motivation=1")
    )
    assert [one.points for one in found.parts if one.weight] == [3333, 5000]
    assert found.total == 4167


def test_weights_that_are_all_zero_name_themselves():
    with pytest.raises(MatchingError, match="All five weights are zero") as error:
        Weights(0, 0, 0, 0, 0)
    assert error.value.field == "weights"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("skills=-1", "weights.skills"),
        ("charm=3", "weights.charm"),
        ("skills", "weights"),
        ("skills=nan", "weights.skills"),
    ],
)
def test_a_weight_that_makes_no_sense_is_named(text, field):
    with pytest.raises(MatchingError) as error:
        Weights.parse(text)
    assert error.value.field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"motivation": 1.5}, "motivation"),
        ({"available_from": date(2027, 2, 1), "available_until": date(2027, 1, 1)}, "available_until"),
        ({"skills": {"data": 7}}, "skills"),
        ({"experience_months": -1}, "experience_months"),
        ({"id": ""}, "id"),
    ],
)
def test_a_candidate_that_contradicts_itself_names_the_field(changes, field):
    with pytest.raises(MatchingError) as error:
        candidate(**changes)
    assert error.value.field == field
