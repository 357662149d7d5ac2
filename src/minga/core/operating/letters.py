"""The letter box of development: email kept as files, one letter each, and shown at /letters."""

from __future__ import annotations

import email
import itertools
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ParsedLetter
from email.policy import default as modern
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

_number = itertools.count()


class LetterBox(BaseEmailBackend):
    """Django's email backend while EMAIL_URL is empty."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{time.time_ns():020d}-{os.getpid()}-{next(_number)}.eml"
            (folder / name).write_bytes(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """One letter as the page shows it."""

    name: str
    subject: str
    to: str
    sent_at: datetime | None
    text: str


def _folder() -> Path:
    return Path(str(getattr(settings, "LETTERS", "")))


def is_kept() -> bool:
    """Whether letters go to the box: without EMAIL_URL."""
    return bool(getattr(settings, "LETTERS", None))


def is_open() -> bool:
    """Whether they may be looked at: outside production only."""
    return not settings.PRODUCTION and is_kept()


def letters(*, to: str = "") -> list[Path]:
    """The files, newest first; `to` keeps those whose first lines name that address."""
    folder = _folder()
    found = sorted(folder.glob("*.eml"), reverse=True) if folder.exists() else []
    return [path for path in found if to.lower() in read(path).to.lower()] if to else found


def read(path: Path) -> Letter:
    """A file as a letter; its plain text, as somebody without pictures would read it."""
    with path.open("rb") as file:
        message: Any = email.message_from_binary_file(file, _class=ParsedLetter, policy=modern)
    body = message.get_body(preferencelist=("plain", "html"))
    date = message["Date"]
    return Letter(
        name=path.stem,
        subject=str(message["Subject"] or ""),
        to=str(message["To"] or ""),
        sent_at=parsedate_to_datetime(str(date)) if date else None,
        text=str(body.get_content()) if body else "",
    )
