from django.urls import path

from minga.sdgs import views

app_name = "sdgs"

urlpatterns = [
    path("sdgs", views.goals, name="goals"),
    path("sdgs/<int:number>", views.goal, name="goal"),
]
