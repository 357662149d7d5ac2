"""Certificates for the closed services, by the real action: made as PDF, sealed, and true to whoever checks them."""

from __future__ import annotations

from minga.assignments.actions.certificates import issue_certificate
from minga.assignments.demonstration.plans import Plan
from minga.assignments.demonstration.serving_rows import Service
from minga.assignments.service_papers import languages_for
from minga.core.demonstration import World

BETWEEN = {"en": "; ", "zh-hans": "；"}
TASKS_NAMED = 2


def issue_certificates(world: World, closed: list[Service]) -> None:
    """One for each, in the volunteer's language and a second one."""
    for service in closed:
        first, second = languages_for(service.row.account)
        issue_certificate(
            actor=world.made["staff"]["officer"],
            assignment=service.row,
            language=first,
            second_language=second,
            service_content=_content(service.part.plan),
        )
    world.made["counts"]["certificates"] = len(closed)


def _content(plan: Plan) -> dict[str, str]:
    """What was done: the first tasks of the description, in both languages."""
    texts = plan.words["texts"]
    return {
        language: BETWEEN[language].join(words["tasks"].splitlines()[:TASKS_NAMED]) for language, words in texts.items()
    }
