"""Of one's own applications those come first whose next step is one's own, however many newer ones there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.clients import signed_in

from minga.assignments.models import Application, Description
from minga.assignments.queries.applications import applications_of
from minga.assignments.queries.standing import is_their_turn
from minga.assignments.views.applications import PER_PAGE
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def one(person: Account, state: str, *, days: int, post: str = "selecting") -> Application:
    """An application that came into its state so many days ago."""
    row = applied(make.make_description(state=post), account=person, state=state)
    Application.objects.filter(pk=row.pk).update(state_changed_at=timezone.now() - timedelta(days=days))
    return row


def test_what_waits_for_the_person_is_first_whatever_is_newer() -> None:
    person = make.make_volunteer()
    offer, begun = one(person, "offered", days=90), one(person, "draft", days=80, post="sourcing")
    missed, late = one(person, "draft", days=1, post="selecting"), one(person, "not_selected", days=0)
    Description.objects.filter(pk=begun.description_id).update(closes_on=timezone.localdate() + timedelta(days=9))
    for days in range(PER_PAGE):
        one(person, "submitted", days=days)
    rows = list(applications_of(person))
    assert [row.pk for row in rows[:2]] == [begun.pk, offer.pk] and rows[-1].pk == late.pk
    turns = [is_their_turn(row) for row in rows]
    assert turns == sorted(turns, reverse=True) and turns.count(True) == 2 and missed in rows
    page = signed_in(person).get("/applications")
    assert [row["application"].pk for row in page.context["rows"]][:2] == [begun.pk, offer.pk]
