"""What waits for administrators: roles that end soon."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.core.access import registries
from minga.core.access.models import Role
from minga.core.access.queries import ending_soon
from minga.core.access.roles import on_platform
from minga.core.registries import Waiting

SHOWN = 3


def for_administrators(account: Any) -> Iterable[Waiting]:
    """Roles that end within thirty days, the first three one by one. Two or three queries for an administrator."""
    if not on_platform(account, Role.ADMINISTRATOR):
        return
    rows = list(ending_soon().exclude(account_id=account.pk))
    places = registries.places_of(rows[:SHOWN])
    for row in rows[:SHOWN]:
        yield Waiting(
            title=_("A role ends: %(person)s, %(role)s") % {"person": row.account, "role": Role(row.role).label},
            url=f"{reverse('access:roles')}?when=ending",
            due=row.ends,
            detail=places[row.ref],
            verb=_("Prolong by a year"),
            post_url=reverse("access:prolong", args=[row.ref]),
            post_fields={"version": str(row.version)},
        )
    left = len(rows) - SHOWN
    if left > 0:
        yield Waiting(
            title=ngettext("%(left)s more role ends soon", "%(left)s more roles end soon", left) % {"left": left},
            url=f"{reverse('access:roles')}?when=ending",
            count=left,
            due=rows[SHOWN].ends,
            verb=_("Look"),
        )
