"""Who may do what with organisations."""

from __future__ import annotations

from typing import Any

import rules
from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from minga.core.access.models import Holding, Role, Scope
from minga.core.access.roles import holds, on_platform
from minga.core.access.rules import administers, audits
from minga.core.errors import NotAllowed
from minga.partners.models import Invitation, Organisation

OFFICERS = (Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER)
ORGANISATION_ROLES = (Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR, Role.PARTNER_REPRESENTATIVE)
PUBLIC_STATES = ("registered",)


def organisation_of(thing: Any) -> Organisation | None:
    """The organisation itself, or the one a reference, check, invitation or role belongs to."""
    if isinstance(thing, Organisation):
        return thing
    if isinstance(thing, Holding):
        found = Organisation.objects.filter(ref=thing.scope_key) if thing.scope == Scope.ORGANISATION else None
        return found.first() if found is not None else None
    return getattr(thing, "organisation", None)


def roles_within(organisation: Organisation) -> tuple[Role, ...]:
    """The roles that make sense within it: a host entity's, a partner's; all where it is neither (it only pays)."""
    hosting = (Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR) if organisation.is_host else ()
    nominating = (Role.PARTNER_REPRESENTATIVE,) if organisation.is_partner else ()
    return hosting + nominating or ORGANISATION_ROLES


def is_addressed(account: Any, invitation: Invitation) -> bool:
    """Whether the invitation went to an address that the account has confirmed as its own. At most one query."""
    if not getattr(account, "is_authenticated", False):
        return False
    if str(account.email).casefold() == invitation.email.casefold():
        return True
    addresses = EmailAddress.objects.filter(user_id=account.pk, email__any_case=invitation.email, verified=True)
    return bool(addresses.exists())


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
    """Who sent the registration may follow it."""
    organisation = organisation_of(thing)
    return organisation is not None and account.pk is not None and organisation.registered_by_id == account.pk


@rules.predicate
def asks_for_it(account: Any, thing: Any = None) -> bool:
    """Who sent or entered the registration, until it is registered: they do not review it; suspending is free."""
    organisation = organisation_of(thing)
    return (
        organisation is not None and organisation.state != "registered" and bool(registered_it(account, organisation))
    )


def why_not(account: Any, permission: str, thing: Any) -> NotAllowed | None:
    """The words for who would review a registration, were it not their own; None for anybody else."""
    if permission != "partners.review_organisation" or not (asks_for_it(account, thing) and reviews(account, thing)):
        return None
    return NotAllowed(
        _("You entered this registration, and nobody reviews what they entered themselves."),
        remedy=_("A colleague reviews it; where nobody else is there, an administrator."),
    )


@rules.predicate
def is_undecided(_account: Any, thing: Any = None) -> bool:
    """A registration that is not being looked at just now: not yet, given back, or refused and perhaps sent again."""
    organisation = organisation_of(thing)
    return organisation is not None and organisation.state in {"applied", "needs_more", "refused"}


@rules.predicate
def is_of_organisation(_account: Any, thing: Any = None) -> bool:
    """Something that belongs to an organisation, rather than to a country or the platform."""
    return organisation_of(thing) is not None


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
def invited_by_administrator(account: Any, thing: Any = None) -> bool:
    """An invitation to a country or the platform is the administrators' business."""
    return isinstance(thing, Invitation) and thing.organisation_id is None and administers(account)


PERMISSIONS: dict[str, Any] = {
    "partners.list_organisations": reviews | audits,
    "partners.view_organisation": is_public | reviews | represents | registered_it | audits,
    "partners.view_registration": reviews | represents | registered_it | audits,
    "partners.register_organisation": signed_in,
    "partners.edit_organisation": represents | reviews | (registered_it & is_undecided),
    "partners.add_reference": represents | registered_it | reviews,
    "partners.add_paper": represents | registered_it | reviews,
    "partners.remove_paper": (represents | registered_it) & is_undecided,
    "partners.send_again": registered_it | represents,
    "partners.review_organisation": reviews & ~asks_for_it,
    "partners.import_organisations": reviews,
    "partners.invite": represents | reviews,
    "partners.invite_to_platform": administers,
    "partners.withdraw_invitation": represents | (is_of_organisation & reviews) | invited_by_administrator,
    "partners.end_invited_role": is_of_organisation & (represents | reviews),
    "partners.accept_invitation": signed_in,
    "partners.view_people": represents | reviews | audits,
}
