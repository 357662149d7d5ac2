"""Countries (M49, ISO 3166-1) and cities where volunteers serve."""

from __future__ import annotations

from django.db import models

from minga.core.models import Base, in_language

OWN = "own-"
"""How the code of a place begins that was added here; the others come from a file."""


class Country(models.Model):
    """One country or area of the UN's M49 list. The key is ISO 3166-1 alpha-2."""

    iso2 = models.CharField(primary_key=True, max_length=2)
    iso3 = models.CharField(max_length=3, unique=True)
    m49 = models.CharField(max_length=3, unique=True)
    names = models.JSONField(default=dict)
    region = models.CharField(max_length=3, blank=True)
    subregion = models.CharField(max_length=3, blank=True)
    search_text = models.TextField(blank=True, editable=False, help_text="All names, folded; see core.finding")
    is_ldc = models.BooleanField(default=False)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)

    class Meta:
        ordering = ["iso2"]

    def __str__(self) -> str:
        return in_language(self.names, fallback=self.iso2)


class City(Base):
    """A city that can be a duty station or a preferred place."""

    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="cities")
    name = models.CharField(max_length=120)
    names = models.JSONField(default=dict, blank=True)
    code = models.CharField(max_length=24, unique=True)
    division = models.CharField(max_length=10, blank=True, help_text="ISO 3166-2 code of the first-order division")
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    is_capital = models.BooleanField(default=False)
    population = models.PositiveIntegerField(default=0, help_text="Rough; orders suggestions, nothing else")
    search_text = models.TextField(blank=True, editable=False, help_text="All names, folded; see core.finding")

    audit_fields = ("country", "name", "names", "latitude", "longitude")

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["country", "name"], name="city_country")]

    def __str__(self) -> str:
        return in_language(self.names, fallback=self.name)

    @property
    def is_own(self) -> bool:
        """Whether it was added here rather than shipped."""
        return self.code.startswith(OWN)
