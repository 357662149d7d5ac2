"""Who may read the trail: auditors, administrators and data protection officers; nobody writes in it but actions."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.models import Role
from minga.core.access.roles import holds, on_platform
from minga.core.audit.models import TrailEntry
from minga.core.audit.words import CONFIDENTIAL

READERS = (Role.AUDITOR, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
COLLEAGUES = (*READERS, Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER, Role.FINANCE_OFFICER)


def may_view(account: Any, _target: Any = None) -> bool:
    """An auditor, administrator or data protection officer of the whole platform."""
    return on_platform(account, *READERS)


def may_open(account: Any, target: Any = None) -> bool:
    """The sealed values of a row or object: data protection officers; auditors too where they are not confidential."""
    if on_platform(account, Role.DATA_PROTECTION_OFFICER):
        return True
    if isinstance(target, TrailEntry):
        kind = target.target_type
    else:
        kind = target._meta.label_lower if target is not None else ""
    return kind not in CONFIDENTIAL and on_platform(account, Role.AUDITOR)


def may_see_names(account: Any, _target: Any = None) -> bool:
    """Those who work for the platform see who did something; others see that it was done."""
    return holds(account, *COLLEAGUES)


rules.add_perm("audit.view", rules.predicate(may_view, name="reads the trail"))
rules.add_perm("audit.verify", rules.predicate(may_view, name="reads the trail"))
rules.add_perm("audit.export", rules.predicate(may_view, name="reads the trail"))
rules.add_perm("audit.open_values", rules.predicate(may_open, name="opens sealed values"))
rules.add_perm("audit.view_names", rules.predicate(may_see_names, name="sees who acted"))
