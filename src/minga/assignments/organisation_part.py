"""What the public page of an organisation shows of this room: its open opportunities, the first to close first."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from minga.assignments.pages.opportunity_list import page_of_cards
from minga.assignments.queries.opportunities import Search, find
from minga.partners.models import Organisation
from minga.partners.registries import Part

SHOWN = 5


def open_opportunities(organisation: Organisation, account: Any) -> Part | None:
    """Those it hosts or nominates for; None for who does neither and has none. 8 queries, one where none is open."""
    search = Search(chosen={"organisation": (organisation.ref,)})
    found = find(search, per_page=SHOWN)
    if not found.total and not organisation.is_host:
        return None
    content = {
        "cards": page_of_cards(found, standing=None, account=account) if found.total else [],
        "total": found.total,
        "all_url": f"{reverse('assignments:opportunities')}?{search.query()}",
    }
    return Part("assignments/opportunities/_at_organisation.html", content, "assignments/opportunities.css")
