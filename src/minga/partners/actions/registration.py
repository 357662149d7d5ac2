"""Registering an organisation and deciding on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from minga.core.access.actions import grant_role
from minga.core.access.models import Role, Scope
from minga.core.access.queries import administrators
from minga.core.acting import SYSTEM, action, lock
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem
from minga.core.models import new_ref
from minga.core.notices.kinds import in_each_language
from minga.core.notices.telling import inbox_only, tell_all
from minga.core.reasons import require_reason
from minga.core.twice import made_just_now
from minga.partners.models import DueDiligenceCheck, Organisation, Reference
from minga.partners.queries import people_of, reviewers_of
from minga.partners.registries import standing_changed
from minga.partners.rules import reviews
from minga.partners.states import REGISTRATION
from minga.partners.wording import invite_page

DILIGENT_TYPES = ("civil_society", "foundation", "federation", "private")


def slug_for(name: str) -> str:
    """A readable address that nobody else has."""
    return "-".join(part for part in (slugify(name)[:60], new_ref()[:6]) if part)


def page_of(organisation: Organisation) -> str:
    """The public page's address."""
    return f"/organisations/{organisation.slug}"


def registration_page_of(organisation: Organisation) -> str:
    """The address at which a registration is followed and decided."""
    return f"/organisations/{organisation.slug}/registration"


@action("partners.register_organisation")
def register_organisation(
    *, actor: Any, fields: Mapping[str, Any], references: Sequence[Mapping[str, str]] = ()
) -> Organisation:
    """Send a registration: the organisation's own facts and, for governments, at least one reference.

    fields: name, type, country, is_host, is_partner, is_funder, about, website and what else EDITABLE names.
    The same press again finds the registration it sent. Raises Incomplete for a government body without a reference.
    """
    if fields["type"] == "government" and not references:
        raise Incomplete(
            _("A government body names a reference."),
            problems=[Problem("references", _("Name somebody who can vouch for your office."))],
        )
    lock(actor)
    sent = Organisation.objects.filter(registered_by_id=actor.pk, name=fields["name"], country=fields["country"])
    if (known := made_just_now(sent)) is not None:
        return known
    organisation = Organisation.objects.create(**fields, slug=slug_for(str(fields["name"])), registered_by_id=actor.pk)
    for reference in references:
        row = Reference.objects.create(organisation=organisation, **reference)
        trail.note(actor=actor, verb="add_reference", target=row)
    prepare_checks(organisation)
    _tell_reviewers(organisation, kind="partners.registration_received")
    return organisation


def prepare_checks(organisation: Organisation) -> None:
    """The open questions of due diligence, where the kind of organisation asks for them. Inside an action."""
    if organisation.type in DILIGENT_TYPES:
        DueDiligenceCheck.objects.bulk_create(
            [
                DueDiligenceCheck(organisation=organisation, question=question)
                for question in DueDiligenceCheck.Question.values
            ],
            ignore_conflicts=True,
        )


def _tell_reviewers(organisation: Organisation, *, kind: str) -> None:
    """The officers of its country but for who entered it; where there are none, the administrators, who invite one or
    review it themselves.
    """
    reviewers, country, sender = reviewers_of(organisation), organisation.country, organisation.registered_by
    context: dict[str, Any] = {"organisation": organisation.told_names}
    url = registration_page_of(organisation)
    if not reviewers and sender is not None and reviews(sender, organisation):
        kind, reviewers = "partners.nobody_else_reviews", administrators().exclude(pk=sender.pk)
    elif not reviewers and country is not None:
        kind, url = "partners.nobody_reviews", invite_page(Role.PROGRAMME_OFFICER, country=country.pk)
        reviewers, context = administrators(), {**context, "country": in_each_language(lambda: str(country))}
    once = f"{kind}:{organisation.ref}:{organisation.version}"
    tell_all(kind=kind, to=reviewers, about=organisation, context=context, url=url, once=once)


@action("partners.review_organisation", target="organisation", verb="review")
def start_review(*, actor: Any, organisation: Organisation, seen: int | None = None) -> Organisation:
    """Take a registration on; one that was refused is looked at again, and whoever sent it is told."""
    was_refused = organisation.state == "refused"
    REGISTRATION.move(organisation, verb="review")
    prepare_checks(organisation)
    organisation.save()
    if was_refused:
        _tell_those_concerned(organisation, actor=actor, verb="review", reason="")
    return organisation


@action("partners.add_reference", target="organisation")
def add_reference(*, actor: Any, organisation: Organisation, reference: Mapping[str, str]) -> Organisation:
    """Name one person more who can vouch for it, once. `reference`: name, position, email."""
    if organisation.references.filter(**reference).exists():
        return organisation
    row = Reference.objects.create(organisation=organisation, **reference)
    trail.note(actor=actor, verb="add_reference", target=row)
    return organisation


