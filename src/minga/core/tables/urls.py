from django.urls import URLPattern, URLResolver, path

from minga.core.tables import views

app_name = "tables"

urlpatterns: list[URLPattern | URLResolver] = [
    path("tables/<str:name>/columns", views.choose, name="columns"),
    path("tables/<str:name>/views", views.views, name="views"),
]
