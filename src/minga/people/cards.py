"""The people one may sign in as in the demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from minga.people.models import Account

# In the order of the volunteer's cycle: role, and what it does.
WORDS: dict[str, tuple[Any, Any]] = {
    "volunteer": (_("Volunteer"), _("Finds a post, applies, serves.")),
    "host_focal_point": (_("Host focal point"), _("Describes posts, assesses candidates.")),
    "programme_officer": (_("Programme officer"), _("Approves posts, shortlists, makes offers.")),
    "finance_officer": (_("Finance officer"), _("Approves what a post costs.")),
    "partner_representative": (_("Partner representative"), _("Nominates volunteers and follows them.")),
    "auditor": (_("Auditor"), _("Reads everything, changes nothing.")),
    "data_protection_officer": (_("Data protection officer"), _("Gives out and erases personal data on request.")),
    "administrator": (_("Administrator"), _("Gives roles and keeps the place running.")),
}


def demonstration_cards() -> list[dict[str, Any]]:
    """The cards of the sign-in page. One query; none outside the demonstration."""
    if not settings.DEMONSTRATION:
        return []
    accounts = Account.objects.exclude(demonstration_card="").filter(is_active=True)
    found = {account.demonstration_card: account for account in accounts}
    order = [*(card for card in WORDS if card in found), *sorted(card for card in found if card not in WORDS)]
    return [
        {
            "card": card,
            "account": found[card],
            "role": WORDS.get(card, (card, ""))[0],
            "does": WORDS.get(card, ("", ""))[1],
        }
        for card in order
    ]
