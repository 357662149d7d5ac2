"""Ways back: where the reader came from, and addresses that a form sends along. Only pages of ours are followed."""

from __future__ import annotations

from urllib.parse import urlparse

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def posted_way(request: HttpRequest, name: str) -> str:
    """The address posted under `name` where it is a path of ours; else ""."""
    return _ours(request, request.POST.get(name, ""))


def asked_way(request: HttpRequest, name: str) -> str:
    """The same of what stands in the page's own address."""
    return _ours(request, request.GET.get(name, ""))


def _ours(request: HttpRequest, wanted: str) -> str:
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else ""


def way_back(request: HttpRequest) -> str:
    """The page of ours the reader came from, as a path; empty where there is none or it is this one."""
    came_from = urlparse(request.headers.get("Referer", ""))
    if not came_from.path or came_from.netloc != request.get_host():
        return ""
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return "" if came_from.path == request.path and request.method == "GET" else path
