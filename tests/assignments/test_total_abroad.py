"""The longest time abroad holds over all services: also those accepted and not begun, and where a rule has ended."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.clients import signed_in

from minga.assignments.actions.offers import accept_offer, make_offer
from minga.assignments.matching import months_abroad
from minga.assignments.models import Application, Assignment, Description, Offer
from minga.assignments.queries.eligibility import fit
from minga.assignments.queries.service import longest_end, months_beyond
from minga.core.errors import Incomplete
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def abroad(**fields: Any) -> Description:
    category = make.make_category("expert", max_total_months=48)
    return make.make_description(track="international", country="KE", category=category, **fields)


def accepted(account: Account, *, months: int, state: str = "preparing") -> Assignment:
    """A service abroad of so many years that begins in a month, on the first."""
    post = abroad(state="filled", duration_months=months)
    first = (timezone.localdate().replace(day=1) + timedelta(days=62)).replace(day=1)
    last = post.last_day_from(first)
    assert last is not None
    application, seat = applied(post, account=account, state="accepted"), post.seats.get()
    days = {"seat": seat, "starts_on": first, "ends_on": last}
    offer = Offer.objects.create(application=application, state="accepted", expires_at=timezone.now(), **days)
    return Assignment.objects.create(offer=offer, description=post, account=account, state=state, **days)


def test_a_service_that_was_accepted_counts_before_it_begins() -> None:
    account, next_one = make.make_volunteer(age=40), abroad(duration_months=24)
    before = fit(account, next_one)
    assert before is not None and [row.rule for row in before.broken] == []
    service = accepted(account, months=36)
    assert months_abroad([account.pk]) == {account.pk: 36}
    after = fit(account, next_one)
    assert after is not None and [row.rule for row in after.broken] == ["service_limit"]
    Assignment.objects.filter(pk=service.pk).update(state="ended", end_kind="not_started")
    assert months_abroad([account.pk]) == {}


def test_no_offer_goes_beyond_the_total_with_what_was_accepted_meanwhile() -> None:
    account, officer = make.make_volunteer(age=40), make.make_officer(country="KE")
    post = abroad(state="selecting", duration_months=24)
    row = applied(post, account=account, state="selected")
    first = (timezone.localdate() + timedelta(days=200)).replace(day=1)
    last = post.last_day_from(first)
    assert last is not None
    accepted(account, months=36)
    offered = {"actor": officer, "application": row, "seat": post.seats.get(), "starts_on": first}
    with pytest.raises(Incomplete) as refused:
        make_offer(**offered, ends_on=last)
    [problem] = refused.value.problems
    assert (problem.place, str(problem.message)) == (
        "ends_on", "All services abroad together would be 12 months too long.",
    )  # fmt: skip
    shorter = post.last_day_from(first.replace(year=first.year - 1))
    assert shorter is not None
    assert make_offer(**offered, ends_on=shorter)


def test_of_two_open_offers_only_one_is_accepted_where_both_would_pass_the_total() -> None:
    account, officer = make.make_volunteer(age=40), make.make_officer(country="KE")
    post = abroad(state="selecting", duration_months=24)
    row = applied(post, account=account, state="selected")
    first = (timezone.localdate() + timedelta(days=1200)).replace(day=1)
    last = post.last_day_from(first)
    assert last is not None
    make_offer(actor=officer, application=row, seat=post.seats.get(), starts_on=first, ends_on=last)
    accepted(account, months=36)
    page = signed_in(account).get(f"/applications/{row.ref}").content.decode()
    assert "it would go 12 months beyond what its category allows" in page and 'value="yes"' not in page
    with pytest.raises(Incomplete) as refused:
        accept_offer(actor=account, application=Application.objects.get(pk=row.pk))
    assert [problem.place for problem in refused.value.problems] == ["services"]
    assert Application.objects.get(pk=row.pk).state == "offered"


def test_a_rule_that_has_ended_without_another_one_lets_nobody_serve_longer() -> None:
    account = make.make_volunteer(age=40)
    service = accepted(account, months=36, state="serving")
    category = service.description.category
    category.rules.update(max_duration_months=40, in_force_to=timezone.localdate())
    service = Assignment.objects.get(pk=service.pk)
    latest = longest_end(service)
    assert isinstance(latest, date) and latest > service.ends_on
    assert months_beyond(service, new_end=service.ends_on + timedelta(days=500)) > 0
