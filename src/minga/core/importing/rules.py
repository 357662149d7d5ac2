"""Who may import: whoever may do the same by hand, decided by the permission of the kind."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.models import Role
from minga.core.access.roles import holds, on_platform


@rules.predicate
def may_import(account: Any, _thing: Any = None) -> bool:
    """Officers and administrators; the kind's own permission is asked besides, row by row."""
    return on_platform(account, Role.ADMINISTRATOR) or holds(account, Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER)


@rules.predicate
def uploaded_it(account: Any, batch: Any = None) -> bool:
    """Whoever brought the file."""
    return batch is not None and account.pk is not None and batch.created_by_id == account.pk


@rules.predicate
def audits(account: Any, _thing: Any = None) -> bool:
    """An auditor of the platform."""
    return on_platform(account, Role.AUDITOR)


@rules.predicate
def administers(account: Any, _thing: Any = None) -> bool:
    """An administrator: looks after what the installation took in by command."""
    return on_platform(account, Role.ADMINISTRATOR)


rules.add_perm("importing.start_import", may_import)
rules.add_perm("importing.handle_import", (may_import & uploaded_it) | administers)
rules.add_perm("importing.view_import", (may_import & uploaded_it) | administers | audits)
rules.add_perm("importing.list_imports", may_import | audits)
