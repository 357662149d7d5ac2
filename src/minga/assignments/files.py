"""The kinds of files that a service keeps, each with who may read it."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minga.assignments.models import Certificate, Clearance, Contract
from minga.core.acting import allowed
from minga.core.documents.kinds import DOCUMENTS, IMAGES, MEGABYTE, PDF, FileKind, kinds
from minga.core.documents.models import StoredFile

LARGEST = 10 * MEGABYTE


def reads_clearance(account: Any, stored: StoredFile) -> bool:
    """Whoever may see the result of the clearance. Two queries."""
    rests_on_it = Q(proof=stored) | Q(terms__proof=stored)
    row = Clearance.objects.filter(rests_on_it, ref=stored.subject_ref).first()
    return row is not None and allowed(account, "assignments.view_clearance_result", row)


def reads_contract(account: Any, stored: StoredFile) -> bool:
    """Whoever may see the contract. Two queries."""
    row = Contract.objects.filter(ref=stored.subject_ref).first()
    return row is not None and allowed(account, "assignments.view_contract", row)


def reads_certificate(account: Any, stored: StoredFile) -> bool:
    """Whoever may see the certificate. Two queries."""
    row = Certificate.objects.filter(ref=stored.subject_ref).first()
    return row is not None and allowed(account, "assignments.view_certificate", row)


kinds.sign_in("assignments.clearance", FileKind(_("a document"), (*DOCUMENTS, *IMAGES), LARGEST, reads_clearance))
kinds.sign_in("assignments.contract", FileKind(_("a contract"), (PDF,), LARGEST, reads_contract))
kinds.sign_in(
    "assignments.certificate", FileKind(_("a certificate"), (PDF,), LARGEST, reads_certificate, is_sealed=True)
)
