from django.urls import path

from minga.core.audit import views

app_name = "audit"
urlpatterns = [
    path("audit", views.trail_list, name="list"),
    path("audit/export", views.export, name="export"),
    path("audit/verify", views.verify, name="verify"),
    path("audit/checks/<slug:ref>", views.check, name="check"),
    path("audit/<int:sequence>", views.open_entry, name="entry"),
]
