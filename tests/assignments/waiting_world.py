"""A service about which something waits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from tests.factories import make_application, make_description

from minga.assignments.models import (
    Assignment,
    Description,
    Offer,
)


def make_service(
    *, state: str, ended_on: date | None = None, description: Description | None = None, **fields: Any
) -> Assignment:
    """A service, of a national description in China unless another is given, with the offer it came from."""
    description = description or make_description(state="filled")
    application = make_application(description=description, state="accepted")
    seat, today = application.description.seats.get(), timezone.localdate()
    times = {"seat": seat, "starts_on": today - timedelta(days=90), "ends_on": today + timedelta(days=90)}
    offer = Offer.objects.create(application=application, state="accepted", expires_at=timezone.now(), **times)
    return Assignment.objects.create(
        offer=offer, description=application.description, account=application.account, state=state, ended_on=ended_on,
        end_kind="completed" if ended_on else "", **times, **fields,
    )  # fmt: skip
