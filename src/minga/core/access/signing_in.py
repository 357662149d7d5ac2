"""What this room tells the others when it starts: its notices, its part of the menu and its permissions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.core.access import actions  # noqa: F401 - actions and permissions sign in by being imported
from minga.core.access.waiting import for_administrators
from minga.core.acting import allowed
from minga.core.notices.kinds import NoticeKind, sign_in
from minga.core.registries import MenuEntry, menu, waiting


def lists_roles(account: Any) -> bool:
    """Administrators and auditors."""
    return bool(getattr(account, "is_authenticated", False)) and allowed(account, "access.list_roles")


waiting.sign_in("access", for_administrators)
menu.sign_in("access.roles", MenuEntry(_("Roles"), "access:roles", 85, lists_roles, "key"))
sign_in(
    NoticeKind(
        "access.role_given",
        title=_("You hold a role: %(role)s, %(place)s"),
        body=_("It counts from %(starts)s. Your pages show what you can do with it."),
        verb_label=_("See your roles"),
        heading=_("A role given to you"),
    ),
    NoticeKind(
        "access.role_prolonged",
        title=_("Your role was prolonged: %(role)s, %(place)s"),
        body=_("It counts until %(ends)s."),
        verb_label=_("See your roles"),
        heading=_("A role of yours that was prolonged"),
    ),
    NoticeKind(
        "access.role_ended",
        title=_("Your role has ended: %(role)s, %(place)s"),
        body=_("The reason given: %(reason)s"),
        verb_label=_("See your roles"),
        heading=_("A role of yours that ended"),
    ),
    topic=_("Your account and your roles"),
)
