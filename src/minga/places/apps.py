from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "minga.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.places import signing_in  # noqa: F401
