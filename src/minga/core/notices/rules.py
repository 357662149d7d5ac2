"""Who may do what with notices: everyone with their own."""

from __future__ import annotations

from typing import Any

import rules


def has_an_account(account: Any, _target: Any = None) -> bool:
    """Somebody signed in whose account is open."""
    return bool(getattr(account, "is_authenticated", False) and getattr(account, "is_active", False))


owner = rules.predicate(has_an_account, name="has an account")

rules.add_perm("notices.set_wishes", owner)
rules.add_perm("notices.view_inbox", owner)
