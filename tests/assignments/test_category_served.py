"""A refugee serves “as the category served in”: the description names it, and what that one asks is asked as well."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.description_world import complete_description, fresh
from tests.clients import signed_in

from minga.assignments.actions.categories import change_rule
from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.matching import eligibility_of, rule_of
from minga.assignments.models import Category, Description, OpportunityRow
from minga.assignments.queries.completeness import inconsistencies
from minga.assignments.queries.opportunities import Search, find
from minga.core.reference import load_reference
from minga.engines.matching import NationalityRule

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shipped(reference: None) -> None:
    list(load_reference(only=["assignments"]))


def category(code: str) -> Category:
    return Category.objects.get(code=code)


def refugee(serves_as: str = "", **fields: Any) -> Description:
    served = category(serves_as) if serves_as else None
    return complete_description(category=category("refugee"), serves_as=served, **fields)


def said(description: Description) -> list[str]:
    return [str(problem.message) for problem in inconsistencies(fresh(description))]


def test_it_is_approved_only_once_the_category_is_named_and_agrees_with_that_one() -> None:
    assert said(refugee(min_experience_months=0)) == ["It is not said in which category the volunteer serves."]
    too_little, enough = (refugee("specialist", min_experience_months=months) for months in (12, 36))
    assert any("at least 3 years of experience" in words for words in said(too_little))
    assert said(enough) == []
    assert any("at most 24 months" in words for words in said(refugee("youth", duration_months=30)))


@pytest.mark.parametrize(
    ("serves_as", "ages", "experience"),
    [("specialist", (27, None), 36), ("youth", (18, 26), 0), ("expert", (35, None), 180), ("community", (18, None), 0)],
)
def test_ages_and_experience_are_those_of_the_category_and_nationality_stays_open(
    serves_as: str, ages: tuple[int, int | None], experience: int
) -> None:
    rules = eligibility_of(refugee(serves_as, min_experience_months=0))
    assert ((rules.min_age, rules.max_age), rules.min_experience_months) == (ages, experience)
    assert rules.nationality == NationalityRule.ANY


def test_the_stricter_of_both_counts_and_another_category_is_never_joined() -> None:
    own = category("refugee").rules.get()
    own.min_age, own.max_duration_months = 20, 12
    own.save()
    description = refugee("youth")
    rule = rule_of(description, on=date(2027, 1, 1))
    assert rule is not None and (rule.min_age, rule.max_age, rule.max_duration_months) == (20, 26, 12)
    plain = complete_description(category=category("community"), serves_as=category("expert"))
    assert eligibility_of(plain).min_age == 18


def test_who_is_too_young_for_it_reads_so_and_does_not_find_it_among_what_they_may_apply_for() -> None:
    post = refugee("specialist", state="sourcing")
    Description.objects.filter(pk=post.pk).update(published_at=timezone.now())
    refresh_opportunity(fresh(post))
    young = make.make_volunteer(nationality="KE", age=24)
    page = signed_in(young).get(f"/opportunities/{post.ref}").content.decode()
    assert "At least 27 years old" in page
    [row] = OpportunityRow.objects.filter(description=post)
    assert row.facts["rules"]["experience"] == 36 and row.facts["rules"]["any_nationality"]
    rule = category("specialist").rules.get()
    change_rule(actor=make.make_administrator(), rule=rule, values={"min_experience_months": 24})
    assert OpportunityRow.objects.get(description=post).facts["rules"]["experience"] == 36  # the post itself asks it
    change_rule(actor=make.make_administrator(), rule=rule, values={"min_experience_months": 60})
    assert OpportunityRow.objects.get(description=post).facts["rules"]["experience"] == 60
    assert find(Search()).total == 1


def test_the_editor_asks_for_it_where_the_category_wants_it_and_offers_only_such_as_stand_for_themselves() -> None:
    description = refugee(min_experience_months=0)
    client = signed_in(make.make_focal_point(description.host))
    path = f"/descriptions/{description.ref}/edit/basics"
    form = client.get(path).context["form"]
    offered = {str(words) for _value, words in form.fields["serves_as"].choices if words}
    assert "Specialist" in offered and "Refugee" not in offered
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: str(value) for name, value in sent.items() if value is not None}
    answer = client.post(path, {**sent, "serves_as": category("community").pk, "version": fresh(description).version})
    assert answer.status_code == 302
    assert fresh(description).serves_as == category("community") and said(description) == []
    page = client.get(f"/descriptions/{description.ref}").content.decode()
    assert "Category served in" in page
    other = complete_description(category=category("specialist"))
    path = f"/descriptions/{other.ref}/edit/basics"
    assert "serves_as" not in signed_in(make.make_focal_point(other.host)).get(path).context["form"].fields


def test_a_category_page_says_so_in_words(client: Any) -> None:
    page = client.get(f"/categories/{category('refugee').ref}").content.decode()
    assert "What the category served in asks: ages, experience, length" in page


def test_where_nobody_has_an_age_that_both_ask_for_it_is_said_before_approval_and_breaks_no_page_afterwards() -> None:
    own = category("refugee").rules.get()
    post = refugee("youth", state="sourcing", min_experience_months=0)
    Description.objects.filter(pk=post.pk).update(published_at=timezone.now())
    change_rule(actor=make.make_administrator(), rule=own, values={"min_age": 30})
    assert said(post) == ["Nobody has an age that both “Refugee” and “Youth” ask for."]
    rules = eligibility_of(fresh(post))
    assert (rules.min_age, rules.max_age) == (30, None)
    page = signed_in(make.make_volunteer(nationality="KE", age=24)).get(f"/opportunities/{post.ref}")
    assert page.status_code == 200


def test_a_category_served_in_that_is_retired_stays_among_the_choices_of_its_description() -> None:
    description = refugee("youth")
    Category.objects.filter(code__in=["youth", "expert"]).update(is_active=False)
    client = signed_in(make.make_officer(country=description.country_id))
    page = client.get(f"/descriptions/{description.ref}/edit/basics").content.decode()
    assert f'<option value="{category("youth").pk}" selected>' in page.partition('name="serves_as"')[2]
    assert f'<option value="{category("expert").pk}"' not in page
