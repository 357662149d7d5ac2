"""Ages, months of experience, completeness and the loader for matching."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories import make_account, make_volunteer

from minga.people.actions import profile as acts
from minga.people.models import Education, Experience, Occupation, Profile, Skill
from minga.people.queries import (
    age_on,
    completeness,
    day_of_age,
    experience_months,
    find_accounts,
    find_occupations,
    find_skills,
    months_covered,
    profile_of,
    profiles_for_matching,
)
from minga.people.reference import occupations, skills

TODAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 6, 15), date(2026, 6, 14), 17),
        (date(2008, 6, 15), date(2026, 6, 15), 18),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2004, 2, 29), date(2024, 2, 29), 20),
    ],
)
def test_a_birthday_counts_from_its_day_on(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


def test_the_day_of_an_age_agrees_with_the_age_on_it() -> None:
    assert day_of_age(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert age_on(date(2008, 2, 29), day_of_age(date(2008, 2, 29), 18)) == 18
    assert day_of_age(date(2008, 5, 3), 18) == date(2026, 5, 3)


def test_months_that_overlap_count_once() -> None:
    posts = [(date(2020, 1, 1), date(2020, 12, 31)), (date(2020, 7, 1), date(2021, 6, 30))]
    assert months_covered(posts, today=TODAY) == 18


def test_a_post_that_goes_on_counts_until_today() -> None:
    assert months_covered([(date(2026, 1, 10), None)], today=TODAY) == 5


@pytest.mark.parametrize(
    ("posts", "months"),
    [
        ([("2020-01-01", "2022-12-31")], 36),
        ([("2020-01-15", "2023-01-14")], 36),
        ([("2020-01-15", "2023-01-13")], 35),
        ([("2020-02-01", "2023-01-01")], 35),
        ([("2020-01-31", "2020-02-01")], 0),
        ([("2024-01-31", "2024-02-29")], 1),
        ([("2020-01-01", "2020-01-20"), ("2021-01-01", "2021-01-11")], 1),
        ([("2020-01-01", "2020-01-20"), ("2021-01-01", "2021-01-10")], 0),
        ([("2020-01-01", "2020-06-15"), ("2020-06-16", "2020-12-31")], 12),
        ([("2021-01-01", "2020-01-01")], 0),
        ([], 0),
    ],
)
def test_only_full_months_count(posts: list[tuple[str, str]], months: int) -> None:
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in posts]
    assert months_covered(spans, today=TODAY) == months


def test_a_post_of_the_future_counts_nothing() -> None:
    assert months_covered([(date(2027, 1, 1), None)], today=TODAY) == 0


@pytest.mark.django_db
def test_experience_joins_work_and_volunteering() -> None:
    profile = make_volunteer().profile
    for starts, ends, volunteering in (
        (date(2020, 1, 1), date(2020, 6, 30), False),
        (date(2020, 4, 1), date(2020, 9, 30), True),
    ):
        Experience.objects.create(
            profile=profile, title="x", organisation="y", starts=starts, ends=ends, is_volunteering=volunteering
        )
    assert experience_months(profile) == 9


@pytest.mark.django_db
def test_a_fresh_profile_misses_what_an_application_needs() -> None:
    account = make_account()
    Profile.objects.create(account=account)
    state = completeness(profile_of(account))
    assert [step.key for step in state.missing] == [
        "about", "languages", "education", "experience", "skills", "availability",
    ]  # fmt: skip
    assert (state.done, state.total, state.percent) == (0, 6, 0)


@pytest.mark.django_db
def test_a_profile_is_complete_without_degree_or_work_once_that_is_said() -> None:
    account = make_volunteer()
    profile = account.profile
    profile.skills.add(Skill.objects.create(code="s", title="S"))
    for step in ("education", "experience"):
        acts.mark_step_done(actor=account, profile=profile, step=step)
    assert completeness(profile_of(account)).missing == ()


@pytest.mark.django_db
def test_matching_loads_any_number_of_profiles_with_the_same_queries() -> None:
    accounts = []
    occupation = Occupation.objects.create(code="2211", level=4, title="Doctors")
    skill = Skill.objects.create(code="s", title="S")

    def add(number: int) -> None:
        for _number in range(number):
            account = make_volunteer()
            Education.objects.create(profile=account.profile, level=6, institution="U")
            Experience.objects.create(
                profile=account.profile, title="t", organisation="o", starts=date(2020, 1, 1), occupation=occupation
            )
            account.profile.skills.add(skill)
            accounts.append(account)

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            for profile in profiles_for_matching([account.pk for account in accounts]).values():
                assert [row.occupation.title for row in profile.experience.all()] == ["Doctors"]
                assert len(profile.languages.all()) == 2
                assert experience_months(profile) > 12
                assert profile.nationality.pk == "CN"
        return len(queries)

    add(1)
    one = count()
    add(99)
    assert one == count() == 9


@pytest.mark.django_db
def test_closed_accounts_are_not_matched() -> None:
    account = make_volunteer()
    account.is_active = False
    account.save()
    assert profiles_for_matching([account.pk]) == {}


@pytest.mark.django_db
def test_people_are_found_by_whole_email_or_reference_only() -> None:
    account = make_account(email="Li.Na@example.org")
    assert list(find_accounts("li.na@EXAMPLE.org")) == [account]
    assert list(find_accounts(account.ref)) == [account]
    assert list(find_accounts("li.na")) == []


@pytest.mark.django_db
def test_an_occupation_is_found_by_its_word_its_code_and_its_chinese_group() -> None:
    Occupation.objects.bulk_create(Occupation(**row) for row in occupations())
    assert Occupation.objects.count() == 619
    assert {row.code for row in find_occupations("accountants")} >= {"2411"}
    assert [row.code for row in find_occupations("2411")] == ["2411"]
    assert all(row.code.startswith("2") for row in find_occupations("教师"))
    assert find_occupations("教师")
    assert find_occupations("   ") == []


@pytest.mark.django_db
def test_a_skill_is_found_in_both_languages_and_by_its_other_names() -> None:
    Skill.objects.bulk_create(Skill(**row) for row in skills())
    assert find_skills("笔译")[0].code == "skill-translation"
    assert find_skills("translation")[0].code == "skill-translation"
    assert find_skills("气候", is_area=True)[0].code == "area-climate"
    assert find_skills("zzzz") == []
