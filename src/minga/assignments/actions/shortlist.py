"""The officer's part of the selection: rating motivation, weighing, shortlisting, submitting to the host entity."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Clearance, Description
from minga.assignments.models.application import SCORE_PARTS
from minga.assignments.queries.clearances import before_submission
from minga.assignments.queries.holders import choosing_for_host
from minga.assignments.stepping import move_application
from minga.assignments.telling import titles_of
from minga.core.acting import action
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell, tell_all
from minga.core.reasons import require_reason
from minga.people.models import Purpose
from minga.people.queries import has_consent


@action("assignments.decide_application", target="application")
def rate_motivation(
    *, actor: Any, application: Application, score: Decimal | None, seen: int | None = None
) -> Application:
    """Record how far the motivation convinces, 0 to 100; None takes the rating back. Refused after an erasure
    and a withdrawal.

    Raises Incomplete for any other number.
    """
    if application.account.erased_at is not None:
        raise Refused(_("This person had their data erased: there is no motivation to rate."))
    if application.state == "withdrawn":
        raise Refused(_("This person withdrew their application: their motivation is closed."))
    if score is not None and not 0 <= score <= 100:
        raise Incomplete(
            _("The rating is out of range."), problems=[Problem("score", _("Give a number from 0 to 100."))]
        )
    application.motivation_score = score
    application.save()
    return application


@action("assignments.longlist_application", target="description")
def set_weights(
    *, actor: Any, description: Description, weights: dict[str, int], reason: str, seen: int | None = None
) -> Description:
    """State what each part of the score weighs (0 to 100 each; not all of them 0), and why.

    The order changes for everyone at once, so the reason stands in the trail. Raises Incomplete.
    """
    unknown = [name for name in weights if name not in SCORE_PARTS]
    wrong = [name for name in SCORE_PARTS if not 0 <= int(weights.get(name, 0)) <= 100]
    if unknown or wrong or not any(int(weights.get(name, 0)) for name in SCORE_PARTS):
        raise Incomplete(
            _("These weights cannot be used."),
            problems=[Problem("weights", _("Give whole numbers from 0 to 100, at least one of them above 0."))],
        )
    require_reason(reason, missing=_("Say why these weights suit the post; the trail keeps it."))
    description.weights = {name: int(weights.get(name, 0)) for name in SCORE_PARTS}
    description.save()
    return description


@action("assignments.decide_application", target="application")
def shortlist_application(
    *, actor: Any, application: Application, note: str = "", reason: str = "", seen: int | None = None
) -> Application:
    """Put a candidate who keeps every rule on the shortlist; `note` says why where the officer differs from the order.

    Clearances that are needed before the host entity sees anybody are asked for at once.
    """
    application.officer_note = note  # what was said of an earlier order, before they were taken off, is no reason now
    move_application(application, verb="shortlist")
    for requirement in before_submission(application.description):
        Clearance.objects.get_or_create(
            application=application,
            kind=requirement.kind,
            defaults={"is_pre_submission": True, "valid_months": requirement.valid_months},
        )
    return application


@action("assignments.decide_application", target="application")
def return_to_longlist(
    *, actor: Any, application: Application, reason: str = "", seen: int | None = None
) -> Application:
    """Take a candidate off the shortlist again, while the host entity has not seen them."""
    move_application(application, verb="return_to_longlist")
    return application


@action("assignments.decide_application", target="application")
def submit_to_host(*, actor: Any, application: Application, reason: str = "", seen: int | None = None) -> Application:
    """Show the candidate to the host entity. Needs passed pre-submission clearances and the person's consent.

    Raises Refused without that consent.
    """
    if not has_consent(application.account, Purpose.SHARE_WITH_HOST):
        raise Refused(
            _("%(person)s has not agreed to be shown to a host entity.") % {"person": application},
            remedy=_("Ask them to agree on their page of consents."),
        )
    move_application(application, verb="submit_to_host")
    description = application.description
    tell(
        kind="assignments.with_host",
        to=application.account,
        about=application,
        context={"post": titles_of(description), "host": description.host.told_names},
        url=f"/applications/{application.ref}",
        once=f"with-host:{application.ref}",
    )
    tell_all(
        kind="assignments.candidates_submitted",
        to=choosing_for_host(description),
        about=description,
        context={"post": titles_of(description)},
        url=f"/descriptions/{description.ref}/selection",
        once=f"submitted:{description.ref}:{timezone.localdate().isoformat()}",
    )
    return application
