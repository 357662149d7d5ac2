"""minga notices: send what waits, or say how the letters stand."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from minga.core.notices import delivering
from minga.core.notices.models import Delivery, Notice


class Command(BaseCommand):
    help = "Send the daily digests that are due, send letters that were left behind, or say how the letters stand."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            choices=["digest", "send", "status"],
            metavar="status | send | digest",
            help="status: how many letters wait; send: those left behind; digest: today's, where it is seven o'clock",
        )

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "digest":
            self.stdout.write(f"{delivering.send_digests()} digests sent.")
        elif what == "send":
            self.stdout.write(f"{delivering.send_stranded()} letters sent.")
        else:
            self._status()

    def _status(self) -> None:
        unsent = Notice.objects.filter(sent_at__isnull=True).exclude(delivery=Delivery.INBOX)
        waiting = unsent.filter(claimed_at__isnull=True)
        given_up = waiting.filter(attempts__gt=len(delivering.BACKOFF))
        unsure = unsent.filter(claimed_at__lt=timezone.now() - delivering.UNSURE_AFTER)
        self.stdout.write(f"{waiting.filter(delivery=Delivery.AT_ONCE).count()} letters wait,")
        self.stdout.write(f"{waiting.filter(delivery=Delivery.DAILY).count()} notices wait for a digest,")
        self.stdout.write(f"{given_up.count()} were given up after {len(delivering.BACKOFF) + 1} tries,")
        self.stdout.write(f"{unsure.count()} may or may not have arrived: their worker died while sending.")
