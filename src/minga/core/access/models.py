"""Roles, held within an organisation, a country, an event or the whole platform, with dates."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from minga.core.models import Base


class Role(models.TextChoices):
    """The roles of DOMAIN section 4 that are granted; visitor and volunteer need no grant."""

    HOST_FOCAL_POINT = "host_focal_point", _("Host focal point")
    HOST_SUPERVISOR = "host_supervisor", _("Host supervisor")
    PARTNER_REPRESENTATIVE = "partner_representative", _("Partner representative")
    PROGRAMME_OFFICER = "programme_officer", _("Programme officer")
    REGIONAL_MANAGER = "regional_manager", _("Regional manager")
    EVENT_MANAGER = "event_manager", _("Event manager")
    VENUE_TEAM_LEADER = "venue_team_leader", _("Venue team leader")
    FACILITATOR = "facilitator", _("Facilitator")
    KNOWLEDGE_EDITOR = "knowledge_editor", _("Knowledge editor")
    FINANCE_OFFICER = "finance_officer", _("Finance officer")
    AUDITOR = "auditor", _("Auditor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("Data protection officer")
    ADMINISTRATOR = "administrator", _("Administrator")


class Scope(models.TextChoices):
    """Where a role counts. The key: empty for the platform, else an organisation's ref, ISO 3166-1, an event's ref."""

    PLATFORM = "platform", _("The whole platform")
    ORGANISATION = "organisation", _("An organisation")
    COUNTRY = "country", _("A country")
    EVENT = "event", _("An event")


class Holdings(models.QuerySet["Holding"]):
    """Roles as they are asked for."""

    def in_force(self) -> Holdings:
        """Those that count today."""
        return self.not_over().filter(starts__lte=timezone.localdate())

    def not_over(self) -> Holdings:
        """Those that count today or will."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=timezone.localdate()), ended_at__isnull=True)

    def over(self) -> Holdings:
        """Those that count no more."""
        return self.filter(Q(ends__lt=timezone.localdate()) | Q(ended_at__isnull=False))


class Holding(Base):
    """One person holds one role in one scope, from a day to a day (inclusive; open where empty).

    Where somebody ended it earlier it counts from that moment no more; the days it was given for stay.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="holdings")
    role = models.CharField(max_length=32, choices=Role.choices)
    scope = models.CharField(max_length=16, choices=Scope.choices, default=Scope.PLATFORM)
    scope_key = models.CharField(max_length=40, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = Holdings.as_manager()
    audit_fields = ("account", "role", "scope", "scope_key", "starts", "ends", "ended_at")

    class Meta:
        indexes = [models.Index(fields=["scope", "scope_key", "role"], name="holding_scope")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "role", "scope", "scope_key", "starts"],
                condition=Q(ended_at__isnull=True),
                name="holding_granted_once",
            ),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="holding_dates"),
            models.CheckConstraint(
                condition=Q(scope="platform", scope_key="") | (~Q(scope="platform") & ~Q(scope_key="")),
                name="holding_scope_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.scope_key or self.get_scope_display()})"

    @property
    def is_over(self) -> bool:
        """Whether it counts no more."""
        return self.ended_at is not None or (self.ends is not None and self.ends < timezone.localdate())

    @property
    def last_day(self) -> date | None:
        """The last day on which it counted, or will; None where no end is known or it was ended before it began."""
        if self.ended_at is None:
            return self.ends
        day = timezone.localdate(self.ended_at)
        return None if self.never_began else min(day, self.ends or day)

    @property
    def never_began(self) -> bool:
        """Whether it was ended before its first day."""
        return self.ended_at is not None and timezone.localdate(self.ended_at) < self.starts

    def personal_subject(self) -> int | None:
        return self.account_id
