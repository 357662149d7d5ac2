"""Who asks what waits for officers: all that those questions depend on, beside the day."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q

from minga.assignments.rules import OFFICER_ROLES
from minga.core.access.models import Scope
from minga.core.access.roles import holds, on_platform, scope_keys


class Office(NamedTuple):
    """An officer, and the countries where they are one."""

    officer: int
    """The key of their account."""
    countries: tuple[str, ...] | None
    """Codes in order; None for the whole platform."""

    def within(self, country: str = "country") -> Q:
        """A condition: where `country` says, they are an officer."""
        return Q() if self.countries is None else Q(**{f"{country}__in": self.countries})


def office_of(account: Any) -> Office | None:
    """The office of the account; None where it has none."""
    if not holds(account, *OFFICER_ROLES):
        return None
    everywhere = on_platform(account, *OFFICER_ROLES)
    countries = scope_keys(account, *OFFICER_ROLES, scope=Scope.COUNTRY)
    return Office(account.pk, None if everywhere else tuple(sorted(countries)))
