"""The one change: a new dated rate. Rates are never edited, a newer one takes over; computed costs keep theirs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.errors import Incomplete, Problem
from minga.core.money.amounts import DOLLAR
from minga.core.money.models import Currency, ExchangeRate


@action("money.add_exchange_rate")
def add_exchange_rate(
    *, actor: Actor, currency: Currency, in_force_from: date, per_dollar: Decimal, source: str, reason: str = ""
) -> ExchangeRate:
    """Add the rate of a currency from a day on. Raises Incomplete for a second rate of the same day or no source."""
    problems = list(_problems(currency=currency, per_dollar=per_dollar, source=source))
    if problems:
        raise Incomplete(_("This exchange rate cannot be kept."), problems=problems)
    try:
        with transaction.atomic():
            return ExchangeRate.objects.create(
                currency=currency, in_force_from=in_force_from, per_dollar=per_dollar, source=source.strip()
            )
    except IntegrityError as error:
        problem = Problem(
            "in_force_from",
            _("%(currency)s has a rate from this day already.") % {"currency": currency.code},
            _("Choose another day; the newer rate takes over from its first day."),
        )
        raise Incomplete(_("This exchange rate cannot be kept."), problems=[problem]) from error


def _problems(*, currency: Currency, per_dollar: Decimal, source: str) -> list[Problem]:
    found = []
    if per_dollar <= 0:
        found.append(Problem("per_dollar", _("A rate is above zero."), _("Write how many units one US dollar buys.")))
    if currency.code == DOLLAR and per_dollar != 1:
        found.append(Problem("currency", _("The US dollar is what all rates are counted in."), ""))
    if not source.strip():
        found.append(Problem("source", _("A rate needs its source."), _("Name who published it and where.")))
    return found
