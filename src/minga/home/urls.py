"""The front page, which is a visitor's or one's own, and the search over everything."""

from django.urls import URLPattern, URLResolver, path

from minga.home import views

app_name = "home"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_page, name="front"),
    path("search", views.search_page, name="search"),
]
