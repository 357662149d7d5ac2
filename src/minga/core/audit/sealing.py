"""Personal values in the trail: sealed with AES-256-GCM under a key per person that erasure destroys."""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection
from django.utils import timezone

from minga.core.audit.models import PersonKey

NONCE_BYTES = 12
KEY_BITS = 256
READ_KEYS = "SELECT account_id, key, destroyed_at IS NOT NULL FROM audit_personkey WHERE account_id IN ({})"


def keys_of(accounts: Collection[int]) -> dict[int, bytes]:
    """account id -> the key to seal its values under now, made at first use. One SQL query, three where some are new.

    Never kept between two appends, so that none outlives an erasure. What is still written about an erased person is
    sealed under a key that nobody keeps. Plain SQL, because every append with personal values waits for it.
    """
    found = _read(accounts)
    if new := sorted(set(accounts) - set(found)):  # in one order, so that two who make them never wait in a circle
        rows = [PersonKey(account_id=account, key=_new_key()) for account in new]
        PersonKey.objects.bulk_create(rows, ignore_conflicts=True)
        found |= _read(new)
    return {account: found[account] or _new_key() for account in accounts}


def _read(accounts: Collection[int]) -> dict[int, bytes]:
    """account id -> its key, empty where it is destroyed; nothing for whoever has none yet."""
    places = ", ".join(["%s"] * len(accounts))
    with connection.cursor() as cursor:
        cursor.execute(READ_KEYS.format(places), list(accounts))
        return {account: b"" if is_destroyed else bytes(key) for account, key, is_destroyed in cursor.fetchall()}


def _new_key() -> bytes:
    return AESGCM.generate_key(KEY_BITS)


def seal(values: dict[str, Any], *, key: bytes) -> bytes:
    """Encrypt `values` (JSON) under a person's key. Returns nonce followed by ciphertext."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, json.dumps(values).encode(), None)


def unseal(sealed: bytes, *, account_id: int) -> dict[str, Any] | None:
    """The values, or None where the key was destroyed. One SQL query."""
    row = PersonKey.objects.filter(account_id=account_id, destroyed_at__isnull=True).first()
    return None if row is None else open_with(bytes(row.key), sealed)


def open_with(key: bytes, sealed: bytes) -> dict[str, Any] | None:
    """The values sealed under `key`; None where they lie under another one, the key is none, or there are none."""
    data = bytes(sealed)
    if not data:
        return None
    try:
        opened = AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], None)
    except (InvalidTag, ValueError):
        return None
    values: dict[str, Any] = json.loads(opened)
    return values


def is_destroyed(account_id: int | None) -> bool:
    """Whether the person was erased, and their key with them. One SQL query where there is a person."""
    return (
        account_id is not None and PersonKey.objects.filter(account_id=account_id, destroyed_at__isnull=False).exists()
    )


def destroy_key(*, account_id: int) -> None:
    """Make all that the trail holds of this person unreadable for ever, and all that may still come."""
    PersonKey.objects.update_or_create(account_id=account_id, defaults={"key": b"", "destroyed_at": timezone.now()})
