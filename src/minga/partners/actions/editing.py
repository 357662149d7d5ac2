"""Changing what an organisation says of itself, and its logo."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from minga.core.acting import action, allowed
from minga.core.documents.storing import delete_stored, store_upload
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.holding import hold
from minga.partners.actions.registration import prepare_checks
from minga.partners.models import Organisation

EDITABLE = ("name", "names", "short_name", "parent", "about", "website", "sources")
DECIDED_BY_OFFICERS = ("type", "country", "is_host", "is_partner", "is_funder")
LOGO = "partners.logo"


@action("partners.edit_organisation", target="organisation")
def edit_organisation(
    *, actor: Any, organisation: Organisation, fields: Mapping[str, Any], seen: int | None = None
) -> Organisation:
    """Change the organisation's page. What it is and does here, and its country, by which officers reviewed it and look
    after it, are theirs to change once it is registered.

    Raises Incomplete where the parent stands below the organisation itself, NotAllowed for what is not theirs.
    """
    own = [name for name in EDITABLE if name in fields]
    decided = [name for name in DECIDED_BY_OFFICERS if name in fields and fields[name] != getattr(organisation, name)]
    if decided and not says_what_it_is(actor, organisation):
        raise NotAllowed(
            _("What an organisation is and does here, and its country, an officer changes once it is registered."),
            remedy=_("Write to the programme officer."),
        )
    for name in (*own, *decided):
        setattr(organisation, name, fields[name])
    if organisation.parent_id is not None:
        _refuse_circle(organisation)
    prepare_checks(organisation)
    organisation.save()
    return organisation


def says_what_it_is(actor: Any, organisation: Organisation) -> bool:
    """Whether the actor changes its kind, its country and what it does here: officers always, others until it is
    registered.
    """
    is_open = organisation.state in {"applied", "needs_more", "refused"}
    return is_open or allowed(actor, "partners.review_organisation", organisation)


def _refuse_circle(organisation: Organisation) -> None:
    """Raises Incomplete where the organisation would stand below itself, as parents stand now: whoever else changes one
    is waited for. A circle of others, as older data may hold it, is walked once.
    """
    hold("parents of organisations")
    above, seen = organisation.parent_id, set[int]()
    while above is not None and above not in seen:
        seen.add(above)
        if above == organisation.pk:
            raise Incomplete(
                _("This parent belongs to the organisation itself."),
                problems=[
                    Problem(
                        "parent",
                        _("This is the organisation itself, or one that belongs to it."),
                        _("Choose another parent."),
                    )
                ],
            )
        above = Organisation.objects.filter(pk=above).values_list("parent_id", flat=True).first()


@action("partners.edit_organisation", target="organisation")
def set_logo(*, actor: Any, organisation: Organisation, upload: Any) -> Organisation:
    """Keep a logo (an image by its content, limited in size) in place of the one before; None takes it away.

    The file belongs to the organisation: it stays when whoever brought it leaves.
    """
    old = organisation.logo
    organisation.logo = (
        store_upload(owner=None, kind=LOGO, upload=upload, subject_ref=organisation.ref, actor=actor)
        if upload is not None
        else None
    )
    organisation.save()
    if old is not None:
        delete_stored(old, actor=actor)
    return organisation
