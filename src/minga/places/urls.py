from django.urls import path

from minga.places import views

app_name = "places"

urlpatterns = [
    path("places", views.place_list, name="list"),
    path("places/new", views.place, name="new"),
    path("places/cities", views.cities, name="cities"),
    path("places/countries", views.countries, name="countries"),
    path("places/<str:ref>", views.place, name="place"),
]
