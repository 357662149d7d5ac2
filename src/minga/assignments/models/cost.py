"""Pro forma cost: dated rates, the estimate with the rates it used, and what was really paid."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from minga.assignments.models.category import Category, Track
from minga.assignments.models.description import Description, Seat
from minga.assignments.state_names import ESTIMATE, ESTIMATE_IN_FORCE
from minga.core.models import Base
from minga.core.money.models import Currency
from minga.places.models import City, Country

MONEY_DIGITS, MONEY_PLACES = 15, 3
"""Enough for the dinars of ISO 4217, which have thousandths; LARGEST is what fits."""
LARGEST = Decimal(10) ** (MONEY_DIGITS - MONEY_PLACES) - 1


class LineKind(models.TextChoices):
    """The lines of a pro forma cost, and (the last two) multipliers that a line uses."""

    LIVING_ALLOWANCE = "living_allowance", _("Living allowance")
    ENTRY_LUMP_SUM = "entry_lump_sum", _("Entry lump sum")
    EXIT_ALLOWANCE = "exit_allowance", _("Exit allowance")
    DEPENDANT_ONE = "dependant_one", _("Dependants' allowance, one dependant")
    DEPENDANT_MORE = "dependant_more", _("Dependants' allowance, two or more")
    WELL_BEING = "well_being", _("Well-being differential")
    INSURANCE = "insurance", _("Insurance")
    TRAVEL = "travel", _("Travel lump sum")
    LEARNING = "learning", _("Learning")
    PROGRAMME = "programme", _("Programme cost")
    POST_ADJUSTMENT = "post_adjustment", _("Post adjustment multiplier")


class Rate(Base):
    """A rate from a day to a day (inclusive; open where empty). Empty category, track or place means any.

    The most exact row wins: city before country before any, category before any, track before any.
    """

    class Unit(models.TextChoices):
        MONTH = "month", _("a month")
        ONCE = "once", _("once")
        PERCENT = "percent", _("per cent of the other lines")
        MULTIPLIER = "multiplier", _("multiplier")

    kind = models.CharField(max_length=20, choices=LineKind.choices)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE)
    track = models.CharField(max_length=14, choices=Track.choices, blank=True)
    country = models.ForeignKey(Country, null=True, blank=True, on_delete=models.PROTECT)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    amount = models.DecimalField(max_digits=14, decimal_places=4)
    currency = models.ForeignKey(Currency, null=True, blank=True, on_delete=models.PROTECT)
    in_force_from = models.DateField()
    in_force_to = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    is_secondary = models.BooleanField(default=False, help_text="From a secondary source or a reading of ours")

    audit_fields = (
        "kind", "category", "track", "country", "city", "unit", "amount", "currency", "in_force_from", "in_force_to",
        "source", "is_secondary",
    )  # fmt: skip

    class Meta:
        ordering = ["kind", "-in_force_from"]
        indexes = [models.Index(fields=["kind", "in_force_from"], name="rate_in_force")]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_force_to__isnull=True) | Q(in_force_to__gte=F("in_force_from")), name="rate_dates"
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="rate_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    @property
    def shown_source(self) -> str:
        """Its source in the reader's words."""
        return source_words(self.source)


FICTITIOUS = gettext_noop("Fictitious, for the demonstration only")
SHIPPED_SOURCES = {
    FICTITIOUS,
    gettext_noop(
        "impactpool.org/articles/what-does-a-un-volunteer-earn (secondary source); the first day in force is ours"
    ),
    gettext_noop(
        "impactpool.org/articles/what-does-a-un-volunteer-earn (secondary source); that the base is multiplied by "
        "(1 + multiplier) is our reading of it; the first day in force is ours"
    ),
    gettext_noop(
        "Unified Conditions of Service in force since 1 October 2021 (unv.org/node/1757); the figures are defaults of "
        "Minga that an administrator can change"
    ),
    gettext_noop(
        "Default of Minga, which an administrator changes to the conditions of service in force. Two and a half days "
        "for each full month is what UNDP gives its staff (UNDP POPP, Annual leave, info.undp.org)"
    ),
    gettext_noop("Default of Minga; an administrator can change it"),
}
"""The sources in `data/` that say more than a title or an address."""


