"""Who may import: whoever may do the same by hand, decided by the permission of the kind."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.rules import administers, audits
from minga.core.acting import allowed
from minga.core.importing.kinds import KINDS


@rules.predicate
def may_import(account: Any, _thing: Any = None) -> bool:
    """Whoever may import one of the kinds, which is asked again row by row."""
    return any(allowed(account, importer.permission) for _name, importer in KINDS)


@rules.predicate
def uploaded_it(account: Any, batch: Any = None) -> bool:
    """Whoever brought the file."""
    return batch is not None and account.pk is not None and batch.created_by_id == account.pk


rules.add_perm("importing.start_import", may_import)
rules.add_perm("importing.handle_import", (may_import & uploaded_it) | administers)
rules.add_perm("importing.view_import", (may_import & uploaded_it) | administers | audits)
rules.add_perm("importing.list_imports", may_import | audits)
