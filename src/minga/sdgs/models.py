"""The 17 goals, 169 targets and the indicators, in the six UN languages (A/RES/70/1, A/RES/71/313)."""

from __future__ import annotations

from django.db import models

from minga.core.models import in_language


class Goal(models.Model):
    """One of the 17. The key is its number."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    colour = models.CharField(max_length=7)
    short = models.JSONField(default=dict)
    title = models.JSONField(default=dict)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {in_language(self.short)}"


class Target(models.Model):
    """One of the 169, such as 11.6. The key is its code."""

    code = models.CharField(primary_key=True, max_length=6)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="targets")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.JSONField(default=dict)

    class Meta:
        ordering = ["goal", "order"]

    def __str__(self) -> str:
        return f"{self.code} {self.words}"

    @property
    def words(self) -> str:
        """What it says, without its number, in the reader's language."""
        return in_language(self.text)


class Indicator(models.Model):
    """A global indicator; `status` says how it stands to the 2025 comprehensive review."""

    code = models.CharField(primary_key=True, max_length=10)
    target = models.ForeignKey(Target, on_delete=models.PROTECT, related_name="indicators")
    order = models.PositiveSmallIntegerField(default=0)
    unsd_code = models.CharField(max_length=16, blank=True)
    status = models.CharField(max_length=16)
    text = models.JSONField(default=dict)
    wording_2025 = models.TextField(blank=True)

    class Meta:
        ordering = ["target", "order"]

    def __str__(self) -> str:
        return f"{self.code} {in_language(self.text, fallback=self.wording_2025)}"
