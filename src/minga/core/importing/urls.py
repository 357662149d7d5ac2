from django.urls import URLPattern, URLResolver, path

from minga.core.importing import views

app_name = "importing"
urlpatterns: list[URLPattern | URLResolver] = [
    path("imports", views.imports, name="list"),
    path("imports/<slug:ref>", views.one_import, name="import"),
    path("imports/<slug:ref>/match", views.match, name="match"),
    path("imports/<slug:ref>/sheet", views.sheet, name="sheet"),
    path("imports/<slug:ref>/take", views.take, name="take"),
    path("imports/<slug:ref>/undo", views.undo, name="undo"),
    path("imports/<slug:ref>/drop", views.drop, name="drop"),
]
