"""What this room tells core's registries when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.acting import allowed
from minga.core.money import actions, rules  # noqa: F401 - actions and permissions sign in by being imported
from minga.core.money.amounts import SHIPPED
from minga.core.money.loading import load
from minga.core.reference import Load, reference
from minga.core.registries import MenuEntry, menu

reference.sign_in("money", Load(files=(SHIPPED,), load=load))
menu.sign_in(
    "money.rates",
    MenuEntry(
        _("Exchange rates"),
        "money:rates",
        95,
        lambda account: allowed(account, "money.add_exchange_rate"),
        "money",
    ),
)
