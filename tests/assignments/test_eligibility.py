"""Who may apply, and how a refusal reads."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.conditions import ASKS, SPOKEN, months_words, words_for
from minga.assignments.matching import candidate_of, months_begun, post_of
from minga.assignments.models import Description, LanguageRequirement, SkillRequirement
from minga.assignments.queries.eligibility import fit, problems_of, standing_of
from minga.assignments.queries.opportunities import Search, find
from minga.core.days import add_months
from minga.engines.matching import Rule, assess_eligibility
from minga.people.models import Education, Experience, Skill

pytestmark = pytest.mark.django_db


def experienced(account, *, months: int):
    today = timezone.localdate()
    first = add_months(today + timedelta(days=1), -months)
    Experience.objects.create(profile=account.profile, title="Work", organisation="Somewhere", starts=first, ends=today)


def test_a_refusal_says_the_rule_what_the_profile_shows_and_what_would_change_it():
    description = make.make_description(min_experience_months=36)
    volunteer = make.make_volunteer()
    experienced(volunteer, months=16)
    broken = fit(volunteer, description).broken
    assert [words.message for words in broken] == [
        "This post asks for 3 years of experience; your profile shows 1 year 4 months, full months counted."
    ]
    assert broken[0].remedy == "Add earlier work or volunteering, or see youth posts."
    assert broken[0].url == "/profile/experience"


def test_the_page_of_applying_says_at_once_that_it_would_be_refused_and_what_would_change_that():
    description = make.make_description(category=make.make_category("specialist", min_experience_months=36))
    volunteer = make.make_volunteer()
    volunteer.profile.skills.add(Skill.objects.create(code="test:records", title="Records"))
    volunteer.profile.steps_done = ["education", "experience"]
    volunteer.profile.save()
    page = signed_in(volunteer).get(f"/opportunities/{description.ref}/apply").content.decode()
    assert "As your profile is now, this application cannot be sent: 1 condition is not met." in page
    assert "Add earlier work or volunteering, or see youth posts." in page
    fine = make.make_description()
    page = signed_in(make.make_volunteer()).get(f"/opportunities/{fine.ref}/apply").content.decode()
    assert "cannot be sent" not in page


def test_a_volunteer_too_young_learns_from_when_on():
    description = make.make_description(category=make.make_category("expert", min_age=35))
    volunteer = make.make_volunteer(age=30)
    [words] = fit(volunteer, description).broken
    assert words.rule == Rule.MIN_AGE
    assert str(timezone.localdate().year - 30 + 35) in words.remedy


def test_months_are_counted_in_years_and_months():
    assert [months_words(months) for months in (0, 1, 12, 16, 25, 36)] == [
        "0 months", "1 month", "1 year", "1 year 4 months", "2 years 1 month", "3 years",
    ]  # fmt: skip


def test_a_month_of_service_begun_counts_whole():
    assert months_begun(first=date(2024, 1, 1), last=date(2024, 12, 31)) == 12
    assert months_begun(first=date(2024, 1, 15), last=date(2024, 2, 29)) == 2
    assert months_begun(first=date(2023, 3, 1), last=date(2024, 3, 1)) == 13
    assert months_begun(first=date(2023, 3, 1), last=date(2023, 3, 1)) == 1
    assert months_begun(first=date(2026, 11, 30), last=date(2027, 2, 28)) == 3
    assert months_begun(first=date(2026, 11, 30), last=date(2027, 3, 1)) == 4
    assert months_begun(first=date(2026, 3, 1), last=date(2026, 2, 27)) == 0


def test_every_rule_of_the_engine_has_words():
    assert set(ASKS) == set(Rule)
    assert set(SPOKEN) | {Rule.STUDYING, Rule.LANGUAGE, Rule.SKILL} == set(Rule)


def test_a_post_that_takes_nominated_people_refuses_others():
    partner = make.make_organisation(is_partner=True, name="A university")
    description = make.make_description(nominating_partner=partner)
    application = make.make_application(description=description, state="draft")
    assert "nomination" in [problem.place for problem in problems_of(application)]


def test_a_closed_post_takes_no_application():
    description = make.make_description(closes_on=timezone.localdate() - timedelta(days=2))
    application = make.make_application(description=description, state="draft")
    assert problems_of(application)[0].place == "description"


def make_many(chance: random.Random) -> list[Description]:
    skills = [Skill.objects.create(code=f"skill-{number}", title=f"Skill {number}") for number in range(3)]
    made = []
    for number in range(40):
        category = make.make_category(
            f"category-{number % 8}",
            min_age=chance.choice([None, 18, 25, 35]),
            max_age=chance.choice([None, 36, 60]),
            must_be_studying=chance.random() < 0.2,
            min_experience_months=chance.choice([0, 12, 36]),
            max_total_months=chance.choice([None, 12, 48]),
            nationality=chance.choice(["by_track", "any"]),
            allowed_nationalities=chance.choice([[], [], ["CN", "PE"], ["KE"]]),
            excluded_nationalities=chance.choice([[], [], ["KE"]]),
        )
        description = make.make_description(
            category=category,
            track=chance.choice(["national", "international", "online"]),
            country=chance.choice(["CN", "KE"]),
            min_education=chance.choice([None, 6, 7]),
            starts_on=date(2028, 2, 29) if number % 5 == 0 else timezone.localdate() + timedelta(days=number),
            nominating_partner=make.make_organisation() if chance.random() < 0.1 else None,
        )
        if number % 3 == 0:
            description.seats.create(
                number=2, city=make.make_city(country=chance.choice(["KE", "PE"]), name="Elsewhere")
            )
        if chance.random() < 0.5:
            level = chance.choice(["B1", "C1"])
            language = chance.choice(["en", "zh", "zh-Hans", "fr"])
            LanguageRequirement.objects.create(description=description, language=language, level=level)
        if chance.random() < 0.3:
            SkillRequirement.objects.create(description=description, skill=chance.choice(skills), is_required=True)
        made.append(description)
    refresh_all()  # a category's later rule also holds for its earlier posts
    return made


def test_only_what_i_may_apply_for_agrees_with_the_engine_on_every_post():
    chance = random.Random(7)
    descriptions = make_many(chance)
    for number in range(12):
        volunteer = make.make_volunteer(
            nationality=chance.choice(["CN", "KE", "PE"]),
            age=chance.choice([17, 18, 24, 25, 35, 36, 61]),
            languages=chance.choice([{"en": "C1"}, {"zh-Hans": "B1", "en": "A2"}, {"fr": "C2"}]),
        )
        profile = volunteer.profile
        profile.is_studying = number % 3 == 0
        if number % 4 == 0:
            profile.birth_date = None
        if number % 5 == 0:
            profile.nationality_id = None
        profile.save()
        if number % 2:
            Education.objects.create(
                profile=profile, level=chance.choice([6, 8]), institution="A school", finished=2020
            )
            experienced(volunteer, months=chance.choice([12, 37]))
            profile.skills.add(Skill.objects.get(code="skill-1"))
        standing = standing_of(volunteer)
        allowed = set(find(Search(eligible=True), seeker=standing.seeker, per_page=100).keys)
        expected = {
            row.pk
            for row in descriptions
            if assess_eligibility(post=post_of(row), candidate=standing.seeker.candidate).eligible
            and row.nominating_partner_id is None
        }
        assert allowed == expected
        if expected:
            sent = next(row for row in descriptions if row.pk in expected)
            make.make_application(description=sent, account=volunteer, state="withdrawn")
            seeker = standing_of(volunteer).seeker
            assert set(find(Search(eligible=True), seeker=seeker, per_page=100).keys) == expected - {sent.pk}


def test_what_is_asked_reads_in_chinese_too_without_breaking():
    description = make.make_description(min_experience_months=36)
    LanguageRequirement.objects.create(description=description, language="fr", level="B2")
    candidate = candidate_of(make.make_volunteer().profile)
    with translation.override("zh-hans"):
        words = words_for(assess_eligibility(post=post_of(description), candidate=candidate))
    assert "法语" in words[-1].message
