"""What a person is told: the inbox, the letter that may follow by email, and how each person wants it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from minga.core.models import Base


class Delivery(models.TextChoices):
    """How a kind of notice reaches a person beside the inbox."""

    AT_ONCE = "at_once", _("By email at once")
    DAILY = "daily", _("In the daily digest")
    INBOX = "inbox", _("In the inbox only")


class Notice(Base):
    """One thing told to one person. `once_key` keeps it from being told twice; words are rendered when read.

    `claimed_at` is set before a letter goes out and `sent_at` after; a claim that never ended is not tried again,
    because nobody knows whether that letter arrived (docs/decisions/notices.md). `next_try_at` in the future before any
    attempt holds the notice back: what it tells of can still be undone. `refusal`: the mail server said that it takes
    no such letter; it is tried again all the same, for a server may be set up wrongly for a while.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    context = models.JSONField(default=dict)
    about_type = models.CharField(max_length=80, blank=True)
    about_ref = models.CharField(max_length=40, blank=True)
    url = models.CharField(max_length=300, blank=True)
    once_key = models.CharField(max_length=160)
    read_at = models.DateTimeField(null=True, blank=True)
    delivery = models.CharField(max_length=8, choices=Delivery.choices)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=300, blank=True, help_text="Why the mail server does not take its letter")

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["account", "-id"], name="notice_inbox"),
            models.Index(fields=["about_ref"], name="notice_about", condition=~Q(about_ref="")),
            models.Index(fields=["account", "-id"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["delivery", "account"],
                name="notice_waiting",
                condition=Q(sent_at__isnull=True, claimed_at__isnull=True) & ~Q(delivery="inbox"),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["account", "kind", "once_key"], name="notice_told_once")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.account_id}"


class Mention(models.Model):
    """Another person whose name stands in a notice, so that their erasure finds it."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="mentions")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "account"], name="mention_once")]

    def __str__(self) -> str:
        return f"{self.notice_id} ∋ {self.account_id}"


class Wish(Base):
    """How one person wants one kind of notice."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_wishes")
    kind = models.CharField(max_length=60)
    delivery = models.CharField(max_length=8, choices=Delivery.choices)

    audit_fields = ("kind", "delivery")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="wish_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.delivery}"


class DigestSent(models.Model):
    """One person's digest of one day (in their time zone). The row is made before the letter goes out."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "day"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"
