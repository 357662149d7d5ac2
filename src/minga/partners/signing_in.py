"""What this room tells the rooms below and above when it starts (core.registries) and who may do what (rules)."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from minga.core import registries
from minga.core.access.models import Scope
from minga.core.access.registries import awaited, place_names
from minga.core.acting import allowed
from minga.core.documents.kinds import DOCUMENTS, IMAGES, MEGABYTE, FileKind, kinds
from minga.core.documents.models import StoredFile
from minga.core.importing.kinds import KINDS
from minga.core.interface.destinations import destinations
from minga.core.registries import MenuEntry, PersonalData, menu, personal_data, search_documents, waiting
from minga.partners import notices, personal, searching, tables, trail_words  # noqa: F401 - they sign in by being imported
from minga.partners.actions import editing, inviting, papers, registration  # noqa: F401 - actions sign in by being imported
from minga.partners.importing import ORGANISATIONS
from minga.partners.models import Organisation
from minga.partners.queries import PAPER, waits_for_a_role
from minga.partners.rules import PERMISSIONS, why_not
from minga.partners.waiting import for_administrators, for_officers, for_the_invited, for_whoever_registered

for _name, _predicate in PERMISSIONS.items():
    rules.add_perm(_name, _predicate)
registries.why_not.sign_in("partners", why_not)


def may_see_logo(account: Any, stored: StoredFile) -> bool:
    """Whoever sees the organisation's page."""
    organisation = Organisation.objects.filter(logo=stored).first()
    return organisation is not None and allowed(account, "partners.view_organisation", organisation)


def may_read_paper(account: Any, stored: StoredFile) -> bool:
    """Whoever follows or reviews the registration."""
    organisation = Organisation.objects.filter(ref=stored.subject_ref).first()
    return organisation is not None and allowed(account, "partners.view_registration", organisation)


def names_of(refs: set[str]) -> dict[str, str]:
    """Organisations' names for the roles held within them. One query."""
    return {row.ref: str(row) for row in Organisation.objects.filter(ref__in=refs)}


kinds.sign_in(editing.LOGO, FileKind(_("a logo"), IMAGES, 2 * MEGABYTE, may_see_logo, longest_side=600, public=True))
kinds.sign_in(PAPER, FileKind(_("a paper"), (*DOCUMENTS, *IMAGES), 10 * MEGABYTE, may_read_paper))
awaited.sign_in("partners", waits_for_a_role)
place_names.sign_in(Scope.ORGANISATION.value, names_of)
waiting.sign_in("partners.registrations", for_officers)
waiting.sign_in("partners.more_asked", for_whoever_registered)
waiting.sign_in("partners.invitations", for_the_invited)
waiting.sign_in("partners.missing", for_administrators)
personal_data.sign_in("partners", PersonalData(export=personal.export, erase=personal.erase))
menu.sign_in("partners.list", MenuEntry(_("Partners"), "partners:list", 30, lambda _account: True, "building"))
search_documents.sign_in("partners", searching.ORGANISATIONS)
destinations.sign_in("invite_to_a_role", "partners:invite_to_platform")
KINDS.sign_in("organisations", ORGANISATIONS)
