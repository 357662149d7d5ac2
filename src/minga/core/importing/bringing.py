"""A file that somebody brings: read first, then kept for a look, so that nobody waits for the database meanwhile."""

from __future__ import annotations

from typing import IO, Any

from minga.core.acting import SYSTEM
from minga.core.importing.actions.looking import asked_for, keep_brought
from minga.core.importing.kinds import KINDS
from minga.core.importing.models import Batch
from minga.core.importing.sheets import read_brought


def start_import(
    *, actor: Any, kind: str, file: IO[bytes], file_name: str, source: str = "", scope: str = "", sheet: str = ""
) -> Batch:
    """Read the table and keep it for a look; see `keep_brought` for source, scope and what it raises.

    sheet: which of several sheets is read, the one that fits best where empty; the others may be read instead
    (choose_sheet). Raises TableRefused where the file is no table. The transaction begins once it is read.
    """
    asked_for(actor, KINDS[kind], scope=scope)
    brought = read_brought(file, kind=kind, sheet=sheet, with_others=actor is not SYSTEM)
    return keep_brought(actor=actor, kind=kind, brought=brought, file_name=file_name, source=source, scope=scope)
