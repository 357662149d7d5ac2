"""A change of how many dependants a service counts, from a day on."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from minga.assignments.models.service import Assignment
from minga.core.models import Base


class DependantsChange(Base):
    """More or fewer dependants from a day on; it counts once its cost is authorized, by another than who asked.

    It has no state of its own: that of its cost says where it stands. `before` is what counted until then.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="dependants_changes")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="The last day that its cost is about, as agreed when it was asked for")
    before = models.PositiveSmallIntegerField()
    dependants = models.PositiveSmallIntegerField()
    reason = models.TextField(max_length=1000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    audit_fields = ("assignment", "starts_on", "ends_on", "before", "dependants", "reason", "asked_by")
    personal_fields = frozenset({"reason"})

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="dependants_change_dates"),
            models.CheckConstraint(condition=~Q(dependants=F("before")), name="dependants_change_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.dependants}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id
