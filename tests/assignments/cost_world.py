"""Rates, and a description whose cost is computed and asked for."""

from __future__ import annotations

from datetime import date

from django.test import Client
from tests import factories as make
from tests.assignments.description_world import complete_description
from tests.clients import signed_in

from minga.assignments.models import CostEstimate, Rate
from minga.core.money.models import Currency
from minga.people.models import Account

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


def costed(*, requested_by: Account | None = None, **fields: object) -> CostEstimate:
    """A submitted description whose cost is computed, and asked for where somebody asks."""
    description = complete_description(state="submitted", **fields)
    officer = requested_by or make.make_officer()
    client = signed_in(officer)
    assert client.post(f"/descriptions/{description.ref}/cost/do/compute", {"dependants": "0"}).status_code == 302
    estimate = description.estimates.get()
    if requested_by is not None:
        press(client, estimate, "request")
        estimate.refresh_from_db()
    return estimate


def press(client: Client, estimate: CostEstimate, verb: str, **more: str) -> int:
    """The status that answers whoever presses a button of the page of this cost."""
    sent = {"estimate": estimate.ref, "version": str(CostEstimate.objects.get(pk=estimate.pk).version), **more}
    return client.post(f"/descriptions/{estimate.description.ref}/cost/do/{verb}", sent).status_code
