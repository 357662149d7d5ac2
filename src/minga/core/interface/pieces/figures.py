"""Figures: goals, amounts, days, and what draws them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from minga.core.interface.contrast import ink_on
from minga.core.interface.pictures import Chart, chart_data
from minga.core.interface.pieces import new_key, register
from minga.core.models import in_language
from minga.core.money.amounts import Amount, format_amount, minor_units
from minga.core.money.formatting import format_number


@register.simple_tag
def goal_chip(goal: Any, url: str = "", *, small: bool = False) -> SafeString:
    """A goal: its number on its own colour, its short name in ink. The only place where the 17 colours appear."""
    return _goal_chip(get_language() or "", (goal.number, goal.colour, goal_name(goal)), url, small=small)


@lru_cache(maxsize=1000)
def _goal_chip(_language: str, goal: tuple[int, str, str], url: str, *, small: bool) -> SafeString:
    """Drawn once in a process from all that it shows: a page of opportunities has sixty of them."""
    number, colour, name = goal
    context = {"number": number, "colour": colour, "name": name, "ink": ink_on(colour), "url": url, "small": small}
    return render_to_string("interface/ui/goal_chip.html", context)


@register.simple_tag
def goal_name(goal: Any) -> str:
    """The short name of a goal in the reader's language."""
    return in_language(goal.short) if isinstance(goal.short, dict) else str(goal.short)


@register.inclusion_tag("interface/ui/meter.html")
def meter(*, value: float, max: float, label: str, tone: str = "", show: bool = True) -> dict[str, Any]:
    """How much of something is done: a bar, and the words of `label`, which should name both numbers."""
    share = 0 if not max else min(100.0, 100 * float(value) / float(max))
    return {
        "value": value, "max": max, "label": label, "tone": tone, "show": show,
        "width": f"{share:.1f}%", "key": new_key("meter"),
    }  # fmt: skip


@register.inclusion_tag("interface/ui/bar.html")
def bar(value: float, max: float = 100, label: str = "", text: str = "", tone: str = "") -> dict[str, Any]:
    """A small bar beside its number, for rows of a table: zero-based, drawn by the server, silent to screen readers."""
    share = 0 if not max else min(100.0, 100 * float(value) / float(max))
    return {"width": f"{share:.1f}%", "text": text or value, "label": label, "tone": tone}


@register.inclusion_tag("interface/ui/stat.html")
def stat(*, value: Any, label: str, url: str = "", note: str = "") -> dict[str, Any]:
    """One number that matters, grouped as the reader's language does, with the words that make it a sentence."""
    shown = format_number(value) if isinstance(value, int) else value
    return {"value": shown, "label": label, "url": url, "note": note}


@register.simple_tag
def money(amount: Amount | Decimal | None, currency: str = "USD") -> SafeString:
    """An amount with its currency, in the reader's figures, never broken over two lines."""
    if amount is None:
        return SafeString("–")
    value = amount if isinstance(amount, Amount) else Amount(Decimal(amount), currency)
    return format_html('<span class="mg-money">{}</span>', format_amount(value))


@register.simple_tag
def figure(amount: Decimal, currency: str) -> str:
    """The same amount without its currency, for a table that names it once."""
    decimals = minor_units(currency)
    return format_number(Amount(amount, currency).rounded().value, decimals=decimals)


@register.simple_tag
def when(moment: datetime.datetime | datetime.date | None, *, day_only: bool = False) -> SafeString:
    """A day or a moment in full, in the reader's language and time zone, readable by machines as well."""
    if moment is None:
        return SafeString("–")
    if isinstance(moment, datetime.datetime):
        local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
        words = formats.date_format(local, "DATE_FORMAT" if day_only else "DATETIME_FORMAT")
        return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(), formats.date_format(moment))


@register.inclusion_tag("interface/ui/chart.html")
def chart(picture: Chart) -> dict[str, Any]:
    """A picture whose title states the finding, with its numbers beneath. Loads the drawing library only where used."""
    return {"picture": picture, "data": chart_data(picture), "key": new_key("chart")}
