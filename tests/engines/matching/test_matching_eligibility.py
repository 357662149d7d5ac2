"""Who may be placed on a post, and what a refusal says."""

from datetime import date

import pytest
from tests.engines.matching.worlds import candidate, post

from minga.engines.matching import (
    Cefr,
    Condition,
    Duration,
    Education,
    Eligibility,
    MatchingError,
    NationalityRule,
    Refusal,
    Remedy,
    Rule,
    Track,
    WantedSkill,
    assess_eligibility,
    post_refusals,
)


def refusals(*, rules: Eligibility | None = None, on: dict | None = None, **person) -> list[Refusal]:
    wanted = post(eligibility=rules or Eligibility(), **({"skills": (), "languages": ()} | (on or {})))
    return list(assess_eligibility(post=wanted, candidate=candidate(**person)).refusals)


def test_every_condition_is_reported_with_what_was_found():
    verdict = assess_eligibility(post=post(), candidate=candidate())
    assert verdict.eligible
    assert verdict.conditions == (
        Condition(Rule.MIN_AGE, "", True, 18, 23),
        Condition(Rule.MAX_AGE, "", True, 26, 23),
        Condition(Rule.TRACK_NATIONALITY, "international", True, ("KE",), ("CN",)),
        Condition(Rule.EXPERIENCE, "", True, 6, 30),
        Condition(Rule.LANGUAGE, "en", True, "B2", "C1"),
        Condition(Rule.SKILL, "teaching", True, "teaching", "teaching"),
    )


def test_a_person_fits_five_of_six_conditions():
    verdict = assess_eligibility(post=post(), candidate=candidate(experience_months=2))
    assert (verdict.met, len(verdict.conditions)) == (5, 6)


def test_three_years_asked_and_sixteen_months_found_says_how_many_lack():
    rules = Eligibility(min_experience_months=36)
    assert refusals(rules=rules, experience_months=16) == [
        Refusal(Rule.EXPERIENCE, "", 36, 16, Remedy.GAIN_EXPERIENCE, 20)
    ]


def test_age_counts_on_the_day_service_starts():
    rules = Eligibility(min_age=18)
    assert refusals(rules=rules, birth_date=date(2009, 3, 1)) == []
    assert refusals(rules=rules, birth_date=date(2009, 3, 2)) == [
        Refusal(Rule.MIN_AGE, "", 18, 17, Remedy.START_FROM, date(2027, 3, 2))
    ]


def test_the_highest_age_includes_its_whole_year():
    rules = Eligibility(max_age=26)
    assert refusals(rules=rules, birth_date=date(2000, 3, 2)) == []
    assert refusals(rules=rules, birth_date=date(2000, 3, 1)) == [
        Refusal(Rule.MAX_AGE, "", 26, 27, Remedy.OTHER_CATEGORY)
    ]


def test_who_was_born_on_29_february_comes_of_age_on_1_march():
    rules, born = Eligibility(min_age=18), date(2008, 2, 29)
    assert refusals(rules=rules, birth_date=born, on={"start": date(2026, 3, 1)}) == []
    assert refusals(rules=rules, birth_date=born, on={"start": date(2026, 2, 28)}) == [
        Refusal(Rule.MIN_AGE, "", 18, 17, Remedy.START_FROM, date(2026, 3, 1))
    ]


def test_a_profile_without_a_birth_date_is_asked_to_complete_it():
    rules = Eligibility(min_age=18, max_age=26)
    assert refusals(rules=rules, birth_date=None) == [
        Refusal(Rule.MIN_AGE, "", 18, None, Remedy.COMPLETE_PROFILE, "birth_date"),
        Refusal(Rule.MAX_AGE, "", 26, None, Remedy.COMPLETE_PROFILE, "birth_date"),
    ]


def test_a_national_of_the_duty_station_cannot_go_there_on_the_international_track():
    both = frozenset({"CN", "KE"})
    assert refusals(nationalities=both) == [
        Refusal(Rule.TRACK_NATIONALITY, "international", ("KE",), ("CN", "KE"), Remedy.OTHER_TRACK, "national")
    ]


def test_where_seats_are_in_several_countries_one_of_another_than_ones_own_is_enough():
    on = {"countries": frozenset({"UG", "KE"})}
    assert refusals(on=on, nationalities=frozenset({"KE"})) == []
    assert refusals(on=on, nationalities=frozenset({"KE", "UG"})) == [
        Refusal(Rule.TRACK_NATIONALITY, "international", ("KE", "UG"), ("KE", "UG"), Remedy.OTHER_TRACK, "national")
    ]


def test_only_nationals_serve_on_the_national_track():
    on = {"track": Track.NATIONAL, "countries": frozenset({"CN"})}
    assert refusals(on=on) == []
    assert refusals(on=on, nationalities=frozenset({"FR"})) == [
        Refusal(Rule.TRACK_NATIONALITY, "national", ("CN",), ("FR",), Remedy.OTHER_TRACK, "international")
    ]


