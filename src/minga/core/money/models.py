"""Currencies and their dated rates to the US dollar."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from minga.core.models import Base, in_language


class Currency(models.Model):
    """ISO 4217; `minor_units` is the number of decimals an amount is rounded to."""

    code = models.CharField(primary_key=True, max_length=3)
    names = models.JSONField(default=dict)
    minor_units = models.PositiveSmallIntegerField(default=2)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(minor_units__lte=4), name="currency_minor_units"),
        ]

    def __str__(self) -> str:
        name = in_language(self.names)
        return f"{self.code} · {name}" if name else self.code


class ExchangeRate(Base):
    """Units of `currency` for one US dollar, from a day until the next row; `source` says where it comes from."""

    currency = models.ForeignKey(Currency, on_delete=models.PROTECT, related_name="rates")
    in_force_from = models.DateField()
    per_dollar = models.DecimalField(max_digits=18, decimal_places=6)
    source = models.CharField(max_length=200)

    audit_fields = ("currency", "in_force_from", "per_dollar", "source")

    class Meta:
        ordering = ["currency", "-in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "in_force_from"], name="rate_once_a_day"),
            models.CheckConstraint(condition=Q(per_dollar__gt=0), name="rate_above_zero"),
            models.CheckConstraint(condition=~Q(source=""), name="rate_has_a_source"),
            models.CheckConstraint(condition=~Q(currency="USD") | Q(per_dollar=1), name="a_dollar_is_a_dollar"),
        ]

    def __str__(self) -> str:
        return f"{self.currency_id} {self.per_dollar} ({self.in_force_from})"
