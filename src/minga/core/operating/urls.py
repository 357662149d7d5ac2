from django.urls import path

from minga.core.operating import views

app_name = "operating"
urlpatterns = [
    path("health", views.health, name="health"),
    path("work/run-again", views.run_again, name="run_again"),
    path("letters", views.letters, name="letters"),
]
