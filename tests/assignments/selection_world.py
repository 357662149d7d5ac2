"""A selection in one line each: descriptions with scored applications, people in their roles, somebody signed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests import factories as make

from minga.assignments.models import Application, Assessment, Criterion, Description
from minga.engines.matching import tie_key
from minga.people.models import Account, Purpose

PARTS = ("skills", "languages", "experience", "availability")


def applied(description: Description, *, score: int = 50, state: str = "longlisted", **fields: Any) -> Application:
    """An application whose four computed parts are all `score`."""
    account = fields.pop("account", None) or make.make_volunteer()
    return make.make_application(
        description=description,
        account=account,
        state=state,
        tie_breaker=f"{tie_key(post_id=description.ref, candidate_id=account.ref):019d}",
        **{f"{part}_score": Decimal(score) for part in PARTS},
        **fields,
    )


def fresh(row: Application) -> Application:
    """The application as it stands now."""
    return Application.objects.get(pk=row.pk)


def not_eligible(description: Description, rule: str = "max_age") -> Application:
    return applied(
        description,
        conditions=[{"rule": rule, "subject": "", "ok": False, "asks": "At most 26 years old on the first day"}],
    )


def consenting(application: Application) -> Application:
    from minga.people.actions.consents import give_consent

    give_consent(actor=application.account, account=application.account, purpose=Purpose.SHARE_WITH_HOST)
    return application


def criterion(description: Description, name: str = "Judgement", weight: int = 1) -> Criterion:
    return Criterion.objects.create(
        description=description,
        order=description.criteria.count() + 1,
        names={"en": name},
        anchors={mark: {"en": f"A {mark}"} for mark in ("1", "3", "5")},
        weight=weight,
    )


def asked(application: Application, assessor: Account, kind: str = "interview") -> Assessment:
    return Assessment.objects.create(application=application, assessor=assessor, kind=kind)
