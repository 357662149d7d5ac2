"""Certificates: one's own, the file, its revocation, and the page that tells anybody whether one is true."""

from __future__ import annotations

from typing import cast

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from minga.assignments.actions.certificates import revoke_certificate
from minga.assignments.forms.service import CertificateFilter, LookUpForm
from minga.assignments.models import Certificate
from minga.assignments.queries.certificates import certificates_seen_by
from minga.assignments.tables import CERTIFICATES
from minga.core.acting import allowed, refusal
from minga.core.documents.responses import pdf_response
from minga.core.documents.showing import in_figures, shown_facts
from minga.core.errors import NotAllowed
from minga.core.interface.seen import seen_version
from minga.core.models import in_language
from minga.core.tables.pages import part_of
from minga.people.models import Account, Purpose
from minga.people.queries import has_consent

PER_PAGE = 25
NAMES = ("name", "name_other_script")


def readable(request: HttpRequest, ref: str) -> Certificate:
    """The certificate, for whoever may see it; Http404 for others. One query and the roles."""
    found = Certificate.objects.select_related("assignment__description__host", "assignment__seat", "file")
    row = found.filter(ref=ref).first()
    if row is None or not allowed(request.user, "assignments.view_certificate", row):
        raise Http404
    return row


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own certificates, the newest first. Two queries a page beside the reader's own, for any number."""
    account = cast(Account, request.user)
    rows = (
        Certificate.objects.filter(assignment__account=account)
        .select_related("assignment")
        .order_by("-issued_at", "-pk")
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(row, _card(row)) for row in page]
    return render(request, "assignments/certificates/mine.html", {"page_obj": page, "rows": shown})


@login_required
@require_safe
def issued(request: HttpRequest) -> HttpResponse:
    """The certificates of the services one works on, the newest first. 5 queries a page beside the reader's own."""
    if not allowed(request.user, "assignments.list_certificates"):
        raise NotAllowed()
    form = CertificateFilter(request.GET)
    wanted = form.wanted()
    context = {
        **part_of(request, CERTIFICATES, certificates_seen_by(request.user, wanted=wanted), per_page=PER_PAGE),
        "form": form,
        "is_filtered": bool(wanted),
    }
    return render(request, "assignments/certificates/issued.html", context)


def _card(row: Certificate) -> dict[str, str]:
    """What a card shows of what was certified."""
    facts = row.payload
    return {
        "title": in_language(facts.get("role"), fallback=row.number),
        "host": in_language(facts.get("host_entity")),
        "hours": in_figures(str(facts.get("hours", "")), language=get_language() or "en"),
    }


@login_required
@require_safe
def paper(request: HttpRequest, ref: str) -> HttpResponse:
    """The sealed file, byte for byte as it was issued."""
    row = readable(request, ref)
    if row.file is None or not row.file.file:
        raise Http404
    with row.file.file.open("rb") as sealed:
        return pdf_response(sealed.read(), name=f"{row.number}.pdf")


@login_required
@require_POST
def revoke(request: HttpRequest, ref: str) -> HttpResponse:
    """Withdraw a certificate: what everyone reads who checks it, and the words for the volunteer and the officers."""
    row = readable(request, ref)
    if not allowed(request.user, "assignments.revoke_certificate", row):
        raise refusal(request.user, "assignments.revoke_certificate", row)
    revoke_certificate(
        actor=cast(Account, request.user),
        certificate=row,
        public_reason=request.POST.get("choice", ""),
        reason=request.POST.get("reason", ""),
        seen=seen_version(request),
    )
    messages.success(request, _("The certificate is revoked. Whoever checks it reads why."))
    return redirect("assignments:assignment", row.assignment.ref)


@require_safe
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """What is registered under the address in a certificate's QR code: true, revoked or unknown. Four queries.

    The name is shown where its owner agreed to that; otherwise whoever holds the paper looks it up by number and name.
    Open to everybody who holds the address, which cannot be guessed; search engines are asked to stay away.
    """
    row = Certificate.objects.select_related("assignment__account").filter(ref=ref.lower()).first()
    is_erased = row is not None and row.assignment.account.erased_at is not None
    is_named = row is not None and has_consent(row.assignment.account, Purpose.PUBLIC_CERTIFICATE)
    signed = row.payload if row is not None else {}
    facts = signed if is_named else {key: value for key, value in signed.items() if key not in NAMES}
    context = {
        "certificate": row,
        "is_erased": is_erased,
        "is_named": is_named,
        "is_own": row is not None and row.assignment.account_id == request.user.pk,
        "facts": shown_facts(facts, language=get_language() or "en"),
    }
    response = render(request, "assignments/certificates/check.html", context, status=200 if row else 404)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def look_up(request: HttpRequest) -> HttpResponse:
    """From the number and the name on a paper to what is registered; one without the other tells nothing. One query.

    Tries from one address are limited, so that nobody goes through numbers with a list of names.
    """
    form = LookUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not consume(request, action="certificate_look_up"):
        form.add_error(None, _("Too many tries. Wait a few minutes, then try again."))
        return render(request, "assignments/certificates/look_up.html", {"form": form}, status=429)
    if request.method == "POST" and form.is_valid():
        row = form.found()
        if row is not None:
            messages.success(request, _("The number and the name belong together."))
            return redirect("assignments:certificate_check", row.ref)
        form.add_error(None, _("No certificate with this number and this name is registered here. Compare both."))
    status = 422 if form.errors else 200
    return render(request, "assignments/certificates/look_up.html", {"form": form}, status=status)
