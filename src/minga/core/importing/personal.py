"""What this room holds of a person: rows of files that named them, and the files they brought."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from minga.core.acting import SYSTEM
from minga.core.forgetting import holds_address
from minga.core.importing.actions.looking import drop_import
from minga.core.importing.models import Batch, Identity, OtherSheet, TakenRow

FORGOTTEN_AFTER = timedelta(days=30)


def export(account: Any) -> dict[str, Any]:
    """The lists that brought the person here, and the files the person brought. Two queries."""
    named = Identity.objects.filter(target_type=account._meta.label_lower, target_ref=account.ref)
    return {
        "lists_that_named_you": [{"kind": row.kind, "source": row.source} for row in named],
        "files_imported": [
            {"kind": row.kind, "file": row.file_name, "source": row.source, "at": row.created_at}
            for row in Batch.objects.filter(created_by_id=account.pk).defer("rows")
        ],
    }


def erase(account: Any) -> None:
    """What files told of the person goes; files that only wait to be looked at and name the person go whole."""
    label = account._meta.label_lower
    Identity.objects.filter(target_type=label, target_ref=account.ref).delete()
    TakenRow.objects.filter(target_type=label, target_ref=account.ref).update(before={}, target_ref="", target_type="")
    for batch in Batch.objects.filter(state__in=("preview", "taking")):
        if _name(batch.rows, account.email):
            Batch.objects.filter(pk=batch.pk).update(rows=[], state="dropped")
            batch.sheets.all().delete()
    for sheet in OtherSheet.objects.iterator(chunk_size=1):
        if _name(sheet.rows, account.email):
            sheet.delete()
    OtherSheet.objects.filter(batch__created_by_id=account.pk).delete()
    Batch.objects.filter(created_by_id=account.pk).update(file_name="", created_by=None, options={})


def _name(rows: Any, email: str) -> bool:
    """Whether rows of a file, cell by cell, hold the address."""
    if isinstance(rows, list):
        return any(_name(each, email) for each in rows)
    return isinstance(rows, str) and holds_address(rows, email)


def drop_forgotten() -> int:
    """Files that nobody took within thirty days are forgotten. Returns how many."""
    old = Batch.objects.filter(state="preview", created_at__lt=timezone.now() - FORGOTTEN_AFTER)
    for batch in old:
        drop_import(actor=SYSTEM, batch=batch)
    return len(old)
