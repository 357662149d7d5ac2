"""Readers for the dashboards: one of each role, and a world that grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.factories import (
    give_role,
    make_account,
    make_administrator,
    make_application,
    make_auditor,
    make_description,
    make_finance_officer,
    make_focal_point,
    make_officer,
    make_organisation,
    make_partner_representative,
    make_volunteer,
)

from minga.assignments.models import ApplicationStep, Description, DescriptionStep, Nomination
from minga.core.access.models import Role
from minga.partners.models import Organisation


def make_regional_manager() -> Any:
    account = make_account()
    give_role(account, Role.REGIONAL_MANAGER)
    return account


def make_protection_officer() -> Any:
    account = make_account()
    give_role(account, Role.DATA_PROTECTION_OFFICER)
    return account


ROLES: dict[str, Callable[[Organisation], Any]] = {
    "volunteer": lambda _host: make_volunteer(),
    "host": make_focal_point,
    "officer": lambda _host: make_officer(),
    "manager": lambda _host: make_regional_manager(),
    "finance": lambda _host: make_finance_officer(),
    "partner": make_partner_representative,
    "auditor": lambda _host: make_auditor(),
    "administrator": lambda _host: make_administrator(),
    "protection": lambda _host: make_protection_officer(),
}
SECTION = {"manager": "officer"}


def make_host() -> Organisation:
    return make_organisation(name="Green Network", is_partner=True)


def fill(host: Organisation, account: Any, *, many: int) -> list[Description]:
    """`many` descriptions in every stage, each with an application; past steps, so that there is a pace to show."""
    states = ("draft", "submitted", "ready_for_sourcing", "sourcing", "selecting")
    now = timezone.now()
    made = []
    for number in range(many):
        for state in states:
            row = make_description(state=state, host=host, nominating_partner=host, nomination_quota=5)
            past = [
                DescriptionStep(
                    description=row, state=stage, entered_at=now - timedelta(days=9), left_at=now - timedelta(days=2)
                )
                for stage in ("draft", "submitted")
            ]
            DescriptionStep.objects.bulk_create(
                [*past, DescriptionStep(description=row, state=state, entered_at=now - timedelta(days=20))]
            )
            made.append(row)
        account_of_it = account if number == 0 else make_volunteer()
        application = make_application(description=made[-1], account=account_of_it, state="with_host")
        ApplicationStep.objects.create(
            application=application, state="longlisted", entered_at=now - timedelta(days=4), left_at=now
        )
        make_application(description=made[-2], state="longlisted")
        Nomination.objects.create(description=made[-2], partner=host, account=make_volunteer(), answer="waiting")
    return made
