"""Organisations from a list: taken in to be reviewed, changed by a later list, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import SYSTEM, action, permitted
from minga.core.errors import NotAllowed, Refused
from minga.partners.actions.registration import prepare_checks, slug_for
from minga.partners.models import Organisation


@action("partners.import_organisations", automatic=True)
def import_organisation(*, actor: Any, fields: Mapping[str, Any], reason: str = "") -> Organisation:
    """An organisation as a list names it. It waits for review like one that registered itself, and has no page yet.

    Raises NotAllowed for a country that is not the actor's.
    """
    organisation = Organisation(**fields, slug=slug_for(str(fields["name"])))
    if actor is not SYSTEM and not permitted(actor, "partners.import_organisations", organisation):
        raise NotAllowed()
    organisation.save()
    prepare_checks(organisation)
    return organisation


@action("partners.import_organisations", target="organisation", automatic=True)
def import_again(
    *, actor: Any, organisation: Organisation, fields: Mapping[str, Any], reason: str = ""
) -> Organisation:
    """What a newer version of the list says of an organisation that an earlier one brought.

    Raises Refused once an officer has looked at it: what it is then, its own people and the officers say.
    """
    if organisation.state != "applied":
        raise looked_at(organisation)
    for name, value in fields.items():
        setattr(organisation, name, value)
    prepare_checks(organisation)
    organisation.save()
    return organisation


def looked_at(organisation: Organisation) -> Refused:
    """What is said of an organisation that an officer has looked at since a list brought it."""
    return Refused(
        _("An officer has looked at %(name)s since; a list does not change it any more.") % {"name": organisation},
        remedy=_("Change it on its page, or leave the row out."),
    )


@action("partners.import_organisations", target="organisation", automatic=True)
def remove_imported(*, actor: Any, organisation: Organisation, reason: str = "") -> Organisation:
    """Take back an organisation that nobody has reviewed. Raises ProtectedError where something belongs to it.

    Raises Refused once it was reviewed.
    """
    if organisation.state != "applied":
        raise Refused("reviewed since")
    # The trail keeps what it was; the row that is returned is no longer in the database.
    Organisation.objects.get(pk=organisation.pk).delete()
    return organisation
