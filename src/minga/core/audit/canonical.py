"""The canonical form of a row and its digest. Format `minga-trail-1`; docs/decisions/audit.md states it.

A change here breaks every chain there is: add a new format instead and tell rows apart by sequence.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

FORMAT = "minga-trail-1"
COLUMNS = (
    "sequence", "at", "actor", "on_behalf_of", "verb", "target_type", "target_ref", "target_version",
    "change", "sealed_for", "sealed", "reason", "previous", "digest",
)  # fmt: skip
PREVIOUS, DIGEST = COLUMNS.index("previous"), COLUMNS.index("digest")

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_sorted = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def text_of(change: dict[str, Any]) -> str:
    """A change as it is stored and hashed: JSON with sorted keys and no spaces; a NUL or lone surrogate is escaped."""
    text = _sorted(change)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(change, sort_keys=True, separators=(",", ":"))
    return text


def digest_of(row: Sequence[Any]) -> str:
    """SHA-256 (hex) over the JSON list [format, each of COLUMNS but `digest`]; `at` by moment(), `sealed` in hex."""
    sequence, at, actor, behalf, verb, kind, ref, version, change, person, sealed, reason, previous = row[:DIGEST]
    form = (
        FORMAT, sequence, moment(at), actor, behalf, verb, kind, ref, version, change, person,
        bytes(sealed).hex() if sealed else "", reason, previous,
    )  # fmt: skip
    return sha256(_encode(form).encode()).hexdigest()


def moment(at: datetime) -> str:
    """ISO 8601 in UTC with microseconds, whatever zone the database answered in."""
    return (at if at.tzinfo is UTC else at.astimezone(UTC)).isoformat(timespec="microseconds")
