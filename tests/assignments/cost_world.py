"""Rates, and a description whose cost is computed and asked for."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.assignments.description_world import complete_description
from tests.clients import signed_in

from minga.assignments.models import Application, Assignment, CostEstimate, Offer, Rate
from minga.core.money.models import Currency
from minga.people.models import Account
from minga.places.models import City

IN_FORCE = date(2021, 1, 1)


def dollar() -> Currency:
    return Currency.objects.get_or_create(code="USD", defaults={"names": {"en": "US dollar"}})[0]


def make_rates() -> None:
    """Every rate of a national volunteer: 1,000 a month to live on, and what comes with it."""
    money = {"currency": dollar(), "in_force_from": IN_FORCE, "source": "A table"}
    for kind, amount in (
        ("living_allowance", "1000"),
        ("insurance", "50"),
        ("learning", "20"),
        ("exit_allowance", "80"),
    ):
        Rate.objects.create(kind=kind, unit="month", amount=amount, **money)
    Rate.objects.create(kind="entry_lump_sum", unit="once", amount="400", **money)
    Rate.objects.create(
        kind="programme", unit="percent", amount="8", in_force_from=IN_FORCE, source="A reading", is_secondary=True
    )


def costed(
    *, requested_by: Account | None = None, dependants: int = 0, station: City | None = None, **fields: Any
) -> CostEstimate:
    """A submitted description whose cost is computed, and asked for where somebody asks.

    station: the city of its seats, instead of the usual one.
    """
    description = complete_description(state="submitted", **fields)
    if station is not None:
        description.seats.update(city=station)
    officer = requested_by or make.make_officer(country=description.country_id)
    client = signed_in(officer)
    path = f"/descriptions/{description.ref}/cost/do/compute"
    assert client.post(path, {"dependants": str(dependants)}).status_code == 302
    estimate = description.estimates.get()
    if requested_by is not None:
        press(client, estimate, "request")
        estimate.refresh_from_db()
    return estimate


def press(client: Client, estimate: CostEstimate, verb: str, **more: str) -> int:
    """The status that answers whoever presses a button of the page of this cost."""
    sent = {"estimate": estimate.ref, "version": str(CostEstimate.objects.get(pk=estimate.pk).version), **more}
    return client.post(f"/descriptions/{estimate.description.ref}/cost/do/{verb}", sent).status_code


def a_service(estimate: CostEstimate, *, first: date, last: date, **more: Any) -> Assignment:
    description = estimate.description
    application = Application.objects.create(
        description=description, account=make.make_volunteer(), state="accepted",
        candidate_number=description.applications.count() + 1,
    )  # fmt: skip
    days = {"seat": description.seats.get(), "starts_on": first, "ends_on": last}
    taken = "vacated" if more["state"] == "ended" else "accepted"
    offer = Offer.objects.create(application=application, state=taken, expires_at=timezone.now(), **days)
    return Assignment.objects.create(
        offer=offer, description=description, account=application.account, entered_on=first, **days, **more
    )


def authorized() -> tuple[Client, CostEstimate, date, int]:
    """A finance officer who has authorized the cost of a service from the first of this month; how long that is."""
    make_rates()
    start = timezone.localdate().replace(day=1)
    estimate = costed(requested_by=make.make_officer(), starts_on=start)
    finance = signed_in(make.make_finance_officer())
    press(finance, estimate, "authorize")
    return finance, estimate, start, monthrange(start.year, start.month)[1]
