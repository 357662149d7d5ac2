"""What this room ships: categories with rules, clearances, the few rates DOMAIN gives, texts to begin from.

Loading adds what is missing and never changes what an administrator has changed.
"""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from minga.assignments.models import Category, ClearanceRequirement, EligibilityRule, LeaveEntitlement, Rate
from minga.core.money.models import Currency
from minga.places.models import City

DATA = Path(__file__).parent / "data"
CATEGORIES, CLEARANCES = DATA / "categories.json", DATA / "clearances.json"
RATES, DEMONSTRATION_RATES = DATA / "rates.json", DATA / "demonstration_rates.json"
TEMPLATES = DATA / "templates.json"


def read(path: Path) -> Any:
    """The content of one of the files."""
    return json.loads(path.read_text(encoding="utf-8"))


def load_assignments() -> int:
    """Categories, rules, clearances and rates; returns how many the files hold."""
    return load_categories() + load_clearances() + load_rates(RATES)


def load_categories() -> int:
    """Add the categories that are not there, each with its rule and annual leave, if it has none."""
    rows = read(CATEGORIES)
    for row in rows:
        values = {
            name: row[name] for name in ("names", "about", "tracks", "order", "reserve_needs_officer", "offer_days")
        }
        category, _made = Category.objects.get_or_create(code=row["code"], defaults=values)
        if not category.rules.exists():
            for rule in row["rules"]:
                limits = {name: value for name, value in rule.items() if name != "in_force_from"}
                EligibilityRule.objects.create(
                    category=category, in_force_from=date.fromisoformat(rule["in_force_from"]), **limits
                )
        if not category.leave_entitlements.exists():
            LeaveEntitlement.objects.bulk_create(
                LeaveEntitlement(
                    category=category,
                    days_a_month=Decimal(leave["days_a_month"]),
                    week=leave["week"],
                    in_force_from=date.fromisoformat(leave["in_force_from"]),
                    source=leave["source"],
                )
                for leave in row["leave"]
            )
    return len(rows)


def load_clearances() -> int:
    """Add the shipped clearance requirements where there are none at all."""
    rows = read(CLEARANCES)
    if not ClearanceRequirement.objects.exists():
        categories = {category.code: category for category in Category.objects.all()}
        ClearanceRequirement.objects.bulk_create(
            ClearanceRequirement(
                kind=row["kind"],
                category=categories.get(row["category"]),
                track=row["track"],
                country_id=row["country"] or None,
                is_pre_submission=row["is_pre_submission"],
                valid_months=row["valid_months"],
                in_force_from=date.fromisoformat(row["in_force_from"]),
                source=row["source"],
            )
            for row in rows
        )
    return len(rows)


def load_rates(path: Path) -> int:
    """Add the rates of a file whose kind, category, track and place have no rate yet; returns how many it holds."""
    rows = read(path)
    categories = {category.code: category for category in Category.objects.all()}
    cities = {city.code: city for city in City.objects.filter(code__in=[row["city"] for row in rows if row["city"]])}
    for row in rows:
        if row["city"] and row["city"] not in cities:
            continue
        if row["currency"]:
            Currency.objects.get_or_create(code=row["currency"], defaults={"names": {"en": row["currency"]}})
        where = {
            "kind": row["kind"],
            "category": categories.get(row["category"]),
            "track": row["track"],
            "country_id": row["country"] or None,
            "city": cities.get(row["city"]),
        }
        if Rate.objects.filter(**where).exists():  # one, or those that an administrator had follow each other
            continue
        Rate.objects.create(
            **where,
            unit=row["unit"],
            amount=Decimal(row["amount"]),
            currency_id=row["currency"] or None,
            in_force_from=date.fromisoformat(row["in_force_from"]),
            source=row["source"],
            is_secondary=row["is_secondary"],
        )
    return len(rows)


def load_demonstration_rates() -> int:
    """Rates marked as fictitious, so that every cost of the demonstration can be computed. Never loaded elsewhere."""
    return load_rates(DEMONSTRATION_RATES)


@cache
def _templates() -> dict[str, Any]:
    return dict(read(TEMPLATES))


HOST_GAPS = ("[Host entity]", "[接收实体]")


def template_for(category_code: str, *, host_names: dict[str, str]) -> dict[str, Any]:
    """The same with the host entity's name where the texts leave a gap for it."""
    words = template_of(category_code)
    texts = {
        language: {field: _named(text, host_names.get(language) or host_names["en"]) for field, text in fields.items()}
        for language, fields in words.get("texts", {}).items()
    }
    return {**words, "texts": texts}


def _named(text: str, host: str) -> str:
    for gap in HOST_GAPS:
        text = text.replace(gap, host)
    return text


@cache
def gaps() -> frozenset[str]:
    """What the texts to begin from leave open, with its brackets: [subject], [领域]."""
    texts = (text for words in _templates().values() for fields in words["texts"].values() for text in fields.values())
    return frozenset(gap for text in texts for gap in re.findall(r"\[[^\[\]]+\]", text))


def template_of(category_code: str) -> dict[str, Any]:
    """The texts to begin from, {"texts": {language: {…}}, "competencies": […]}; empty for a category without."""
    return dict(_templates().get(category_code, {}))
