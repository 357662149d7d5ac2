from django.urls import URLPattern, URLResolver, path

from minga.core.money import views

app_name = "money"
urlpatterns: list[URLPattern | URLResolver] = [path("money/rates", views.exchange_rates, name="rates")]
