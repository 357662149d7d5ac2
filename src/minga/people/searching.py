"""What this room lets people find by “Search everything”: accounts by their whole email or reference."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.core.acting import allowed
from minga.core.registries import MOST_FOUND, Hit, Searched
from minga.people.queries import find_accounts


def accounts_like(account: Any, words: str) -> Iterable[Hit]:
    """Accounts by exact email or reference, as the list of people finds them. 1 query."""
    if not allowed(account, "people.list_accounts"):
        return []
    return [
        Hit(
            str(row),
            reverse("people:person", args=[row.ref]),
            _("Reference %(ref)s") % {"ref": row.ref},
            "" if row.is_active else _("Switched off"),
        )
        for row in find_accounts(words)[:MOST_FOUND]
    ]


PEOPLE = Searched(gettext_lazy("People"), accounts_like, order=40)
