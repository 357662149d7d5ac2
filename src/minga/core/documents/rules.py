"""Who may rotate the signing key. Who may read a file is said by its kind (kinds.py)."""

from __future__ import annotations

import rules

from minga.core.access.rules import administers

rules.add_perm("documents.create_signing_key", administers)
rules.add_perm("documents.rotate_signing_key", administers)
