"""What the letter box of development holds of a person. With a mail server nothing is kept here."""

from __future__ import annotations

from email.utils import getaddresses
from pathlib import Path
from typing import Any

from django.db import transaction

from minga.core.forgetting import as_letters_carry, holds_address, without_name
from minga.core.operating.letters import Letter, is_kept, letters, read


def export(account: Any) -> dict[str, Any]:
    """The letters to this person that are kept as files. Reads every file of the box."""
    if not is_kept():
        return {"letters": []}
    email = as_letters_carry(account.email)
    found = [read(path) for path in letters(to=email)]
    theirs = [row for row in found if email in _addresses(row)]
    return {"letters": [{"subject": row.subject, "sent_at": row.sent_at, "text": row.text} for row in theirs]}


def erase(account: Any) -> None:
    """Delete every kept letter to this person or about them, once their erasure is certain."""
    if not is_kept():
        return
    names = [name.casefold() for name in (account.name, account.local_name) if name]
    doomed = [path for path in letters() if _is_of(read(path), email=account.email, names=names)]
    transaction.on_commit(lambda: _delete(doomed))


def _addresses(letter: Letter) -> set[str]:
    return {address.lower() for _name, address in getaddresses([letter.to])}


def _is_of(letter: Letter, *, email: str, names: list[str]) -> bool:
    """Whether it went to the address, or holds it or a name."""
    text = f"{letter.to}\n{letter.subject}\n{letter.text}".casefold()
    return holds_address(text, email) or any(without_name(name, text) != text for name in names)


def _delete(paths: list[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)
