"""The table of accounts: its columns, on the page and taken away."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.core.access.registries import places_of
from minga.core.tables.kinds import TableColumn, TableKind, sign_in
from minga.people.models import Account

LANGUAGES = dict(settings.LANGUAGES)


def with_places(accounts: Iterable[Account]) -> list[Account]:
    """Accounts that know where their roles count (`places`). One query for each scope; their roles are loaded."""
    rows = list(accounts)
    places = places_of(holding for account in rows for holding in account.holdings.all())
    for account in rows:
        account.places = places  # type: ignore[attr-defined]
    return rows


def _roles(row: Account) -> str:
    places: dict[str, str] = row.places  # type: ignore[attr-defined]
    held = [f"{one.get_role_display()} · {places[one.ref]}" for one in row.holdings.all()]
    return "; ".join(held) or gettext("Volunteer")


def _state(row: Account) -> str:
    return gettext("Switched on") if row.is_active else gettext("Switched off")


ACCOUNTS = sign_in(
    TableKind(
        "people.accounts",
        title=_("People"),
        permission="people.list_accounts",
        names_people=True,
        read=with_places,
        columns=(
            TableColumn("name", _("Name"), str, fixed=True, sort="name"),
            TableColumn("reference", _("Reference"), lambda row: row.ref),
            TableColumn("since", _("Since"), lambda row: row.created_at, kind="datetime", sort="created_at"),
            TableColumn("roles", _("Roles"), _roles),
            TableColumn("state", _("State"), _state, sort="is_active"),
            TableColumn("email", _("Email"), lambda row: row.email, usual=False, sort="email"),
            TableColumn("language", _("Language"), lambda row: LANGUAGES.get(row.language, row.language), usual=False,
                        sort="language"),
        ),
    )
)  # fmt: skip
