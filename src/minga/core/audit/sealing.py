"""Personal values in the trail: sealed with AES-256-GCM under a key per person that erasure destroys."""

from __future__ import annotations

import json
import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils import timezone

from minga.core.audit.models import PersonKey

NONCE_BYTES = 12
KEY_BITS = 256


def seal(values: dict[str, Any], *, account_id: int) -> bytes:
    """Encrypt `values` (JSON) under the person's key, made at first use. Returns nonce followed by ciphertext.

    What is still written about an erased person is sealed under a key that nobody keeps.
    """
    row, _created = PersonKey.objects.get_or_create(
        account_id=account_id, defaults={"key": AESGCM.generate_key(KEY_BITS)}
    )
    key = bytes(row.key) if row.destroyed_at is None else AESGCM.generate_key(KEY_BITS)
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(values).encode(), None)


def unseal(sealed: bytes, *, account_id: int) -> dict[str, Any] | None:
    """The values, or None where the key was destroyed. One SQL query."""
    row = PersonKey.objects.filter(account_id=account_id, destroyed_at__isnull=True).first()
    return None if row is None else open_with(bytes(row.key), sealed)


def open_with(key: bytes, sealed: bytes) -> dict[str, Any] | None:
    """The values sealed under `key`; None where they lie under another one or there are none."""
    data = bytes(sealed)
    if not data:
        return None
    try:
        opened = AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None)
    except InvalidTag:
        return None
    values: dict[str, Any] = json.loads(opened)
    return values


def destroy_key(*, account_id: int) -> None:
    """Make all that the trail holds of this person unreadable for ever, and all that may still come."""
    PersonKey.objects.update_or_create(account_id=account_id, defaults={"key": b"", "destroyed_at": timezone.now()})
