"""What the trail holds of one person, for their export."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from minga.core.audit.models import PersonKey, TrailEntry
from minga.core.audit.sealing import open_with


def export_person(account: Any) -> dict[str, Any]:
    """What the person did and what was done about them, with their own sealed values opened. Two SQL queries."""
    key = PersonKey.objects.filter(account_id=account.pk, destroyed_at__isnull=True).first()
    rows = TrailEntry.objects.filter(Q(actor=account.pk) | Q(sealed_for=account.pk)).order_by("sequence")
    return {"trail": [_row(row, account.pk, bytes(key.key) if key else b"") for row in rows.iterator()]}


def _row(row: TrailEntry, pk: int, key: bytes) -> dict[str, Any]:
    is_about = row.sealed_for == pk
    opened = open_with(key, bytes(row.sealed)) if is_about and key else None
    return {
        "at": row.at.isoformat() if row.at else "",
        "by_you": row.actor == pk,
        "on_behalf_of": row.on_behalf_of,
        "verb": row.verb,
        "about": f"{row.target_type} {row.target_ref}",
        "change": {**row.kept, **(opened or {})} if is_about else {},
    }


def erase_person(_account: Any) -> None:
    """Nothing here: the one who erases destroys the person's key, as the last thing in the same transaction."""
