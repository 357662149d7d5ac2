"""Who may rotate the signing key. Who may read a file is said by its kind (kinds.py)."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.models import Role
from minga.core.access.roles import on_platform


def is_administrator(account: Any, _target: Any = None) -> bool:
    """An administrator of the whole platform."""
    return on_platform(account, Role.ADMINISTRATOR)


administers = rules.predicate(is_administrator, name="administers the platform")

rules.add_perm("documents.create_signing_key", administers)
rules.add_perm("documents.rotate_signing_key", administers)
