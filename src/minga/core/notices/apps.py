from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "minga.core.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.notices import signing_in  # noqa: F401
