from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "minga.core.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.audit import signing_in  # noqa: F401
