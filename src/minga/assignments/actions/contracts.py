"""Contracts: issued from the description as it stands, signed by both sides, kept as a file once both have."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.service import assignment_first, tell_volunteer
from minga.assignments.models import Assignment, Contract
from minga.assignments.numbering import next_number
from minga.assignments.service_papers import contract_paper, contract_terms
from minga.assignments.telling import officers_told, titles_of
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.documents.kinds import PDF
from minga.core.documents.papers import make_pdf
from minga.core.documents.storing import store_made
from minga.core.errors import Refused
from minga.core.notices.telling import tell_all

CONTRACT = "assignments.contract"


@action("assignments.issue_contract", target="assignment")
def issue_contract(*, actor: Any, assignment: Assignment, seen: int | None = None) -> Contract:
    """Issue the contract, or issue it anew while not both sides have signed; former signatures then lapse.

    Raises Refused once the service is prepared, for a service of one's own, and once both have signed.
    """
    if assignment.state != "preparing":
        raise Refused(_("A contract is issued while the service is being prepared."))
    if actor.pk == assignment.account_id:
        raise Refused(_("Nobody issues their own contract."), remedy=_("Ask a colleague."))
    contract = Contract.objects.select_for_update().filter(assignment=assignment).first()
    if contract is not None and contract.volunteer_signed_at and contract.officer_signed_at:
        raise Refused(_("Both sides have signed this contract; it stays as it is."))
    now = timezone.now()
    before = trail.snapshot(contract) if contract is not None else {}
    number = contract.terms.get("number") if contract is not None else ""
    contract = contract or Contract(assignment=assignment)
    contract.terms = contract_terms(
        assignment, number=number or next_number("CON", year=now.year), issued_by=actor.name_in("en")
    )
    contract.issued_at, contract.issued_by_id = now, actor.pk
    contract.volunteer_signed_at = contract.officer_signed_at = contract.officer_signed_by = None
    contract.save()
    assignment.save(update_fields=())  # a second press, of a page that shows no contract yet, would undo signatures
    trail.note(actor=actor, verb="issue_contract", target=contract, before=before)
    tell_volunteer(assignment, kind="contract_issued", once=f"contract:{contract.ref}:{contract.version}")
    return contract


@action("assignments.sign_contract", target="contract", lock_first=assignment_first)
def sign_contract(*, actor: Any, contract: Contract, seen: int | None = None) -> Contract:
    """Sign as the volunteer or, for the programme, as an officer; the second signature keeps the document as a file.

    Raises Refused for one that can no longer be signed, and for a side that has signed.
    """
    now, assignment = timezone.now(), contract.assignment
    if assignment.state != "preparing":
        raise Refused(_("This contract can no longer be signed."))
    if actor.pk == assignment.account_id:
        if contract.volunteer_signed_at is not None:
            raise Refused(_("You have signed this contract already."))
        contract.volunteer_signed_at = now
    elif contract.officer_signed_at is not None:
        raise Refused(_("This contract is signed for the programme already."))
    else:
        contract.officer_signed_at, contract.officer_signed_by_id = now, actor.pk
        contract.terms = {**contract.terms, "signed_by": actor.name_in("en")}
    if contract.volunteer_signed_at and contract.officer_signed_at:
        contract.file = store_made(
            owner=assignment.account,
            kind=CONTRACT,
            content=make_pdf(contract_paper(contract)),
            content_type=PDF,
            name=f"{contract.terms['number']}.pdf",
            actor=actor,
            subject_ref=contract.ref,
        )
    contract.save()
    if actor.pk == assignment.account_id:
        tell_all(
            kind="assignments.contract_signed",
            to=officers_told(assignment),
            about=contract,
            context={"person": assignment.account.names, "post": titles_of(assignment.description)},
            url=f"/assignments/{assignment.ref}",
            once=f"contract-signed:{contract.ref}:{contract.version}",
            mentions=[assignment.account],
        )
    return contract
