from django.apps import AppConfig


class SdgsConfig(AppConfig):
    name = "minga.sdgs"
    label = "sdgs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.sdgs import signing_in  # noqa: F401
