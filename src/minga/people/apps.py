from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "minga.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.people import proofs, signing_in  # noqa: F401
