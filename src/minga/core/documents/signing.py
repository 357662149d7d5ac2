"""The keys of this installation: made at first use, rotated without breaking what they signed, published."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import SYSTEM, Actor, action
from minga.core.audit.models import TrailEntry
from minga.core.documents import seals
from minga.core.documents.kinds import kinds
from minga.core.documents.models import SigningKey, StoredFile
from minga.core.errors import Refused
from minga.core.registries import Registry

NONCE_BYTES = 12
PURPOSE = b"minga signing keys"
EARLIEST = timezone.get_fixed_timezone(14 * 60)

# Whoever issues sealed documents signs in what it has withdrawn: number -> code of the reason (verdicts.REASONS).
revocations: Registry[Callable[[], Mapping[str, str]]] = Registry("numbers of revoked documents")
# … and what it does when a key is revoked, within that action: withdraw what no longer counts as issued by it.
key_revoked: Registry[Callable[[SigningKey], None]] = Registry("what follows from a revoked key")


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


class KeyRetired(ValueError):
    """The key that signed is no longer in use."""


def sign_certificate(payload: Mapping[str, Any]) -> seals.SignedPayload:
    """Sign facts with the key in use (made at first use). `issuer_url` is set here. Raises KeyLocked, SecretGone."""
    row = active_key()
    return seals.sign_payload({**payload, "issuer_url": row.issuer}, private_key=_private(row))


def seal_certificate(pdf: bytes, signed: seals.SignedPayload) -> bytes:
    """The PDF, sealed by the key that signed its facts. Raises KeyLocked, SecretGone, and KeyRetired."""
    row = active_key()
    if row.key_id != signed.key_id:
        raise KeyRetired("the key that signed these facts is no longer in use")
    return seals.seal_pdf(pdf, signed, private_key=_private(row))


def active_key() -> SigningKey:
    """The key that signs now; made when there is none. One query."""
    row = SigningKey.objects.filter(retired_at__isnull=True).first()
    return row or create_signing_key(actor=SYSTEM)


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


@action("documents.create_signing_key", automatic=True)
def create_signing_key(*, actor: Actor, reason: str = "") -> SigningKey:
    """Make the first key, or the next after the last one retired."""
    private = Ed25519PrivateKey.generate()
    public = seals.public_bytes(private)
    return SigningKey.objects.create(
        key_id=seals.key_id_of(public),
        issuer=settings.SITE_URL,
        public_key=public,
        private_key=_seal(private.private_bytes_raw()),
    )


@action("documents.rotate_signing_key", target="key", automatic=True)
def rotate_signing_key(*, actor: Actor, key: SigningKey, seen: int | None = None, reason: str = "") -> SigningKey:
    """Retire `key` and make a new one. What the old key signed until today still verifies; it can sign no more.

    Raises Refused for one that has retired.
    """
    if key.retired_at is not None:
        raise Refused(_("This key has retired already."), remedy=_("List the keys with: minga certificate keys"))
    key.retired_at = timezone.now()
    key.private_key = None
    key.save()
    return create_signing_key(actor=SYSTEM, reason=reason)


@action("documents.rotate_signing_key", target="key", automatic=True)
def revoke_signing_key(
    *,
    actor: Actor,
    key: SigningKey,
    since: datetime,
    reason: str,
    unproven: Collection[int] = (),
    seen: int | None = None,
) -> SigningKey:
    """Revoke a key that others have come to know, from the moment `since` on; another signs from now on.

    What the trail shows was issued before stays true, by the fingerprints of its files. unproven: the sequences of the
    trail's rows that are not as they were written. A moment found later to be earlier may be given again. Raises
    Refused for one that is still to come, or later than the one that stands.
    """
    if since > timezone.now():
        raise Refused(_("This moment is still to come."), remedy=_("Say since when others may know the key."))
    if key.revoked_since is not None and since >= key.revoked_since:
        raise Refused(_("This key is revoked already, and not from a later moment."))
    if key.retired_at is None:
        key.retired_at, key.private_key = timezone.now(), None
        key.save()
        create_signing_key(actor=SYSTEM, reason=reason)
    key.revoked_since = since
    key.still_true = sorted(issued_before(since, key=key, unproven=frozenset(unproven)))
    key.save()
    for _name, follow in key_revoked:
        follow(key)
    return key


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


@action("documents.rotate_signing_key", target="key", automatic=True)
def reseal_signing_key(*, actor: Actor, key: SigningKey, seen: int | None = None) -> SigningKey:
    """Seal the same key under today's secret, so that a former one may be forgotten. Raises KeyLocked."""
    key.private_key = _seal(_private(key).private_bytes_raw())
    key.save()
    return key


def _private(row: SigningKey) -> Ed25519PrivateKey:
    sealed = bytes(row.private_key or b"")
    for secret in _secrets():
        try:
            raw = AESGCM(secret).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], PURPOSE)
        except (InvalidTag, ValueError):
            continue
        return Ed25519PrivateKey.from_private_bytes(raw)
    raise KeyLocked


def _seal(raw: bytes) -> bytes:
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
