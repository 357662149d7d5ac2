"""The addresses of this room alone, so that its tests stand on the floor below the others."""

from django.urls import include, path

urlpatterns = [path("", include("minga.core.documents.urls"))]
