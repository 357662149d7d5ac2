from django.urls import path

from minga.core.operating import views

app_name = "operating"
urlpatterns = [
    path("health", views.health, name="health"),
    path("letters", views.letters, name="letters"),
]
