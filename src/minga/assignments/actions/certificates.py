"""Certificates: issued once from a closed service, signed, free of charge; revoked with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.service import assignment_first, tell_volunteer
from minga.assignments.models import Assignment, Certificate
from minga.assignments.numbering import next_number
from minga.assignments.queries.service import verified_hours
from minga.assignments.service_papers import LANGUAGES, certificate_paper
from minga.core.access.models import Role
from minga.core.access.roles import holds
from minga.core.acting import SYSTEM, action
from minga.core.audit import trail
from minga.core.documents import verdicts
from minga.core.documents.kinds import PDF
from minga.core.documents.models import SigningKey
from minga.core.documents.papers import CertificatePaper
from minga.core.documents.papers import issue_certificate as make_certificate
from minga.core.documents.seals import fingerprint_of
from minga.core.documents.storing import store_made
from minga.core.errors import Incomplete, Problem
from minga.core.models import new_ref
from minga.core.reasons import reason_problems
from minga.partners.models import Organisation

CERTIFICATE = "assignments.certificate"
KEY = "key"
"""The public reason that nobody chooses: a key became known to others."""


@action("assignments.issue_certificate", target="assignment")
def issue_certificate(
    *,
    actor: Any,
    assignment: Assignment,
    language: str,
    second_language: str,
    service_content: Mapping[str, str],
    issuer: Organisation | None = None,
    seen: int | None = None,
) -> Certificate:
    """Certify a closed service: the sealed PDF is made, and its facts are kept as they were signed.

    service_content: what was done, {language: text}. issuer: the host entity when None. The actor is the responsible
    person named. Raises Incomplete with everything that is in the way.
    """
    certificate = certify(
        actor=actor,
        assignment=assignment,
        languages=(language, second_language),
        service_content=service_content,
        issuer=issuer or assignment.description.host,
        at=timezone.now(),
    )
    once = f"certificate:{certificate.ref}"
    tell_volunteer(assignment, kind="certificate_issued", once=once, number=certificate.number)
    return certificate


def certify(
    *,
    actor: Any,
    assignment: Assignment,
    languages: tuple[str, str],
    service_content: Mapping[str, str],
    issuer: Organisation,
    at: datetime,
) -> Certificate:
    """Make, seal and keep a certificate as of a moment: now within an action, a past day where a demonstration is made.

    Nobody is told. Raises Incomplete as `issue_certificate`.
    """
    content = {code: text.strip() for code, text in service_content.items() if text.strip()}
    problems = _problems(assignment, actor=actor, content=content, languages=languages)
    if problems:
        raise Incomplete(_("The certificate cannot be issued yet."), problems=problems)
    ref, number = new_ref(), next_number("CERT", year=timezone.localdate(at).year)
    manager = holds(actor, Role.REGIONAL_MANAGER) and not holds(actor, Role.PROGRAMME_OFFICER)
    paper = certificate_paper(
        assignment,
        number=number,
        ref=ref,
        languages=languages,
        issuer=issuer,
        service_content=content,
        responsible=actor,
        responsible_title=(Role.REGIONAL_MANAGER if manager else Role.PROGRAMME_OFFICER).label,
        made_at=at,
    )
    certificate = _sealed(paper, ref=ref, assignment=assignment, actor=actor)
    if assignment.certified_at is None:
        assignment.certified_at = at
        assignment.save()
    return certificate


def _sealed(paper: CertificatePaper, *, ref: str, assignment: Assignment, actor: Any) -> Certificate:
    """The PDF is made and sealed; what was signed and the file are kept."""
    pdf, signed = make_certificate(paper)
    number = paper.facts.number
    file = store_made(
        owner=assignment.account, kind=CERTIFICATE, content=pdf, content_type=PDF, name=f"{number}.pdf", actor=actor,
        subject_ref=ref,
    )  # fmt: skip
    return Certificate.objects.create(
        ref=ref,
        assignment=assignment,
        number=number,
        language=paper.language,
        second_language=paper.second_language,
        payload=signed.facts,
        key_id=signed.key_id,
        signature=signed.signature_text,
        file=file,
        issued_at=paper.made_at,
        issued_by_id=actor.pk,
    )


def _problems(
    assignment: Assignment, *, actor: Any, content: Mapping[str, str], languages: tuple[str, str]
) -> list[Problem]:
    problems = []
    if assignment.state != "closed":
        problems.append(Problem("", _("The service is not closed yet."), _("Close it first.")))
    if assignment.end_kind == "not_started":
        problems.append(Problem("", _("This service never started; there is nothing to certify.")))
    elif not verified_hours(assignment):
        problems.append(Problem("", _("No hours are verified."), _("A certificate states hours that were verified.")))
    if assignment.certificates.filter(revoked_at__isnull=True).exists():
        problems.append(Problem("", _("This service has a certificate already."), _("Revoke that one first.")))
    if assignment.account.erased_at is not None or not (assignment.account.name or assignment.account.local_name):
        problems.append(Problem("", _("The volunteer's name is not known.")))
    if actor.pk == assignment.account_id:
        problems.append(Problem("", _("Nobody certifies their own service."), _("Ask a colleague.")))
    if not content:
        problems.append(Problem("service_content", _("Say what was done.")))
    if languages[0] not in LANGUAGES or languages[1] not in LANGUAGES or languages[0] == languages[1]:
        problems.append(Problem("second_language", _("Choose two different languages.")))
    return problems


@action(
    "assignments.revoke_certificate", target="certificate", lock_first=assignment_first, verb="revoke", automatic=True
)
def revoke_certificate(
    *, actor: Any, certificate: Certificate, public_reason: str, reason: str, seen: int | None = None
) -> Certificate:
    """Withdraw a certificate.

    public_reason: a code of `verdicts.REASONS`, which whoever checks it from now on reads in words. reason: words for
    the person and the officers. Raises Incomplete without either, or where it was revoked before.
    """
    problems = reason_problems(reason, missing=_("Say why; the volunteer and the officers read this."))
    if public_reason not in verdicts.REASONS or (public_reason == KEY and actor is not SYSTEM):
        problems.append(Problem("public_reason", _("Choose the reason that everybody who checks it reads.")))
    if certificate.revoked_at is not None:
        problems.append(Problem("", _("This certificate was revoked already.")))
    if problems:
        raise Incomplete(_("The certificate was not revoked."), problems=problems)
    certificate.revoked_at, certificate.revoked_by_id = timezone.now(), actor.pk
    certificate.public_reason, certificate.revocation_reason = public_reason, reason.strip()
    certificate.save()
    tell_volunteer(
        certificate.assignment,
        kind="certificate_outdated" if public_reason == KEY else "certificate_revoked",
        once=f"certificate-revoked:{certificate.ref}",
        number=certificate.number,
        reason=certificate.revocation_reason,
    )
    return certificate


def withdraw_unproven(key: SigningKey) -> None:
    """Within the action that revokes a key: revoke what it signed and cannot be shown to have been issued before.

    These services wait for a certificate again. Of a file that erasure took, the day of issue decides.
    """
    rows = Certificate.objects.filter(key_id=key.key_id, revoked_at__isnull=True).select_related("file", "assignment")
    for row in rows:
        proven = _issued_before(row, key) if row.file is None else fingerprint_of(row.file.sha256) in key.still_true
        if proven:
            continue
        revoke_certificate(actor=SYSTEM, certificate=row, public_reason=KEY, reason=str(verdicts.REASONS[KEY]))
        service = Assignment.objects.get(pk=row.assignment_id)
        before = trail.snapshot(service)
        service.certified_at = None
        service.save()
        trail.note(actor=SYSTEM, verb="revoke_signing_key", target=service, before=before)


def _issued_before(row: Certificate, key: SigningKey) -> bool:
    return key.revoked_since is None or row.issued_at < key.revoked_since


def revoked_numbers() -> dict[str, str]:
    """The number of every revoked certificate with the code of its public reason, for the published list. One query."""
    return dict(Certificate.objects.filter(revoked_at__isnull=False).values_list("number", "public_reason"))
