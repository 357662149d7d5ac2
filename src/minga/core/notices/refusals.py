"""Why a letter did not go out: the address, the letter, or a server that is away. What smtplib raises, told apart."""

from __future__ import annotations

import smtplib
from dataclasses import dataclass

ADDRESS, LETTER, SERVER = "address", "letter", "server"
LONGEST = 300


@dataclass(frozen=True)
class Refusal:
    """`kind`: ADDRESS and LETTER are refused for good, SERVER did not answer (now). `said`: the server's words."""

    kind: str
    said: str = ""

    @property
    def is_final(self) -> bool:
        """Trying the same again would not help."""
        return self.kind != SERVER


def refusal_of(error: Exception) -> Refusal:
    """What stopped a letter to one address. Codes from 500 on are final (RFC 5321, 4.2.1), but for those of signing in
    and greeting, which are about this installation and not about the letter.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused) and error.recipients:
        code, said = next(iter(error.recipients.values()))
        return Refusal(ADDRESS if code >= 500 else SERVER, _in_words(code, said))
    if isinstance(error, smtplib.SMTPAuthenticationError | smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return Refusal(SERVER, _in_words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPResponseException):
        return Refusal(LETTER if error.smtp_code >= 500 else SERVER, _in_words(error.smtp_code, error.smtp_error))
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError):  # signs that no server takes in an address
        return Refusal(ADDRESS)
    return Refusal(SERVER)


def _in_words(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(text.split())}"[:LONGEST]
