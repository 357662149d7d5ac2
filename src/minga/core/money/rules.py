"""Who may set what a currency is worth."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.models import Role
from minga.core.access.roles import on_platform
from minga.core.access.rules import administers


def sees_money(account: Any, _target: Any = None) -> bool:
    """Whoever works with cost: administrator, finance officer, programme officer, auditor of the whole platform."""
    return on_platform(account, Role.ADMINISTRATOR, Role.FINANCE_OFFICER, Role.PROGRAMME_OFFICER, Role.AUDITOR)


rules.add_perm("money.add_exchange_rate", administers)
rules.add_perm("money.view_exchange_rates", rules.predicate(sees_money, name="works with cost"))
