"""Where hundreds decide, the question who could only decide about themselves asks about one of each office."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import factories as make
from tests.assignments.selection_world import applied

from minga.assignments.models import Description
from minga.assignments.queries.only_themselves import offices_today, only_themselves
from minga.core.access.models import Role
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def office_of(post: Description, *, people: int) -> list[Account]:
    """Officers of its country only."""
    officers = [make.make_account() for _number in range(people)]
    for officer in officers:
        make.give_role(officer, Role.PROGRAMME_OFFICER, country=post.country_id)
    return officers


def candidates(post: Description, people: list[Account]) -> None:
    for person in people:
        applied(post, account=person, state="shortlisted")


def test_a_country_is_named_only_once_the_last_of_its_officers_applied_for_the_same_post() -> None:
    post, other = make.make_description(state="selecting"), make.make_description(state="selecting")
    officers = office_of(post, people=4)
    candidates(post, officers[:-1])
    candidates(other, officers[1:])
    assert only_themselves().countries == []
    candidates(post, officers[-1:])
    assert only_themselves().countries == [post.country]


def test_an_officer_of_the_platform_decides_where_a_whole_country_applied() -> None:
    post = make.make_description(state="selecting")
    officers = office_of(post, people=2)
    candidates(post, officers)
    assert only_themselves().countries == [post.country]
    everywhere = make.make_account()
    make.give_role(everywhere, Role.REGIONAL_MANAGER)
    assert only_themselves().countries == []
    candidates(post, [everywhere])
    assert only_themselves().countries == [post.country]


def test_one_officer_of_each_country_is_asked_about_and_nobody_more() -> None:
    post = make.make_description(state="selecting")
    officers = office_of(post, people=30)
    first = min(officer.pk for officer in officers)
    assert offices_today().one_of_each == (first,)
    assert offices_today().alone == ()


@pytest.mark.once
def test_it_costs_as_many_questions_for_thirty_officers_as_for_two() -> None:
    post = make.make_description(state="selecting")
    candidates(post, office_of(post, people=2)[:1])

    def price() -> int:
        with CaptureQueriesContext(connection) as asked:
            only_themselves()
        return len(asked)

    few = price()
    candidates(post, office_of(post, people=28)[:20])
    assert price() == few == 6
