"""Who looks after a description: an officer takes it over, and whoever did so far is told."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.models import Description
from minga.assignments.telling import page_of, titles_of
from minga.core.acting import action
from minga.core.errors import Refused
from minga.core.notices.telling import tell_all
from minga.people.models import Account

NOT_LOOKED_AFTER = ("draft", "cancelled")


@action("assignments.take_charge", target="description")
def take_charge(*, actor: Any, description: Description, seen: int | None = None) -> Description:
    """Look after it from now on: of its clearances the officer in charge reads the results, and nobody else there does.

    Raises Refused for whoever is in charge already, and where nothing is to be looked after.
    """
    if description.officer_id == actor.pk:
        raise Refused(_("You are in charge already."))
    if description.is_template or description.state in NOT_LOOKED_AFTER:
        raise Refused(_("Nobody is in charge of a draft or of what is cancelled."))
    former = description.officer
    description.officer_id = actor.pk
    description.save()
    tell_former(description, former=former, actor=actor)
    return description


def tell_former(description: Description, *, former: Account | None, actor: Any) -> None:
    """Within an action: who was in charge hears who is now, unless they named that one themselves, or nobody is."""
    now = description.officer
    if former is None or now is None or former in (now, actor) or not former.is_active:
        return
    tell_all(
        kind="assignments.taken_over",
        to=[former],
        about=description,
        context={"post": titles_of(description), "person": now.names},
        url=page_of(description),
        once=f"taken-over:{description.ref}:{description.version}",
        mentions=[now],
    )
