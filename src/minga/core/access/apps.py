from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "minga.core.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.access import signing_in  # noqa: F401
