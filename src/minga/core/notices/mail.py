"""A letter that says which installation it is of, and whose subject begins on the line that says “Subject:”."""

from __future__ import annotations

from email.header import Header
from email.message import Message
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.mail import EmailMultiAlternatives


class Mail(EmailMultiAlternatives):
    """Django's folds a long subject as if nothing stood before it, so that its first line is empty and readers see a
    space before the first word; this one counts the name of the header in (RFC 2047, section 2: 76 characters a line).
    """

    def message(self, **options: Any) -> Any:
        """The letter as it is sent."""
        found = super().message(**options)
        del found["Message-ID"]  # Django's ends in the name of the machine, often “localhost”: a sign of unwanted mail
        found["Message-ID"] = make_msgid(domain=urlparse(settings.SITE_URL).hostname)
        if str(self.subject).isascii():
            return found
        del found["Subject"]
        Message.__setitem__(found, "Subject", Header(str(self.subject), "utf-8", header_name="Subject").encode())
        return found
