"""Those who work with the product, seven of them with a card on the sign-in page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from minga.core.access.models import Holding, Role, Scope
from minga.core.demonstration import NOBODY_SIGNS_IN, World, date_back, keep, note_all, read
from minga.people.models import Account

DATA = Path(__file__).resolve().parent.parent / "data" / "demonstration"
SINCE = 1400  # days for which everyone has worked here
ORGANISATION_ROLES = {Role.HOST_FOCAL_POINT, Role.HOST_SUPERVISOR, Role.PARTNER_REPRESENTATIVE}


def make_staff(world: World) -> None:
    """Accounts and the roles on the platform and in countries; `made["staff"]` holds them by key.

    Roles within organisations are given by the room that makes organisations: `made["wanted_roles"]`.
    """
    rows = read(DATA / "staff.json")
    accounts = keep(Account, [_account(row) for row in rows])
    for account in accounts:
        account.created_at = account.updated_at = world.moment(-SINCE)
    date_back(Account, accounts)
    note_all(accounts)
    staff = {row["key"]: account for row, account in zip(rows, accounts, strict=True)}
    holdings, later = [], []
    for row in rows:
        for role, where in row["roles"]:
            if role in ORGANISATION_ROLES:
                later.append((staff[row["key"]], role, where))
            else:
                holdings.append(held(world, staff[row["key"]], role, where))
    note_all(keep(Holding, holdings))
    world.made |= {"staff": staff, "wanted_roles": later, "counts": {"people who work here": len(accounts)}}


def held(world: World, account: Account, role: str, country: str) -> Holding:
    """A role on the platform, or in a country where one is named."""
    return Holding(
        account=account,
        role=role,
        scope=Scope.COUNTRY if country else Scope.PLATFORM,
        scope_key=country,
        starts=world.today - timedelta(days=SINCE),
    )


def _account(row: dict[str, Any]) -> Account:
    return Account(
        email=row["email"],
        name=row["name"],
        local_name=row["local"],
        language=row["language"],
        timezone=row["timezone"],
        demonstration_card=row["card"],
        password=NOBODY_SIGNS_IN,
    )
