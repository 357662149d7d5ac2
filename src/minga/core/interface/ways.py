"""Ways back: addresses that a form sends along, of which only pages of ours are followed."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def posted_way(request: HttpRequest, name: str) -> str:
    """The address posted under `name` where it is a path of ours; else ""."""
    wanted = request.POST.get(name, "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours and wanted.startswith("/") else ""
