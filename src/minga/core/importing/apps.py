from django.apps import AppConfig


class ImportingConfig(AppConfig):
    name = "minga.core.importing"
    label = "importing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.importing import signing_in  # noqa: F401