@action("partners.review_organisation", target="reference")
def record_reference(
    *, actor: Any, reference: Reference, answer: str, note: str = "", seen: int | None = None
) -> Reference:
    """Write down what a reference answered: confirmed or doubted. Raises Incomplete for another answer."""
    if answer not in {"confirmed", "doubted"}:
        raise Incomplete(_("An answer is missing."), problems=[Problem("answer", _("Say what they answered."))])
    reference.answer, reference.note = answer, note
    reference.save()
    return reference


@action("partners.review_organisation", target="check")
def record_check(
    *, actor: Any, check: DueDiligenceCheck, finding: str, note: str = "", seen: int | None = None
) -> DueDiligenceCheck:
    """Answer one question of due diligence: yes, no or open again; a no says in words why.

    Raises Incomplete for another answer, and for a no without words.
    """
    if finding not in {"yes", "no", "open"}:
        raise Incomplete(_("A finding is missing."), problems=[Problem("finding", _("Choose yes or no."))])
    if finding == "no" and not note.strip():
        raise Incomplete(_("A no needs words."), problems=[Problem("note", _("Say what you found."))])
    check.finding, check.note = finding, note
    check.checked_by_id = None if finding == "open" else actor.pk
    check.save()
    return check


@action("partners.review_organisation", target="organisation")
def ask_for_more(*, actor: Any, organisation: Organisation, reason: str, seen: int | None = None) -> Organisation:
    """Give the registration back with what is missing, in words."""
    require_reason(reason)
    REGISTRATION.move(organisation, verb="ask_for_more")
    organisation.decision_reason = reason
    organisation.save()
    _tell_those_concerned(organisation, actor=actor, verb="ask_for_more", reason=reason)
    return organisation


@action("partners.send_again", target="organisation")
def send_again(*, actor: Any, organisation: Organisation, answer: str = "", seen: int | None = None) -> Organisation:
    """What was asked for is there, or what it was refused for has changed: back to the officers, with the answer."""
    if organisation.state == "refused":
        require_reason(answer)
    REGISTRATION.move(organisation, verb="send_again")
    organisation.answer = answer
    organisation.save()
    _tell_reviewers(organisation, kind="partners.registration_sent_again")
    return organisation


@action("partners.review_organisation", target="organisation")
def decide_registration(
    *, actor: Any, organisation: Organisation, verb: str, reason: str = "", seen: int | None = None
) -> Organisation:
    """Register, refuse, suspend or reinstate. Whoever is told no, or suspended, is told why.

    verb: one of REGISTRATION's deciding verbs. Who sent the registration becomes its first focal point, unless they
    review its country's organisations. Raises Incomplete with what the review still lacks.
    """
    if verb in {"refuse", "suspend"}:
        require_reason(reason)
    REGISTRATION.move(organisation, verb=verb)
    organisation.decided_by_id, organisation.decided_at = actor.pk, timezone.now()
    organisation.decision_reason = reason
    organisation.save()
    if verb == "register":
        _give_first_role(organisation)
    if verb in {"suspend", "reinstate"}:
        for _name, heard in standing_changed:
            heard(organisation)
    _tell_those_concerned(organisation, actor=actor, verb=verb, reason=reason)
    return organisation


def first_person_of(organisation: Organisation) -> Any:
    """Who looks after it from the first day: whoever registered it, or somebody who does already; else None.

    An officer who entered it for others decides over its descriptions, and does not become their host besides.
    Two or three queries.
    """
    held = people_of(organisation).first()
    if held is not None:
        return held.account
    person = organisation.registered_by
    if person is None or not person.is_active or reviews(person, organisation):
        return None
    return person


def _give_first_role(organisation: Organisation) -> None:
    person = first_person_of(organisation)
    if person is None or people_of(organisation).exists():
        return
    role = Role.HOST_FOCAL_POINT if organisation.is_host else Role.PARTNER_REPRESENTATIVE
    with inbox_only():  # the letter of the registration says it
        grant_role(actor=SYSTEM, account=person, role=role, scope=Scope.ORGANISATION, scope_key=organisation.ref)


def _tell_those_concerned(organisation: Organisation, *, actor: Any, verb: str, reason: str) -> None:
    """Whoever registered it; a page that closes or opens again concerns everybody who acts for it."""
    told = {organisation.registered_by}
    if verb in {"suspend", "reinstate"}:
        told |= {row.account for row in people_of(organisation) if not row.is_over}
    url = page_of(organisation) if organisation.state == "registered" else registration_page_of(organisation)
    tell_all(
        kind=f"partners.registration_{organisation.state}",
        to=[account for account in told if account is not None and account.pk != actor.pk],
        about=organisation,
        context={"organisation": organisation.told_names, "reason": reason},
        url=url,
        once=f"registration-{verb}:{organisation.ref}:{organisation.version}",
    )
