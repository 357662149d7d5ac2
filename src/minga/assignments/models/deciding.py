"""Decisions about many that have a way back."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from minga.assignments.models.application import ApplicationStep
from minga.assignments.models.description import Description
from minga.core.models import Base


class ManyDecision(Base):
    """Who decided what about many, and when nobody is told of it before; its parts say where it left each."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="many_decisions")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=20)
    told_at = models.DateTimeField(null=True, blank=True, help_text="Empty where nobody is told")
    taken_back = models.PositiveIntegerField(default=0, help_text="For how many it was taken back")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["description", "created_at"], name="many_decided")]

    def __str__(self) -> str:
        return self.verb


class ManyDecisionPart(models.Model):
    """Where the decision left one candidate: they stand there still while this step has not been left."""

    decision = models.ForeignKey(ManyDecision, on_delete=models.CASCADE, related_name="parts")
    step = models.ForeignKey(ApplicationStep, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "step"], name="decided_once_of_many")]

    def __str__(self) -> str:
        return str(self.step)
