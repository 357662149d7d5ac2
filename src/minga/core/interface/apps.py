from django.apps import AppConfig


class InterfaceConfig(AppConfig):
    name = "minga.core.interface"
    label = "interface"
    default_auto_field = "django.db.models.BigAutoField"
