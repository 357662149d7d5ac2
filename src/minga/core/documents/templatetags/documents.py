"""`{% verify_file %}`: the form that checks a certificate's PDF, to stand on any page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import get_language

from minga.core.documents import verdicts
from minga.core.documents.offline import verify_data
from minga.core.documents.seals import Verdict
from minga.core.documents.showing import shown_facts

register = template.Library()


@register.inclusion_tag("documents/verify_file.html", takes_context=True)
def verify_file(context: template.Context) -> dict[str, Any]:
    """The form; with a `verdict` in the context, what the installation found; with `is_missing`, that no file came.

    Two queries.
    """
    verdict: Verdict | None = context.get("verdict")
    return {
        "csrf_token": context.get("csrf_token"),
        "request": context.get("request"),
        "verify_data": verify_data(),
        "verdict": verdict,
        "is_missing": context.get("is_missing", False),
        "verdict_words": verdicts.WORDS[verdict.reason_code] if verdict else None,
        "verdict_why": verdicts.why_words(verdict.why) if verdict else "",
        "verdict_facts": shown_facts(verdict.facts, language=get_language() or "en") if verdict else [],
    }
