"""The contract of a service: read as a document, signed by both sides."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from minga.assignments.actions.contracts import sign_contract
from minga.assignments.models import Contract
from minga.assignments.pages.service import contract_of
from minga.assignments.service_papers import contract_paper
from minga.assignments.views.reading import readable_service
from minga.core.acting import allowed, refusal
from minga.core.documents.papers import make_pdf
from minga.core.documents.responses import pdf_response
from minga.core.interface.onward import onward
from minga.core.interface.seen import seen_version
from minga.people.models import Account


def _contract(request: HttpRequest, ref: str, permission: str) -> Contract:
    found = contract_of(readable_service(request, ref))
    if found is None:
        raise Http404
    if not allowed(request.user, permission, found):
        raise refusal(request.user, permission, found)
    return found


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The contract as PDF: the file that both signed, or as it stands until then."""
    contract = _contract(request, ref, "assignments.view_contract")
    if contract.file is not None and contract.file.file:
        with contract.file.file.open("rb") as kept:
            return pdf_response(kept.read(), name=contract.file.name)
    return pdf_response(make_pdf(contract_paper(contract)), name=f"{contract.terms['number']}.pdf")


@login_required
@require_POST
def sign(request: HttpRequest, ref: str) -> HttpResponse:
    """Sign, as the volunteer or for the programme."""
    contract = _contract(request, ref, "assignments.sign_contract")
    sign_contract(actor=cast(Account, request.user), contract=contract, seen=seen_version(request))
    messages.success(request, _("You have signed the contract."))
    return onward(request, "assignments:assignment", ref)
