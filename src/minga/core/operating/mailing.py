"""Mail by SMTP: a server that is away is told from one that thinks long about a letter it has already taken, and what
keeps us from a server is said in words that name the remedy. Bounces go where EMAIL_BOUNCES says."""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

PATIENCE = 600  # seconds; RFC 5321, 4.5.3.2.6: whoever gives up earlier sends letters twice
OTHER_NAME = 62  # X509_V_ERR_HOSTNAME_MISMATCH of OpenSSL


class Unreached(OSError):
    """No letter was given to the server: it is away, or it and EMAIL_URL do not fit. Says what would help."""


class Post(EmailBackend):
    """Django's, with `patience`: seconds to wait for an answer once the server is reached (EMAIL_TIMEOUT if absent).

    Letters of the worker give PATIENCE; a page that waits for its letter gives nothing, and its reader asks again.
    """

    def __init__(self, *args: Any, patience: int | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.patience = patience

    def open(self) -> bool | None:
        """Connect and sign in within EMAIL_TIMEOUT, then become patient. Raises Unreached."""
        try:
            is_new = super().open()
        except OSError as error:
            self.connection = None
            raise Unreached(self._in_words(error)) from error
        if self.patience and self.connection is not None and self.connection.sock is not None:
            self.connection.sock.settimeout(self.patience)
        return is_new

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """The envelope names EMAIL_BOUNCES where it is set, each letter its sender as ever (RFC 5321, 4.4)."""
        if settings.EMAIL_BOUNCES:
            for letter in email_messages:
                letter.extra_headers.setdefault("From", letter.from_email)
                letter.from_email = settings.EMAIL_BOUNCES
        return super().send_messages(email_messages)

    def _in_words(self, error: OSError) -> str:
        place = f"{self.host}:{self.port}"
        if isinstance(error, ssl.SSLCertVerificationError):
            return f"{place} shows a certificate that {_of_certificate(error)}"
        if isinstance(error, ssl.SSLError):
            use = "smtp+tls:// asks for it after the greeting" if self.use_ssl else "smtps:// begins with it"
            return f"{place} and Minga agree on no TLS ({error.reason}): {use}"
        if isinstance(error, smtplib.SMTPException):
            return f"{place} {_of_talk(error, is_open=not (self.use_tls or self.use_ssl))}"
        if isinstance(error, socket.gaierror):
            return f"there is no host {self.host} ({error.strerror})"
        return f"{place} {'says nothing' if isinstance(error, TimeoutError) else 'cannot be reached'}: {error}"


def _of_certificate(error: ssl.SSLCertVerificationError) -> str:
    """The rest of a sentence about a certificate: what is wrong with it, and what to do."""
    if error.verify_code == OTHER_NAME:
        return f"is for another name ({error.verify_message}): name the server as its certificate does"
    named = os.environ.get("SSL_CERT_FILE", "")
    lost = f"; now it names {named}, where no file is" if named and not Path(named).is_file() else ""
    use = f"let SSL_CERT_FILE name a file with the certificate of the authority that signed it{lost}"
    return f"this machine does not trust ({error.verify_message}): {use}"


def _of_talk(error: smtplib.SMTPException, *, is_open: bool) -> str:
    """The rest of a sentence about a server that answered, and did not let us in."""
    if isinstance(error, smtplib.SMTPNotSupportedError) and "STARTTLS" in str(error):
        return "offers no TLS after its greeting (STARTTLS): smtps:// begins with it, smtp:// does without"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        use = "smtp+tls:// asks for TLS first; or " if is_open else ""
        return f"offers no sign-in here: {use}leave user and password out"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        said = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else error.smtp_error
        return f"refuses this user or password ({error.smtp_code} {said})"
    if "timed out" in str(error):
        return "says nothing: is the port right? One that begins with TLS (465) wants smtps://"
    return f"does not let us in: {error}"
