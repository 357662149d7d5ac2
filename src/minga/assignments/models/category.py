"""Volunteer categories, their eligibility rules and the clearances they need: data with dates in force."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from minga.core.models import Base, in_language
from minga.places.models import City, Country


class Track(models.TextChoices):
    NATIONAL = "national", _("In my country")
    INTERNATIONAL = "international", _("Abroad")
    ONLINE = "online", _("From home")


class Category(Base):
    """Expert, Specialist, Youth, University, Community, Refugee, Online; an administrator may add more."""

    code = models.SlugField(max_length=24, unique=True)
    names = models.JSONField(default=dict)
    about = models.JSONField(default=dict, blank=True)
    tracks = models.JSONField(default=list, help_text="The tracks on which this category serves")
    order = models.PositiveSmallIntegerField(default=0)
    reserve_needs_officer = models.BooleanField(
        default=False, help_text="An officer confirms before a reserve candidate moves up"
    )
    offer_days = models.PositiveSmallIntegerField(default=7, help_text="Days to answer an offer")
    is_active = models.BooleanField(default=True)

    audit_fields = ("code", "names", "about", "tracks", "order", "reserve_needs_officer", "offer_days", "is_active")

    class Meta:
        ordering = ["order", "code"]

    def __str__(self) -> str:
        return in_language(self.names, fallback=self.code)


class Nationality(models.TextChoices):
    """What a rule says of nationality beside the countries it names."""

    BY_TRACK = "by_track", _("As the track says: one's own country, another one, or any from home")
    ANY = "any", _("Any, on every track")


class EligibilityRule(Base):
    """What a category asks of a person, from a day to a day (inclusive; open where empty). Empty limits do not bind."""

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="rules")
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    min_age = models.PositiveSmallIntegerField(null=True, blank=True)
    max_age = models.PositiveSmallIntegerField(null=True, blank=True)
    min_experience_months = models.PositiveSmallIntegerField(default=0)
    must_be_studying = models.BooleanField(default=False)
    as_category_served = models.BooleanField(
        default=False, help_text="What the category asks in which the volunteer serves is asked as well"
    )
    max_duration_months = models.PositiveSmallIntegerField(null=True, blank=True)
    max_duration_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    max_total_months = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Over all services abroad")
    min_hours_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    max_hours_a_week = models.PositiveSmallIntegerField(null=True, blank=True)
    nationality = models.CharField(max_length=8, choices=Nationality.choices, default=Nationality.BY_TRACK)
    allowed_nationalities = models.JSONField(default=list, blank=True, help_text="ISO 3166-1 alpha-2; empty: every one")
    excluded_nationalities = models.JSONField(default=list, blank=True, help_text="ISO 3166-1 alpha-2")
    source = models.CharField(max_length=200, blank=True)

    audit_fields = (
        "category", "in_force_from", "in_force_to", "min_age", "max_age", "min_experience_months", "must_be_studying",
        "as_category_served", "max_duration_months", "max_duration_weeks", "max_total_months", "min_hours_a_week",
        "max_hours_a_week", "nationality", "allowed_nationalities", "excluded_nationalities", "source",
    )  # fmt: skip

    class Meta:
        ordering = ["category", "in_force_from"]
        constraints = [
            models.UniqueConstraint(fields=["category", "in_force_from"], name="rule_once_a_day"),
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")), name="rule_dates"
            ),
            models.CheckConstraint(
                condition=Q(max_age__isnull=True) | Q(min_age__isnull=True) | Q(max_age__gte=F("min_age")),
                name="rule_ages",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.in_force_from}"


class ClearanceKind(models.TextChoices):
    MEDICAL = "medical", _("Medical clearance")
    REFERENCE = "reference", _("Reference check")
    SECURITY_TRAINING = "security_training", _("Security training")
    VISA = "visa", _("Visa")
    BACKGROUND = "background", _("Background check")


class ClearanceRequirement(Base):
    """A clearance that a category, a track, a duty station or its country asks for; empty means any."""

    kind = models.CharField(max_length=20, choices=ClearanceKind.choices)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE)
    track = models.CharField(max_length=14, choices=Track.choices, blank=True)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_pre_submission = models.BooleanField(default=False, help_text="Needed before the host sees the candidate")
    valid_months = models.PositiveSmallIntegerField(null=True, blank=True)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    audit_fields = (
        "kind", "category", "track", "country", "city", "is_pre_submission", "valid_months", "in_force_from",
        "in_force_to", "source",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="clearance_requirement_dates",
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class LeaveEntitlement(Base):
    """Annual leave that a category earns with each whole month of service, from a day to a day (open where empty).

    An empty country means any; the row of the duty station's country wins. `week` says which days a leave takes.
    """

    class Week(models.TextChoices):
        MON_FRI = "mon_fri", _("Monday to Friday")
        SUN_THU = "sun_thu", _("Sunday to Thursday")
        MON_SAT = "mon_sat", _("Monday to Saturday")
        EVERY = "every", _("Every day")

    category = models.ForeignKey(Category, on_delete=models.CASCADE, related_name="leave_entitlements")
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT)
    days_a_month = models.DecimalField(
        max_digits=4, decimal_places=2, validators=[MinValueValidator(0), MaxValueValidator(31)]
    )
    week = models.CharField(max_length=8, choices=Week.choices, default=Week.MON_FRI)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)

    audit_fields = ("category", "country", "days_a_month", "week", "in_force_from", "in_force_to", "source")

    class Meta:
        ordering = ["category", "-in_force_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")),
                name="leave_entitlement_dates",
            ),
            models.CheckConstraint(condition=Q(days_a_month__gte=0, days_a_month__lte=31), name="leave_days_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.in_force_from}"
