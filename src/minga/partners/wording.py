"""Where an invitation's role counts, and what comes next in a registration, in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.core.access.models import Role, Scope
from minga.partners.models import Invitation
from minga.places.models import Country

NEXT = {
    "applied": gettext_lazy("An officer looks at the registration."),
    "under_review": gettext_lazy("An officer checks references and due diligence, then decides."),
    "needs_more": gettext_lazy("Add what is asked for, then send it again."),
    "refused": gettext_lazy(
        "Once the reason has changed, whoever registered it sends it again; or an officer takes it up again."
    ),
    "suspended": gettext_lazy("An officer reinstates it once the reason is gone."),
}
NEXT_OF_REVIEWER = NEXT | {
    "applied": gettext_lazy("Look at the registration."),
    "under_review": gettext_lazy("Check references and due diligence, then decide."),
    "suspended": gettext_lazy("Reinstate it once the reason is gone."),
}
"""What comes next, for who does it."""
NEXT_ENTERED_YOURSELF = gettext_lazy("You entered it yourself, so somebody else reviews it.")
NEXT_ENTERED_BY_THE_ONLY_ONE = gettext_lazy(
    "Whoever entered it is the only officer there, so an administrator reviews it or invites another officer."
)
WHO = {
    "applied": gettext_lazy("Programme officer"),
    "under_review": gettext_lazy("Programme officer"),
    "needs_more": gettext_lazy("Whoever registered it"),
    "suspended": gettext_lazy("Programme officer"),
}


def place_of(invitation: Invitation) -> str:
    """The organisation, the country or the whole platform in the reader's language. At most two queries."""
    return str(invitation.organisation or _country(invitation) or Scope(invitation.scope).label)


def invited_to(invitation: Invitation) -> str:
    """Who invites to which role, as the letter begins: a sentence of its own for each kind of place."""
    words = {"role": invitation.get_role_display(), "place": place_of(invitation)}
    if invitation.organisation is not None:
        return _("%(place)s invites you: %(role)s") % words
    if invitation.scope == Scope.COUNTRY:
        return _("You are invited to work on Minga: %(role)s for %(place)s") % words
    return _("You are invited to work on Minga: %(role)s") % words


def place_in_languages(invitation: Invitation) -> Any:
    """The same for a notice, which is read in a language that is not known yet."""
    country = _country(invitation)
    if invitation.organisation is not None:
        return invitation.organisation.told_names
    return (country.names if country else invitation.scope_key) or Scope.PLATFORM.label


def invite_page(role: Role, *, country: str = "") -> str:
    """Where an administrator invites to the role, for a country (ISO 3166-1 alpha-2) or everywhere."""
    asked = {"role": role.value, **({"country": country} if country else {})}
    return f"{reverse('partners:invite_to_platform')}?{urlencode(asked)}"


def _country(invitation: Invitation) -> Country | None:
    return Country.objects.filter(pk=invitation.scope_key).first() if invitation.scope == Scope.COUNTRY else None
