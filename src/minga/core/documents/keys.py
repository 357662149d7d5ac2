"""The private half of a signing key, sealed under the installation's secret; what the trail shows that a key signed."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.translation import gettext as _

from minga.core.audit.models import TrailEntry
from minga.core.documents import seals
from minga.core.documents.kinds import kinds
from minga.core.documents.models import SigningKey, StoredFile
from minga.core.errors import Refused

NONCE_BYTES = 12
PURPOSE = b"minga signing keys"


class KeyLocked(Refused):
    """The private key was sealed under another secret."""

    code = "key_locked"

    def __init__(self) -> None:
        super().__init__(
            _("The signing key cannot be opened: the installation's secret changed since it was made."),
            remedy=_("Set SECRET_KEY_OLD to the former secret, or make a new key with: minga certificate rotate-key"),
        )


class SecretGone(Refused):
    """The file that SIGNING_SECRET_FILE names cannot be read any more."""

    code = "secret_gone"

    def __init__(self, why: str) -> None:
        super().__init__(
            _("The file with the secret of the signing keys cannot be read: %(why)s.") % {"why": why},
            remedy=_("Whoever looks after this site puts back the file that SIGNING_SECRET_FILE names."),
        )


def issued_before(moment: datetime, *, key: SigningKey, unproven: frozenset[int] = frozenset()) -> set[str]:
    """The fingerprints of the sealed files that the trail shows were kept before a moment, by the key's time.

    Erasure takes the files and not these rows, so that what was issued to somebody erased stays true too. One query.
    """
    rows = TrailEntry.objects.filter(
        verb="store_file", target_type=StoredFile._meta.label_lower, at__lt=moment, at__gte=key.created_at
    ).exclude(sequence__in=unproven)
    changes = (row.changes for row in rows.only("sequence", "change").iterator(chunk_size=5_000))
    made = (change for change in changes if _is_sealed(str(change.get("kind", ["", ""])[1])))
    return {seals.fingerprint_of(str(change["sha256"][1])) for change in made if "sha256" in change}


def _is_sealed(kind: str) -> bool:
    return kind in kinds and kinds[kind].is_sealed


def private_half(row: SigningKey) -> Ed25519PrivateKey:
    """The key that signs, opened with the secret under which it was sealed. Raises KeyLocked, SecretGone."""
    sealed = bytes(row.private_key or b"")
    for secret in _secrets():
        try:
            raw = AESGCM(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE)
        except (InvalidTag, ValueError):
            continue
        return Ed25519PrivateKey.from_private_bytes(raw)
    raise KeyLocked


def sealed_half(raw: bytes) -> bytes:
    """The 32 bytes of a private key, sealed under today's secret. Raises SecretGone."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(_secrets()[0]).encrypt(nonce, raw, PURPOSE)


def _secrets() -> list[bytes]:
    """32 bytes from the file that SIGNING_SECRET_FILE names, else from SECRET_KEY, and from the former secret keys."""
    path = settings.SIGNING_SECRET_FILE
    try:
        now = Path(path).read_bytes().strip() if path else settings.SECRET_KEY.encode()
    except OSError as error:
        raise SecretGone(error.strerror or str(error)) from error
    former = [settings.SECRET_KEY.encode()] if path else []
    former += [key.encode() for key in settings.SECRET_KEY_FALLBACKS]
    return [HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(one) for one in (now, *former)]
