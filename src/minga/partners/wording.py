"""Where an invitation's role counts, in words."""

from __future__ import annotations

from typing import Any

from minga.core.access.models import Scope
from minga.partners.models import Invitation
from minga.places.models import Country


def place_of(invitation: Invitation) -> str:
    """The organisation, the country or the whole platform in the reader's language. At most two queries."""
    return str(invitation.organisation or _country(invitation) or Scope(invitation.scope).label)


def place_in_languages(invitation: Invitation) -> Any:
    """The same for a notice, which is read in a language that is not known yet."""
    country = _country(invitation)
    if invitation.organisation is not None:
        return invitation.organisation.told_names
    return (country.names if country else invitation.scope_key) or Scope.PLATFORM.label


def _country(invitation: Invitation) -> Country | None:
    return Country.objects.filter(pk=invitation.scope_key).first() if invitation.scope == Scope.COUNTRY else None
