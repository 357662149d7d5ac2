"""Suggestions as one types; public and cacheable."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_GET

from minga.places.queries import cities_like, countries_like


@require_GET
def cities(request: HttpRequest) -> JsonResponse:
    """Cities for the words in `q`, within `country` (ISO 3166-1) where given. One query."""
    found = cities_like(request.GET.get("q", ""), country=request.GET.get("country", "")[:2])
    return _suggestions([(city.code, str(city), str(city.country)) for city in found])


@require_GET
def countries(request: HttpRequest) -> JsonResponse:
    """Countries for the words in `q`. One query."""
    found = countries_like(request.GET.get("q", ""))
    return _suggestions([(country.iso2, str(country), "") for country in found])


def _suggestions(rows: list[tuple[str, str, str]]) -> JsonResponse:
    results = [{"value": value, "label": label, "detail": detail} for value, label, detail in rows]
    response = JsonResponse({"results": results})
    patch_cache_control(response, public=True, max_age=3600)
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response
