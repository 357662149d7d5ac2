"""Who may do what with organisations."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.models import Role, Scope
from minga.core.access.roles import holds, on_platform
from minga.partners.models import Organisation

OFFICERS = (Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER)
PUBLIC_STATES = ("registered",)


def organisation_of(thing: Any) -> Organisation | None:
    """The organisation itself, or the one a reference, check or invitation belongs to."""
    return thing if isinstance(thing, Organisation) else getattr(thing, "organisation", None)


@rules.predicate
def reviews(account: Any, thing: Any = None) -> bool:
    """An officer of the organisation's country or of the platform, or an administrator."""
    if on_platform(account, Role.ADMINISTRATOR):
        return True
    organisation = organisation_of(thing)
    if organisation is None:
        return holds(account, *OFFICERS)
    if organisation.country_id is None:
        return on_platform(account, *OFFICERS)
    return holds(account, *OFFICERS, scope=Scope.COUNTRY, key=organisation.country_id)


@rules.predicate
def represents(account: Any, thing: Any = None) -> bool:
    """Holds a role of its own people: focal point or partner representative."""
    organisation = organisation_of(thing)
    if organisation is None:
        return False
    roles = (Role.HOST_FOCAL_POINT, Role.PARTNER_REPRESENTATIVE)
    return any(holds(account, role, scope=Scope.ORGANISATION, key=organisation.ref) for role in roles)


@rules.predicate
def registered_it(account: Any, thing: Any = None) -> bool:
    """Who sent the registration may follow it until it is decided."""
    organisation = organisation_of(thing)
    return organisation is not None and account.pk is not None and organisation.registered_by_id == account.pk


@rules.predicate
def is_public(_account: Any, thing: Any = None) -> bool:
    """A registered organisation stands open to everyone."""
    organisation = organisation_of(thing)
    return organisation is not None and organisation.state in PUBLIC_STATES


@rules.predicate
def signed_in(account: Any, _thing: Any = None) -> bool:
    """Anybody with an account."""
    return bool(getattr(account, "is_authenticated", False))


@rules.predicate
def audits(account: Any, _thing: Any = None) -> bool:
    """An auditor of the platform."""
    return on_platform(account, Role.AUDITOR)


PERMISSIONS: dict[str, Any] = {
    "partners.list_organisations": reviews | audits,
    "partners.view_organisation": is_public | reviews | represents | registered_it | audits,
    "partners.view_registration": reviews | represents | registered_it | audits,
    "partners.register_organisation": signed_in,
    "partners.edit_organisation": represents | reviews,
    "partners.add_reference": represents | registered_it | reviews,
    "partners.review_organisation": reviews,
    "partners.invite": represents | reviews,
    "partners.end_invited_role": represents | reviews,
    "partners.accept_invitation": signed_in,
    "partners.view_people": represents | reviews | audits,
}
