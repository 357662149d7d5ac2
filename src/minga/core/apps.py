from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "minga.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lookups that every room may use."""
        from minga.core import among, any_case  # noqa: F401
