from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "minga.home"
    label = "home"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.home import signing_in  # noqa: F401
