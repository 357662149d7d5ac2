"""What the letter box of development holds of a person. With a mail server nothing is kept here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.db import transaction

from minga.core.operating.letters import Letter, is_kept, letters, read


def export(account: Any) -> dict[str, Any]:
    """The letters to this person that are kept as files. Reads every file of the box."""
    if not is_kept():
        return {"letters": []}
    found = [read(path) for path in letters(to=account.email)]
    return {"letters": [{"subject": row.subject, "sent_at": row.sent_at, "text": row.text} for row in found]}


def erase(account: Any) -> None:
    """Delete every kept letter to this person or about them, once their erasure is certain."""
    if not is_kept():
        return
    marks = [mark.casefold() for mark in (account.email, account.name, account.local_name) if mark]
    doomed = [path for path in letters() if _names(read(path), marks)]
    transaction.on_commit(lambda: _delete(doomed))


def _names(letter: Letter, marks: list[str]) -> bool:
    text = f"{letter.to}\n{letter.subject}\n{letter.text}".casefold()
    return any(mark in text for mark in marks)


def _delete(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
