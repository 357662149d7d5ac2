"""Where the registration of one's organisation stands, for whoever sent it and holds no role yet."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.core.access.roles import holdings_of
from minga.home.sections import Section, way_to
from minga.partners.queries import registering
from minga.partners.states import REGISTRATION
from minga.partners.wording import NEXT

SHOWN = 6


def section_for(account: Any) -> Section | None:
    """For whoever registered an organisation and holds no role; who does finds it under Partners. One query."""
    if holdings_of(account):
        return None
    rows = list(registering(account)[:SHOWN])
    if not rows:
        return None
    return Section(
        key="registration",
        title=ngettext("Your registration", "Your registrations", len(rows)),
        links=[(_("Partners"), way_to("partners:list"))],
        own={
            "machine": REGISTRATION,
            "rows": [
                {
                    "name": row,
                    "state": row.state,
                    "next": NEXT.get(row.state, ""),
                    "url": way_to("partners:registration", row.slug),
                }
                for row in rows
            ],
        },
    )
