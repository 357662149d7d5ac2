"""Where rooms that issue sealed documents are heard: what they have withdrawn, and what follows from a revoked key."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from minga.core.documents.models import SigningKey
from minga.core.registries import Registry

# Whoever issues sealed documents signs in what it has withdrawn: number -> code of the reason (verdicts.REASONS).
revocations: Registry[Callable[[], Mapping[str, str]]] = Registry("numbers of revoked documents")
# … and what it does when a key is revoked, within that action: withdraw what no longer counts as issued by it.
key_revoked: Registry[Callable[[SigningKey], None]] = Registry("what follows from a revoked key")
