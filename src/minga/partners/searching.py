"""What this room lets people find by “Search everything”: organisations by their name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from minga.core.acting import allowed
from minga.core.registries import MOST_FOUND, Hit, Searched
from minga.partners.models import Organisation
from minga.partners.queries import looked_through, named_like


def organisations_named(account: Any, words: str) -> Iterable[Hit]:
    """Registered ones for everybody, the others for those who review them. 1 query."""
    rows = named_like(Organisation.objects.all(), words)
    if not allowed(account, "partners.list_organisations"):
        rows = rows.filter(state="registered")
    elif (countries := looked_through(account)) is not None:
        rows = rows.filter(Q(state="registered") | Q(country__in=countries))
    return [
        Hit(
            str(row),
            reverse("partners:organisation", args=[row.slug]),
            row.get_type_display(),
            row.get_state_display(),
        )
        for row in rows.select_related("country").order_by("name", "pk")[:MOST_FOUND]
    ]


ORGANISATIONS = Searched(_("Organisations"), organisations_named, lambda _words: reverse("partners:list"), order=30)
