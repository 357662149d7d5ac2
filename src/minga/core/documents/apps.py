from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "minga.core.documents"
    label = "documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from minga.core.documents import signing_in  # noqa: F401
