from django.urls import URLPattern, URLResolver, path

from minga.core.access import views

app_name = "access"
urlpatterns: list[URLPattern | URLResolver] = [
    path("roles", views.role_list, name="roles"),
    path("roles/<slug:ref>/end", views.end, name="end"),
    path("roles/<slug:ref>/prolong", views.prolong, name="prolong"),
    path("my-roles", views.mine, name="mine"),
]