def source_words(source: str) -> str:
    """A source as a reader knows it: a title or an address as it is, a sentence that ships translated."""
    return gettext(source) if source in SHIPPED_SOURCES else source


class CostEstimate(Base):
    """One computation of the pro forma cost of a description, of the time an extension adds to one service, or of a
    change of its dependants.

    `rates_used` keeps what it was computed from.
    """

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="all_estimates")
    extension = models.ForeignKey(
        "assignments.Extension", null=True, blank=True, on_delete=models.CASCADE, related_name="estimates"
    )
    dependants_change = models.ForeignKey(
        "assignments.DependantsChange", null=True, blank=True, on_delete=models.CASCADE, related_name="estimates"
    )
    state = models.CharField(max_length=12, choices=ESTIMATE.choices, default=ESTIMATE.initial)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    total = models.DecimalField(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES)
    rates_used = models.JSONField(default=list)
    inputs = models.JSONField(default=dict, help_text="What was computed; where the description differs now, it is old")
    dependants = models.PositiveSmallIntegerField(default=0)
    computed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    audit_fields = (
        "description", "extension", "dependants_change", "state", "currency", "total", "requested_by", "decided_by",
    )  # fmt: skip  # why it was refused stands in the trail as the reason of that row

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "requested_at"], name="estimate_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(requested_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="cost_never_authorized_by_its_requester",
            ),
            models.UniqueConstraint(
                fields=["description"],
                condition=Q(state__in=ESTIMATE_IN_FORCE, extension__isnull=True, dependants_change__isnull=True),
                name="estimate_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["extension"],
                condition=Q(state__in=ESTIMATE_IN_FORCE),
                name="extension_estimate_in_force_once",
            ),
            models.UniqueConstraint(
                fields=["dependants_change"],
                condition=Q(state__in=ESTIMATE_IN_FORCE),
                name="dependants_estimate_in_force_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.description} {self.total} {self.currency_id}"

    @property
    def asked_by(self) -> set[int]:
        """Who asked, for its authorization or for the change of dependants that it is about: they never decide it."""
        change = self.dependants_change
        asked = (self.requested_by_id, change.asked_by_id if change is not None else None)
        return {pk for pk in asked if pk is not None}

    @property
    def concerned(self) -> set[int]:
        """Who asked for it, and whose service it pays for: somebody else decides."""
        subject = self.personal_subject()
        return self.asked_by if subject is None else {*self.asked_by, subject}

    def is_own_matter_of(self, account: int | None) -> bool:
        """Whether this person asked for it, or it pays for their own service: then somebody else decides."""
        return account is not None and account in self.concerned

    def personal_subject(self) -> int | None:
        """What is said of the cost of one service is said of who serves; that of a description is about nobody."""
        added = self.extension or self.dependants_change
        return added.assignment.account_id if added is not None else None


class CostLine(models.Model):
    """One line of an estimate: a seat, a kind, a month of service (0 for what is paid once at the start)."""

    estimate = models.ForeignKey(CostEstimate, on_delete=models.CASCADE, related_name="lines")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=LineKind.choices)
    month = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES)
    formula = models.TextField(help_text="Such as 1736 × (1 + 0.342)")

    class Meta:
        ordering = ["seat", "month", "kind"]
        constraints = [models.UniqueConstraint(fields=["estimate", "seat", "kind", "month"], name="line_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"


class ActualCost(Base):
    """What was really paid for an assignment, to be set beside the estimate at the end."""

    assignment = models.ForeignKey("assignments.Assignment", on_delete=models.CASCADE, related_name="actual_costs")
    kind = models.CharField(max_length=20, choices=LineKind.choices)
    paid_on = models.DateField()
    amount = models.DecimalField(max_digits=MONEY_DIGITS, decimal_places=MONEY_PLACES)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    note = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    audit_fields = ("assignment", "kind", "paid_on", "amount", "currency", "note")
    personal_fields = frozenset({"note"})

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount}"

    def personal_subject(self) -> int | None:
        return self.assignment.account_id
