"""Descriptions from a list: taken in as drafts, changed by a later list while nobody works on them, taken back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from minga.assignments.actions.editing import number_for_now
from minga.assignments.models import Description, DescriptionText, Seat
from minga.assignments.stepping import step_description
from minga.core.acting import SYSTEM, action, permitted
from minga.core.errors import NotAllowed, Refused


@action("assignments.import_descriptions", automatic=True)
def import_description(
    *, actor: Any, fields: Mapping[str, Any], language: str, texts: Mapping[str, str], seats: Mapping[str, Any]
) -> Description:
    """A draft as a list tells it; nothing is published. seats: `count`, and the `city_id` of each (or None).

    Raises NotAllowed where neither the country nor the host entity is the actor's. About ten SQL queries.
    """
    description = Description(**fields, created_by_id=actor.pk)
    if actor is not SYSTEM and not permitted(actor, "assignments.import_descriptions", description):
        raise NotAllowed(_("You may import opportunities of your own country or organisation only."))
    description.number = number_for_now()
    description.save()
    DescriptionText.objects.create(description=description, language=language, **texts)
    _make_seats(description, first=1, seats=seats)
    step_description(description)
    return description


def _make_seats(description: Description, *, first: int, seats: Mapping[str, Any]) -> None:
    Seat.objects.bulk_create(
        Seat(description=description, number=number, city_id=seats["city_id"])
        for number in range(first, seats["count"] + 1)
    )


@action("assignments.import_descriptions", target="description", automatic=True)
def import_description_again(
    *,
    actor: Any,
    description: Description,
    fields: Mapping[str, Any],
    language: str,
    texts: Mapping[str, str],
    seats: Mapping[str, Any],
) -> Description:
    """What a newer version of the list says. Raises Refused once it is no draft any more."""
    _refuse_work(description)
    for name, value in fields.items():
        setattr(description, name, value)
    description.save()
    DescriptionText.objects.update_or_create(description=description, language=language, defaults=dict(texts))
    description.seats.filter(number__gt=seats["count"]).delete()
    description.seats.exclude(city_id=seats["city_id"]).update(city_id=seats["city_id"])
    _make_seats(description, first=description.seats.count() + 1, seats=seats)
    return description


def _refuse_work(description: Description) -> None:
    if description.state != "draft":
        raise no_draft(description)


def no_draft(description: Description) -> Refused:
    """What is said of a description that was sent on since a list brought it."""
    return Refused(
        _("%(number)s is no draft any more.") % {"number": description.number},
        remedy=_("Change it on its page."),
    )


@action("assignments.import_descriptions", target="description", automatic=True)
def remove_imported_description(*, actor: Any, description: Description, reason: str = "") -> Description:
    """Take back a draft that came in a list. Raises Refused where it is no draft any more or was copied into cost."""
    _refuse_work(description)
    # The trail keeps what it was; the row that is returned is no longer in the database.
    Description.objects.get(pk=description.pk).delete()
    return description
