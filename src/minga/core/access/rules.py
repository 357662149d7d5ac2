"""Who may give and end roles, and which role may be held where."""

from __future__ import annotations

from typing import Any

import rules
from django.apps import apps

from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform

# Whoever holds one of these decides over other people and proves with a second factor who they are.
SECOND_FACTOR_ROLES = (
    Role.PROGRAMME_OFFICER,
    Role.REGIONAL_MANAGER,
    Role.FINANCE_OFFICER,
    Role.AUDITOR,
    Role.DATA_PROTECTION_OFFICER,
    Role.ADMINISTRATOR,
)

ROLE_SCOPES: dict[Role, tuple[Scope, ...]] = {
    Role.HOST_FOCAL_POINT: (Scope.ORGANISATION,),
    Role.HOST_SUPERVISOR: (Scope.ORGANISATION,),
    Role.PARTNER_REPRESENTATIVE: (Scope.ORGANISATION,),
    Role.PROGRAMME_OFFICER: (Scope.PLATFORM, Scope.COUNTRY),
    Role.REGIONAL_MANAGER: (Scope.PLATFORM, Scope.COUNTRY),
    Role.EVENT_MANAGER: (Scope.EVENT, Scope.PLATFORM),
    Role.VENUE_TEAM_LEADER: (Scope.EVENT,),
    Role.FACILITATOR: (Scope.PLATFORM, Scope.COUNTRY),
    Role.KNOWLEDGE_EDITOR: (Scope.PLATFORM, Scope.COUNTRY),
    Role.FINANCE_OFFICER: (Scope.PLATFORM, Scope.COUNTRY, Scope.ORGANISATION),
    Role.AUDITOR: (Scope.PLATFORM,),
    Role.DATA_PROTECTION_OFFICER: (Scope.PLATFORM,),
    Role.ADMINISTRATOR: (Scope.PLATFORM,),
}

# Roles of parts of Minga that are not built yet: whoever held one could do nothing with it.
ROOMS_TO_COME: dict[Role, str] = {
    Role.EVENT_MANAGER: "minga.events",
    Role.VENUE_TEAM_LEADER: "minga.events",
    Role.FACILITATOR: "minga.learning",
    Role.KNOWLEDGE_EDITOR: "minga.knowledge",
}


def roles_at_work() -> tuple[Role, ...]:
    """The roles to choose from: those whose part of Minga is there."""
    return tuple(role for role in Role if role not in ROOMS_TO_COME or apps.is_installed(ROOMS_TO_COME[role]))


def is_administrator(account: Any, _target: Any = None) -> bool:
    """An administrator of the whole platform."""
    return on_platform(account, Role.ADMINISTRATOR)


@rules.predicate
def audits(account: Any, _target: Any = None) -> bool:
    """An auditor of the platform: reads, never writes."""
    return on_platform(account, Role.AUDITOR)


@rules.predicate
def has_account(account: Any, _target: Any = None) -> bool:
    """Anybody signed in."""
    return bool(getattr(account, "is_authenticated", False))


administers = rules.predicate(is_administrator, name="administers the platform")

rules.add_perm("access.grant_role", administers)
rules.add_perm("access.end_role", administers)
rules.add_perm("access.prolong_role", administers)
rules.add_perm("access.list_roles", administers | audits)
rules.add_perm("access.view_own_roles", has_account)
