"""Files through their permission check; the published keys and withdrawn numbers; the page that checks a file."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from minga.core.documents import offline, seals, signing
from minga.core.documents.kinds import IMAGES, MEGABYTE, kinds, may_read
from minga.core.documents.models import StoredFile

MOST_CHECKED = 20 * MEGABYTE
SANDBOX = "default-src 'none'; sandbox"


@require_safe
def stored_file(request: HttpRequest, ref: str) -> HttpResponse | FileResponse:
    """The file to those who may read it; to all others it does not exist. One query and the kind's check.

    A public one is kept by whatever stands between, as long as visitors may read it: a logo, once the page of its
    organisation is open to all.
    """
    stored = StoredFile.objects.filter(ref=ref).first()
    if stored is None or not stored.file or not may_read(request.user, stored):
        raise Http404
    public = kinds[stored.kind].public and (request.user.is_anonymous or may_read(AnonymousUser(), stored))
    tag = f'"{stored.sha256}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponseNotModified(), tag=tag, public=public)
    try:
        content = stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    inline = stored.content_type in IMAGES and request.GET.get("download") is None
    response = FileResponse(content, as_attachment=not inline, filename=stored.name, content_type=stored.content_type)
    response["Content-Length"] = str(stored.size)
    return _guarded(response, tag=tag, public=public)


@require_safe
def published_keys(request: HttpRequest) -> JsonResponse:
    """/.well-known/minga-keys.json: every key, so that anybody can check a file. One query."""
    return _open_to_all(JsonResponse({"keys": [key.as_json() for key in signing.published_keys()]}))


@require_safe
def revoked_numbers(request: HttpRequest) -> JsonResponse:
    """/.well-known/minga-revoked.json: numbers withdrawn, without names, and the code of the reason of each."""
    reasons = signing.revoked_numbers()
    return _open_to_all(
        JsonResponse({"revoked": list(reasons), "reasons": reasons, "as_of": timezone.now().isoformat()})
    )


@require_http_methods(["GET", "HEAD", "POST"])
def verify_file_page(request: HttpRequest) -> HttpResponse:
    """/verify/file: choose a PDF, see whether it is true. The browser checks; without scripts we do."""
    context: dict[str, Any] = {}
    upload = request.FILES.get("certificate")
    if request.method == "POST" and upload is None:
        context["is_missing"] = True
    elif upload is not None:
        content = upload.read(MOST_CHECKED + 1)
        context["verdict"] = seals.verify_certificate_file(
            content[:MOST_CHECKED], keys=signing.published_keys(), revoked=signing.revoked_numbers()
        )
    status = 422 if context.get("is_missing") else 200
    return render(request, "documents/verify_file_page.html", context, status=status)


@require_safe
def verify_offline(request: HttpRequest) -> HttpResponse:
    """One HTML file to keep: the same check, with the keys of today inside, without a connection."""
    response = HttpResponse(offline.single_file(), content_type="text/html; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="minga-verify.html"'
    response["Content-Security-Policy"] = SANDBOX
    return response


@require_safe
def verify_worker(request: HttpRequest) -> HttpResponse:
    """The service worker of /verify/, which keeps the page for days without a connection."""
    response = HttpResponse(offline.worker_script(), content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


R = TypeVar("R", bound=HttpResponseBase)


def _guarded(response: R, *, tag: str, public: bool) -> R:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["ETag"] = tag
    response["Cache-Control"] = "public, max-age=3600" if public else "private, no-cache"
    return response


def _open_to_all(response: JsonResponse) -> JsonResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=60"
    return response
