"""Signing and sealing with the keys of this installation; the keys and what was revoked, as they are published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from minga.core.acting import SYSTEM
from minga.core.documents import seals
from minga.core.documents.actions import create_signing_key
from minga.core.documents.keys import private_half
from minga.core.documents.models import SigningKey
from minga.core.documents.registries import revocations

EARLIEST = timezone.get_fixed_timezone(14 * 60)


class KeyRetired(ValueError):
    """The key that signed is no longer in use."""


def sign_certificate(payload: Mapping[str, Any]) -> seals.SignedPayload:
    """Sign facts with the key in use (made at first use). `issuer_url` is set here. Raises KeyLocked, SecretGone."""
    row = active_key()
    return seals.sign_payload({**payload, "issuer_url": row.issuer}, private_key=private_half(row))


def seal_certificate(pdf: bytes, signed: seals.SignedPayload) -> bytes:
    """The PDF, sealed by the key that signed its facts. Raises KeyLocked, SecretGone, and KeyRetired.

    Within a transaction the key is held until its end: whoever revokes it waits, and then knows of this document.
    """
    row = _held_key()
    if row.key_id != signed.key_id:
        raise KeyRetired("the key that signed these facts is no longer in use")
    return seals.seal_pdf(pdf, signed, private_key=private_half(row))


def active_key() -> SigningKey:
    """The key that signs now; made when there is none. One query."""
    row = SigningKey.objects.filter(retired_at__isnull=True).first()
    return row or create_signing_key(actor=SYSTEM)


def _held_key() -> SigningKey:
    """The key that signs now, locked within a transaction. Two queries where it was rotated at this moment: the one
    that waited for the lock does not see the key that came meanwhile.
    """
    in_use = SigningKey.objects.filter(retired_at__isnull=True)
    if not transaction.get_connection().in_atomic_block:
        return active_key()
    return in_use.select_for_update().first() or in_use.select_for_update().first() or active_key()


def published_keys() -> list[seals.PublicKey]:
    """Every key this installation ever signed with, newest first. One query."""
    return [
        seals.PublicKey(
            key_id=row.key_id,
            public_key=bytes(row.public_key),
            issuer=row.issuer,
            retired_on=_last_day_of(row.retired_at) if row.retired_at else None,
            revoked_since=row.revoked_since,
            still_true=frozenset(row.still_true),
        )
        for row in SigningKey.objects.all()
    ]


def _last_day_of(retired_at: datetime) -> date:
    """The day on which it retired where days begin first: what it signed is dated where whoever issued it was."""
    return retired_at.astimezone(EARLIEST).date()


def revoked_numbers() -> dict[str, str]:
    """The numbers of all documents withdrawn here, each with the code of its public reason, in order."""
    return dict(sorted(pair for _name, numbers in revocations for pair in numbers().items()))
