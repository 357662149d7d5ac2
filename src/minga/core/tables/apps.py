from django.apps import AppConfig


class TablesConfig(AppConfig):
    name = "minga.core.tables"
    label = "tables"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.tables import signing_in  # noqa: F401
