"""The table of accounts: its columns, on the page and taken away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from minga.core.access.registries import places_of
from minga.core.tables.kinds import TableColumn, TableKind, sign_in
from minga.people.models import Account

LANGUAGES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Listed:
    """An account of the list. `places`: where the roles of all that are listed count, in words."""

    account: Account
    places: dict[str, str]

    @property
    def roles(self) -> str:
        """The roles that are held, each with where it counts."""
        held = [f"{one.get_role_display()} · {self.places[one.ref]}" for one in self.account.holdings.all()]
        return "; ".join(held) or gettext("Volunteer")

    @property
    def language(self) -> str:
        """The language in which the person reads."""
        return str(LANGUAGES.get(self.account.language, self.account.language))

    @property
    def state(self) -> str:
        """Whether the account can sign in."""
        return gettext("Switched on") if self.account.is_active else gettext("Switched off")


def with_places(accounts: Iterable[Account]) -> list[Listed]:
    """Accounts with where their roles count. One query for each scope; their roles are loaded."""
    rows = list(accounts)
    places = places_of(holding for account in rows for holding in account.holdings.all())
    return [Listed(account, places) for account in rows]


ACCOUNTS = sign_in(
    TableKind(
        "people.accounts",
        title=_("People"),
        permission="people.list_accounts",
        names_people=True,
        read=with_places,
        columns=(
            TableColumn("name", _("Name"), lambda row: str(row.account), fixed=True, sort="name"),
            TableColumn("reference", _("Reference"), lambda row: row.account.ref),
            TableColumn("since", _("Since"), lambda row: row.account.created_at, kind="datetime", sort="created_at"),
            TableColumn("roles", _("Roles"), lambda row: row.roles),
            TableColumn("state", _("State"), lambda row: row.state, sort="is_active"),
            TableColumn("email", _("Email"), lambda row: row.account.email, usual=False, sort="email"),
            TableColumn("language", _("Language"), lambda row: row.language, usual=False, sort="language"),
        ),
    )
)  # fmt: skip
