from django.urls import URLPattern, URLResolver, path

from minga.core.documents import views

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<slug:ref>", views.stored_file, name="file"),
    path(".well-known/minga-keys.json", views.published_keys, name="keys"),
    path(".well-known/minga-revoked.json", views.revoked_numbers, name="revoked"),
    path("verify/file", views.verify_file_page, name="verify_file"),
    path("verify/offline.html", views.verify_offline, name="verify_offline"),
    path("verify/worker.js", views.verify_worker, name="verify_worker"),
]
