"""The addresses of the volunteer's cycle, one module for each piece of furniture."""

from django.urls import URLPattern, URLResolver

from minga.assignments import urls_descriptions, urls_opportunities, urls_selection, urls_service

app_name = "assignments"

urlpatterns: list[URLPattern | URLResolver] = [
    *urls_descriptions.urlpatterns,
    *urls_opportunities.urlpatterns,
    *urls_selection.urlpatterns,
    *urls_service.urlpatterns,
]
