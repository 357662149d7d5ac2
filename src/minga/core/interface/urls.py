from django.urls import path

from minga.core.interface import design, views

app_name = "interface"
urlpatterns = [
    path("about", views.about, name="about"),
    path("accessibility", views.accessibility, name="accessibility"),
    path("offline", views.offline, name="offline"),
    path("sw.js", views.service_worker, name="service_worker"),
    path("design", design.design, name="design"),
]
