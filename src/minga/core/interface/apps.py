from django import forms
from django.apps import AppConfig

from minga.core.interface.inputs import refuse_far_day

forms.DateField.default_validators = [refuse_far_day]  # before any form is made, so that every form has it


class InterfaceConfig(AppConfig):
    name = "minga.core.interface"
    label = "interface"
    default_auto_field = "django.db.models.BigAutoField"
