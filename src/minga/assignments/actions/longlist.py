"""Holding everyone on a longlist against the rules and the post as they stand now."""

from __future__ import annotations

from typing import Any

from minga.assignments.actions.applications import keep_score
from minga.assignments.conditions import Names, words_for
from minga.assignments.matching import candidates_of, post_of
from minga.assignments.models import Application, Description
from minga.core.acting import action
from minga.core.audit import trail
from minga.engines.matching import assess_eligibility

BEFORE_THE_HOST = ("submitted", "longlisted", "shortlisted")
KEPT = (
    "skills_score", "languages_score", "experience_score", "availability_score", "evidence", "tie_breaker",
    "conditions",
)  # fmt: skip


@action("assignments.longlist_application", target="description")
def refresh_longlist(*, actor: Any, description: Description, seen: int | None = None) -> Description:
    """Compute parts and rules anew for all whom the host entity has not seen: a profile or the post may have changed.

    About 25 queries a thousand applications. Whose rules changed is noted one by one.
    """
    rows = list(
        description.applications.select_for_update(of=("self",)).filter(state__in=BEFORE_THE_HOST).order_by("pk")
    )
    post = post_of(description)
    candidates = candidates_of(rows)
    verdicts = {pk: assess_eligibility(post=post, candidate=candidate) for pk, candidate in candidates.items()}
    names = Names.for_verdicts(verdicts.values())
    changed: list[Application] = []
    for row in rows:
        if row.pk not in candidates:
            continue
        before = trail.snapshot(row)
        keep_score(row, post=post, candidate=candidates[row.pk])
        conditions = [
            {"rule": words.rule, "subject": words.subject, "ok": words.ok, "asks": words.asks}
            for words in words_for(verdicts[row.pk], names=names)
        ]
        if _rules(conditions) != _rules(row.conditions):
            row.conditions = conditions
            trail.note(actor=actor, verb="refresh_longlist", target=row, before=before)
        changed.append(row)
    Application.objects.bulk_update(changed, KEPT, batch_size=500)
    return description


def _rules(conditions: list[dict[str, Any]]) -> list[tuple[Any, Any, Any]]:
    return [(row.get("rule"), row.get("subject"), row.get("ok")) for row in conditions]
