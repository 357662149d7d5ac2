"""A letter whose subject begins where it should: on the line that says “Subject:”."""

from __future__ import annotations

from email.header import Header
from email.message import Message
from typing import Any

from django.core.mail import EmailMultiAlternatives


class Mail(EmailMultiAlternatives):
    """Django's folds a long subject as if nothing stood before it, so that its first line is empty and readers see a
    space before the first word; this one counts the name of the header in (RFC 2047, section 2: 76 characters a line).
    """

    def message(self, **options: Any) -> Any:
        """The letter as it is sent."""
        found = super().message(**options)
        if str(self.subject).isascii():
            return found
        del found["Subject"]
        Message.__setitem__(found, "Subject", Header(str(self.subject), "utf-8", header_name="Subject").encode())
        return found
