from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "minga.partners"
    label = "partners"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.partners import signing_in  # noqa: F401
