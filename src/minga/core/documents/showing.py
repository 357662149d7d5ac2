"""The facts of a checked certificate as rows for a reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from minga.core.documents import verdicts
from minga.core.documents.papers.wording import on_day
from minga.core.models import in_language
from minga.core.money.formatting import format_number, needed_decimals


def in_figures(hours: str, *, language: str) -> str:
    """Hours in the reader's figures; what is no number stays as it was signed."""
    try:
        number = Decimal(hours)
        return format_number(number, decimals=needed_decimals(number), language=language)
    except ArithmeticError:
        return hours


def shown_facts(facts: Mapping[str, Any], *, language: str) -> list[tuple[str, str]]:
    """(label, value) in the reader's language; empty ones left out."""
    if not facts:
        return []

    def say(name: str) -> str:
        value = facts.get(name)
        return in_language(value, language=language) if isinstance(value, dict) else str(value or "")

    def day(name: str) -> str:
        return on_day(date.fromisoformat(facts[name])) if facts.get(name) else ""

    values = {
        "number": say("number"),
        "name": " · ".join(filter(None, [say("name"), say("name_other_script")])),
        "role": say("role"),
        "service_content": say("service_content"),
        "host_entity": say("host_entity"),
        "duty_station": say("duty_station"),
        "period": _("%(starts)s to %(ends)s") % {"starts": day("starts"), "ends": day("ends")},
        "hours": in_figures(say("hours"), language=language),
        "issuer": say("issuer"),
        "responsible_name": " · ".join(filter(None, [say("responsible_name"), say("responsible_title")])),
        "issued_on": day("issued_on"),
    }
    return [(str(verdicts.LABELS[name]), value) for name, value in values.items() if value]
