from django.apps import AppConfig


class OperatingConfig(AppConfig):
    name = "minga.core.operating"
    label = "operating"

    def ready(self) -> None:
        from minga.core.operating import signing_in  # noqa: F401 - signs in what the installation does by itself
