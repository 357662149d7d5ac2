from django.apps import AppConfig


class MoneyConfig(AppConfig):
    name = "minga.core.money"
    label = "money"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.money import signing_in  # noqa: F401
