"""Who may do what in this room: everyone with their own data, few with that of others."""

from __future__ import annotations

from typing import Any

import rules

from minga.core.access.models import Role
from minga.core.access.roles import holds, on_platform
from minga.core.access.rules import SECOND_FACTOR_ROLES, administers, audits
from minga.people.models import Account


def account_id_of(target: Any) -> int | None:
    """The account a thing of this room is about: the account itself or whoever owns the profile or consent."""
    if isinstance(target, Account):
        return target.pk
    return getattr(target, "account_id", None)


@rules.predicate
def is_self(account: Any, target: Any) -> bool:
    """The person the account, profile or consent is about, signed in and active."""
    return bool(account.is_authenticated) and account.pk is not None and account_id_of(target) == account.pk


@rules.predicate
def is_active_person(account: Any, _target: Any = None) -> bool:
    """Somebody signed in whose account is open."""
    return bool(account.is_authenticated and account.is_active)


@rules.predicate
def protects_data(account: Any, _target: Any = None) -> bool:
    """A data protection officer of the platform."""
    return on_platform(account, Role.DATA_PROTECTION_OFFICER)


def must_hold_second_factor(account: Any) -> bool:
    """Whether a role in force today asks for a second factor. One SQL query, shared with every rule of the request."""
    return holds(account, *SECOND_FACTOR_ROLES)


@rules.predicate
def imports_people(account: Any, _target: Any = None) -> bool:
    """Whoever may bring people in a list: officers and administrators."""
    return holds(account, Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER, Role.ADMINISTRATOR)


rules.add_perm("people.import_accounts", imports_people)
rules.add_perm("people.create_account", rules.always_allow)
rules.add_perm("people.edit_account", is_self & is_active_person)
rules.add_perm("people.view_profile", is_self | protects_data)
rules.add_perm("people.edit_profile", is_self & is_active_person)
rules.add_perm("people.give_consent", is_self & is_active_person)
rules.add_perm("people.withdraw_consent", is_self)
rules.add_perm("people.export_data", is_self | protects_data)
rules.add_perm("people.erase_account", is_self)
rules.add_perm("people.erase_account_for", protects_data & ~is_self)
rules.add_perm("people.list_accounts", administers | protects_data | audits)
rules.add_perm("people.view_account", administers | protects_data | audits)
rules.add_perm("people.deactivate_account", administers & ~is_self)
rules.add_perm("people.reactivate_account", administers & ~is_self)
rules.add_perm("people.remove_second_proofs", administers & ~is_self)
