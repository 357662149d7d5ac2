"""Mail by SMTP: a server that is away is told from one that thinks long about a letter it has already taken."""

from __future__ import annotations

from typing import Any

from django.core.mail.backends.smtp import EmailBackend

PATIENCE = 600  # seconds; RFC 5321, 4.5.3.2.6: whoever gives up earlier sends letters twice


class Post(EmailBackend):
    """Django's, with `patience`: seconds to wait for an answer once the server is reached (EMAIL_TIMEOUT if absent).

    Letters of the worker give PATIENCE; a page that waits for its letter gives nothing, and its reader asks again.
    """

    def __init__(self, *args: Any, patience: int | None = None, **named: Any) -> None:
        super().__init__(*args, **named)
        self.patience = patience

    def open(self) -> bool | None:
        """Connect and sign in within EMAIL_TIMEOUT, then become patient."""
        is_new = super().open()
        if self.patience and self.connection is not None and self.connection.sock is not None:
            self.connection.sock.settimeout(self.patience)
        return is_new
