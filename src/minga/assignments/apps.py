from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    name = "minga.assignments"
    label = "assignments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.assignments import signing_in  # noqa: F401
