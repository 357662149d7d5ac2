"""The addresses of the volunteer's cycle, one module for each piece of furniture."""

from django.urls import URLPattern, URLResolver

from minga.assignments.urls import descriptions, opportunities, selection, service

app_name = "assignments"

urlpatterns: list[URLPattern | URLResolver] = [
    *descriptions.urlpatterns,
    *opportunities.urlpatterns,
    *selection.urlpatterns,
    *service.urlpatterns,
]
