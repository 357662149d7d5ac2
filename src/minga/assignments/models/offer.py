"""Offers: one seat, one person, one deadline."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from minga.assignments.models.application import Application
from minga.assignments.models.description import Seat
from minga.assignments.state_names import OFFER, OFFER_TAKES_SEAT
from minga.core.models import Base


class Offer(Base):
    """An offer of one seat. The database keeps a seat and an application from standing in two open offers."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=10, choices=OFFER.choices, default=OFFER.initial)
    starts_on = models.DateField()
    ends_on = models.DateField()
    dependants = models.PositiveSmallIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True, max_length=1000)

    audit_fields = ("application", "seat", "state", "starts_on", "ends_on", "expires_at", "answered_at",
                    "decline_reason")  # fmt: skip
    personal_fields = frozenset({"decline_reason"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat"], condition=Q(state__in=OFFER_TAKES_SEAT), name="seat_offered_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(state__in=OFFER_TAKES_SEAT), name="application_offered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} · {self.seat}"

    def personal_subject(self) -> int | None:
        return self.application.account_id