def test_a_refugee_post_leaves_nationality_out():
    rules = Eligibility(nationality=NationalityRule.ANY)
    assert refusals(rules=rules, on={"track": Track.NATIONAL}, nationalities=frozenset()) == []


def test_an_online_post_asks_no_nationality():
    assert refusals(on={"track": Track.ONLINE, "countries": frozenset()}, nationalities=frozenset()) == []


def test_one_of_the_allowed_nationalities_is_enough_and_one_excluded_is_too_many():
    rules = Eligibility(allowed_nationalities=frozenset({"CN", "FR"}), excluded_nationalities=frozenset({"BR"}))
    assert refusals(rules=rules, nationalities=frozenset({"CN", "US"})) == []
    found = refusals(rules=rules, nationalities=frozenset({"BR"}))
    assert [one.rule for one in found] == [Rule.ALLOWED_NATIONALITY, Rule.EXCLUDED_NATIONALITY]


def test_a_university_post_is_for_who_is_studying():
    rules = Eligibility(must_be_studying=True)
    assert refusals(rules=rules, studying=True) == []
    assert refusals(rules=rules, studying=False) == [Refusal(Rule.STUDYING, "", True, False, Remedy.CONFIRM_STUDIES)]


def test_education_is_compared_by_isced_level():
    rules = Eligibility(min_education=Education.BACHELOR)
    assert refusals(rules=rules, education=Education.MASTER) == []
    assert refusals(rules=rules, education=Education.UPPER_SECONDARY) == [
        Refusal(Rule.EDUCATION, "", "bachelor", "upper_secondary", Remedy.COMPLETE_EDUCATION, "bachelor")
    ]


def test_service_so_far_and_this_post_stay_within_four_years():
    rules = Eligibility(max_service_months=48)
    assert refusals(rules=rules, served_months=36) == []
    assert refusals(rules=rules, served_months=40) == [Refusal(Rule.SERVICE_LIMIT, "", 48, 52, Remedy.SHORTER_POST, 8)]


def test_the_best_of_several_fitting_languages_counts():
    assert assess_eligibility(
        post=post(), candidate=candidate(languages={"en": Cefr.A1, "en-GB": Cefr.B2, "zh": Cefr.C2})
    ).eligible


def test_a_language_below_the_minimum_names_the_level_to_reach():
    found = assess_eligibility(post=post(), candidate=candidate(languages={"en": Cefr.A2})).refusals
    assert found == (Refusal(Rule.LANGUAGE, "en", "B2", "A2", Remedy.REACH_LEVEL, "B2"),)


def test_english_does_not_meet_a_tag_that_only_begins_alike():
    found = assess_eligibility(post=post(), candidate=candidate(languages={"enm": Cefr.C2})).refusals
    assert found == (Refusal(Rule.LANGUAGE, "en", "B2", None, Remedy.REACH_LEVEL, "B2"),)


def test_a_required_skill_must_be_held_a_wanted_one_need_not():
    found = assess_eligibility(post=post(), candidate=candidate(skills={})).refusals
    assert found == (Refusal(Rule.SKILL, "teaching", "teaching", None, Remedy.ADD_SKILL, "teaching"),)


def test_a_post_longer_than_its_category_allows_is_refused_at_approval():
    rules = Eligibility(max_duration=Duration(months=24), max_weekly_hours=20)
    fits = post(eligibility=rules, duration=Duration(days=731), start=date(2027, 6, 1), latest_start=None)
    assert post_refusals(fits) == ()
    assert post_refusals(post(eligibility=rules, duration=Duration(months=25), weekly_hours=21)) == (
        Refusal(Rule.MAX_DURATION, "", date(2029, 3, 1), date(2029, 4, 1), Remedy.SHORTEN, date(2029, 3, 1)),
        Refusal(Rule.MAX_WEEKLY_HOURS, "", 20, 21, Remedy.SHORTEN, 20),
    )


def test_a_month_from_31_january_ends_with_february():
    assert Duration(months=1).after(date(2027, 1, 31)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"countries": frozenset()}, "country"),
        ({"latest_start": date(2027, 2, 1)}, "latest_start"),
        ({"id": ""}, "id"),
        ({"areas": ("health", "health")}, "areas[1]"),
        ({"skills": (WantedSkill("x", importance=0),)}, "skills[0].importance"),
        ({"skills": (WantedSkill("x", level=5),)}, "skills[0].level"),
    ],
)
def test_a_post_that_contradicts_itself_names_the_field(changes, field):
    with pytest.raises(MatchingError) as error:
        post(**changes)
    assert (error.value.field, bool(error.value.remedy)) == (field, True)


def test_no_age_is_both_above_and_below():
    with pytest.raises(MatchingError, match="at least 30 and at most 20"):
        Eligibility(min_age=30, max_age=20)
