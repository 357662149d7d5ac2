"""The root of all addresses: each room brings its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("minga.home.urls")),
    path("", include("minga.core.interface.urls")),
    path("", include("minga.core.operating.urls")),
    path("", include("minga.core.notices.urls")),
    path("", include("minga.core.documents.urls")),
    path("", include("minga.core.money.urls")),
    path("", include("minga.core.audit.urls")),
    path("", include("minga.core.access.urls")),
    path("", include("minga.core.importing.urls")),
    path("", include("minga.core.tables.urls")),
    path("", include("minga.places.urls")),
    path("", include("minga.sdgs.urls")),
    path("", include("minga.partners.urls")),
    path("", include("minga.people.urls")),
    path("", include("minga.assignments.urls")),
    path("account/", include("allauth.urls")),
]

handler400 = "minga.core.interface.trouble.bad_request"
handler403 = "minga.core.interface.trouble.forbidden"
handler404 = "minga.core.interface.trouble.not_found"
handler429 = "minga.core.interface.trouble.too_many_tries"  # of allauth
handler500 = "minga.core.interface.trouble.broken"
