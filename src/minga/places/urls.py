from django.urls import path

from minga.places import views

app_name = "places"

urlpatterns = [
    path("places/cities", views.cities, name="cities"),
    path("places/countries", views.countries, name="countries"),
]
