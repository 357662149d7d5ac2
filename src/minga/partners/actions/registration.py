"""Registering an organisation and deciding on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem
from minga.core.models import new_ref
from minga.core.notices.telling import tell, tell_all
from minga.partners.models import DueDiligenceCheck, Organisation, Reference
from minga.partners.queries import reviewers_of
from minga.partners.states import REGISTRATION

EDITABLE = ("name", "names", "short_name", "country", "parent", "about", "website")
DILIGENT_TYPES = ("civil_society", "foundation", "federation", "private")


@action("partners.register_organisation")
def register_organisation(
    *, actor: Any, fields: Mapping[str, Any], references: Sequence[Mapping[str, str]] = ()
) -> Organisation:
    """Send a registration: the organisation's own facts and, for governments, at least one reference.

    fields: name, type, country, is_host, is_partner, is_funder, about, website and what else EDITABLE names.
    """
    if fields["type"] == "government" and not references:
        raise Incomplete(
            _("A government body names a reference."),
            problems=[Problem("references", _("Name somebody who can vouch for your office."))],
        )
    organisation = Organisation.objects.create(
        **fields, slug=f"{slugify(str(fields['name']))[:60]}-{new_ref()[:6]}", registered_by_id=actor.pk
    )
    for reference in references:
        row = Reference.objects.create(organisation=organisation, **reference)
        trail.note(actor=actor, verb="add_reference", target=row)
    if organisation.type in DILIGENT_TYPES:
        DueDiligenceCheck.objects.bulk_create(
            [
                DueDiligenceCheck(organisation=organisation, question=question)
                for question in DueDiligenceCheck.Question.values
            ]
        )
    tell_all(
        kind="partners.registration_received",
        to=reviewers_of(organisation),
        about=organisation,
        context={"organisation": organisation.name},
        url=f"/organisations/{organisation.ref}/registration",
        once=f"registration:{organisation.ref}",
    )
    return organisation


@action("partners.review_organisation", target="organisation", verb="review")
def start_review(*, actor: Any, organisation: Organisation, seen: int | None = None) -> Organisation:
    """Take a registration on."""
    REGISTRATION.move(organisation, verb="review")
    organisation.save()
    return organisation


@action("partners.review_organisation", target="reference")
def record_reference(*, actor: Any, reference: Reference, answer: str, note: str = "") -> Reference:
    """Write down what a reference answered: confirmed or doubted."""
    if answer not in {"confirmed", "doubted"}:
        raise Incomplete(_("An answer is missing."), problems=[Problem("answer", _("Say what they answered."))])
    reference.answer, reference.note = answer, note
    reference.save()
    return reference


@action("partners.review_organisation", target="check")
def record_check(*, actor: Any, check: DueDiligenceCheck, finding: str, note: str = "") -> DueDiligenceCheck:
    """Answer one question of due diligence: yes, no or open again; a no says in words why."""
    if finding not in {"yes", "no", "open"}:
        raise Incomplete(_("A finding is missing."), problems=[Problem("finding", _("Choose yes or no."))])
    if finding == "no" and not note.strip():
        raise Incomplete(_("A no needs words."), problems=[Problem("note", _("Say what you found."))])
    check.finding, check.note = finding, note
    check.checked_by_id = None if finding == "open" else actor.pk
    check.save()
    return check


@action("partners.review_organisation", target="organisation")
def decide_registration(
    *, actor: Any, organisation: Organisation, verb: str, reason: str = "", seen: int | None = None
) -> Organisation:
    """Register, refuse, suspend or reinstate. Whoever is told no, or suspended, is told why.

    verb: one of REGISTRATION's verbs but `review`. Raises Incomplete with what the review still lacks.
    """
    if verb in {"refuse", "suspend"} and not reason.strip():
        raise Incomplete(_("A reason is missing."), problems=[Problem("reason", _("Say why; they will read it."))])
    REGISTRATION.move(organisation, verb=verb)
    organisation.decided_by_id, organisation.decided_at = actor.pk, timezone.now()
    organisation.decision_reason = reason
    organisation.save()
    tell(
        kind=f"partners.registration_{organisation.state}",
        to=organisation.registered_by,
        about=organisation,
        context={"organisation": organisation.name, "reason": reason},
        url=f"/organisations/{organisation.ref}",
        once=f"registration-{verb}:{organisation.ref}:{organisation.version}",
    )
    return organisation


@action("partners.edit_organisation", target="organisation")
def edit_organisation(
    *, actor: Any, organisation: Organisation, fields: Mapping[str, Any], seen: int | None = None
) -> Organisation:
    """Change the organisation's page. A parent may not stand below its own child."""
    for name in EDITABLE:
        if name in fields:
            setattr(organisation, name, fields[name])
    above = organisation.parent
    while above is not None:
        if above.pk == organisation.pk:
            raise Incomplete(
                _("This parent stands below the organisation itself."),
                problems=[Problem("parent", _("Choose another parent."))],
            )
        above = above.parent
    organisation.save()
    return organisation
