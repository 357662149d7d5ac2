"""A selection in one line each: descriptions with scored applications, people in their roles, somebody signed in."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.test import Client
from tests import factories as make

from minga.assignments.actions.offers import make_offer
from minga.assignments.models import Application, Assessment, Criterion, Description
from minga.assignments.stepping import step_application
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


def decide(client: Client, description: Description, verb: str, rows: list[Application], reason: str = "A reason."):
    chosen = " ".join(f"{row.ref}:{row.version}" for row in map(fresh, rows))
    sent = {"verb": verb, "chosen": chosen, "reason": reason, "from": "selection"}
    answer = client.post(f"/descriptions/{description.ref}/decide", sent)
    assert answer.status_code == 302, answer.content.decode()
    return answer


def standing(description: Description, state: str) -> Application:
    """A candidate whose way through the stages is known."""
    row = consenting(applied(description, state="with_host" if state == "assessed" else state))
    step_application(row)
    if state == "assessed":
        row.state = state
        row.save()
        step_application(row)
    return row


def undo(client: Client, description: Description):
    return client.post(f"/descriptions/{description.ref}/decide/undo?from=selection")


def in_reserve(description: Description, rank: int) -> Application:
    return applied(description, state="reserve", reserve_rank=rank)


def offered(description: Description, officer: Account) -> Application:
    row = applied(description, state="selected")
    make_offer(
        actor=officer, application=row, seat=description.seats.get(), starts_on=description.starts_on,
        ends_on=description.ends_on,
    )  # fmt: skip
    return fresh(row)
