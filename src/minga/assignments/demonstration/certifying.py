"""Certificates for the closed services, some days after each was closed: made as PDF, sealed, and true to whoever
checks them.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from minga.assignments.actions.certificates import certify
from minga.assignments.demonstration.plans import Plan
from minga.assignments.demonstration.serving_rows import Service
from minga.assignments.models import Certificate
from minga.assignments.service_papers import languages_for
from minga.core.audit import trail
from minga.core.demonstration import World, date_back, note_all
from minga.core.documents.models import SigningKey, StoredFile
from minga.core.documents.signing import active_key

BETWEEN = {"en": "; ", "zh-hans": "；"}
TASKS_NAMED = 2


def issue_certificates(world: World, closed: list[Service]) -> None:
    """One for each, in the volunteer's language and a second one, numbered in the order of their days."""
    issued = sorted(((_issued_at(world, service), service) for service in closed), key=lambda pair: pair[0])
    made = [_certificate(world, service, at=at) for at, service in issued]
    note_all(made)
    _date_back(made)
    world.made["counts"]["certificates"] = len(closed)


def _issued_at(world: World, service: Service) -> datetime:
    """One to four days after the service was closed, and not after the world was made."""
    made_at = timezone.make_aware(datetime.combine(world.today, time()), timezone.get_default_timezone())
    return min((service.row.closed_at or made_at) + timedelta(days=1 + service.place % 4), made_at)


def _certificate(world: World, service: Service, *, at: datetime) -> Certificate:
    with trail.collecting():
        return certify(
            actor=world.made["staff"]["officer"],
            assignment=service.row,
            languages=languages_for(service.row.account),
            service_content=_content(service.part.plan),
            issuer=service.row.description.host,
            at=at,
        )


def _date_back(made: list[Certificate]) -> None:
    """The rows are as old as what they say, and the key that signed them a day older than the first."""
    if not made:
        return
    files = [row.file for row in made if row.file is not None]
    for row in made:
        row.created_at = row.updated_at = row.issued_at
        if row.file is not None:
            row.file.created_at = row.file.updated_at = row.issued_at
    key = active_key()
    key.created_at = key.updated_at = min(key.created_at, made[0].issued_at - timedelta(days=1))
    date_back(Certificate, made)
    date_back(StoredFile, files)
    date_back(SigningKey, [key])


def _content(plan: Plan) -> dict[str, str]:
    """What was done: the first tasks of the description, in both languages."""
    texts = plan.words["texts"]
    return {
        language: BETWEEN[language].join(words["tasks"].splitlines()[:TASKS_NAMED]) for language, words in texts.items()
    }
