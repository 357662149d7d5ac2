"""Keys for signing: made, retired for a new one, revoked once others know them, sealed under a new secret."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import SYSTEM, Actor, action
from minga.core.documents import seals
from minga.core.documents.keys import issued_before, private_half, sealed_half
from minga.core.documents.models import SigningKey
from minga.core.documents.registries import key_revoked
from minga.core.errors import Refused


@action("documents.create_signing_key", automatic=True)
def create_signing_key(*, actor: Actor, reason: str = "") -> SigningKey:
    """Make the first key, or the next after the last one retired."""
    private = Ed25519PrivateKey.generate()
    public = seals.public_bytes(private)
    return SigningKey.objects.create(
        key_id=seals.key_id_of(public),
        issuer=settings.SITE_URL,
        public_key=public,
        private_key=sealed_half(private.private_bytes_raw()),
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


@action("documents.rotate_signing_key", target="key", automatic=True)
def reseal_signing_key(*, actor: Actor, key: SigningKey, seen: int | None = None) -> SigningKey:
    """Seal the same key under today's secret, so that a former one may be forgotten: the 32 bytes of its private half
    under a fresh nonce, 60 bytes with it. The public half stays, and so does what the key signed.

    Raises Refused for one that has retired and has no private half, KeyLocked where neither today's secret nor a former
    one opens it, SecretGone where the file with today's secret cannot be read.
    """
    if key.retired_at is not None:
        raise Refused(_("This key has retired already."), remedy=_("List the keys with: minga certificate keys"))
    key.private_key = sealed_half(private_half(key).private_bytes_raw())
    key.save()
    return key
