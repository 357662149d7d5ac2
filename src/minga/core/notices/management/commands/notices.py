"""minga notices: send what waits, or show how many emails wait."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from minga.core.notices import delivering
from minga.core.notices.mail import Mail
from minga.core.notices.models import Delivery, Notice


class Command(BaseCommand):
    help = "Show how many emails wait, send those left behind or the digests that are due, or test the mail server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "what",
            choices=["status", "send", "digest", "try"],
            metavar="status | send | digest | try",
            help="status: how many emails wait; send: those left behind; digest: today's, where it is past seven in "
            "the morning; try: a test email, to see whether EMAIL_URL is right",
        )
        parser.add_argument("address", nargs="?", default="", help="where `try` sends its email")

    def handle(self, *args: Any, what: str, address: str, **options: Any) -> None:
        if what == "try":
            self._try(address)
        elif what == "digest":
            self.stdout.write(f"{delivering.send_digests()} digests sent.")
        elif what == "send":
            self.stdout.write(f"{delivering.send_stranded()} emails sent.")
        else:
            self._status()

    def _try(self, address: str) -> None:
        if "@" not in address:
            raise CommandError("Say where to send it: minga notices try you@example.org", returncode=2)
        body = f"If you can read this, {settings.SITE_URL} can send emails."
        try:
            Mail(subject="Minga: a test email", body=body, to=[address]).send()
        except OSError as error:
            raise CommandError(f"EMAIL_URL: the email was not accepted: {error}") from error
        kept = getattr(settings, "LETTERS", None)
        self.stdout.write(
            f"Kept in {kept}; EMAIL_URL is not set." if kept else f"The mail server accepted it for {address}."
        )

    def _status(self) -> None:
        unsent = Notice.objects.filter(sent_at__isnull=True).exclude(delivery=Delivery.INBOX)
        given_up = unsent.filter(claimed_at__isnull=True, attempts__gt=len(delivering.BACKOFF))
        unsure = unsent.filter(claimed_at__lt=timezone.now() - delivering.UNSURE_AFTER)
        self.stdout.write(f"{delivering.for_letters().count()} emails wait,")
        self.stdout.write(f"{delivering.for_digests().count()} notices wait for a digest,")
        self.stdout.write(f"{given_up.count()} were given up after {len(delivering.BACKOFF) + 1} tries,")
        self.stdout.write(
            f"{unsent.exclude(refusal='').count()} of all these have been refused by the mail server so far,"
        )
        self.stdout.write(f"{unsure.count()} may or may not have arrived: their worker died while sending.")
