from django import forms
from django.apps import AppConfig

from minga.core.interface.inputs import A_DAY, A_NUMBER, refuse_far_day

# Before any form is made, so that every form has it.
forms.DateField.default_validators = [refuse_far_day]
forms.DateField.default_error_messages = {"invalid": A_DAY}
forms.DecimalField.default_error_messages = {"invalid": A_NUMBER}


class InterfaceConfig(AppConfig):
    name = "minga.core.interface"
    label = "interface"
    default_auto_field = "django.db.models.BigAutoField"
