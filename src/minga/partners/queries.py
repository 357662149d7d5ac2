"""Reads that more than one caller needs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from minga.core.access.models import Holding, Role, Scope
from minga.partners.models import Organisation


def reviewers_of(organisation: Organisation) -> QuerySet[Any]:
    """The officers who decide on its registration: of its country, or of the platform. One SQL query."""
    today = timezone.localdate()
    where = Q(scope=Scope.PLATFORM) | Q(scope=Scope.COUNTRY, scope_key=organisation.country_id or "")
    in_force = Q(ends__isnull=True) | Q(ends__gte=today)
    holdings = Holding.objects.filter(
        where, in_force, role__in=(Role.PROGRAMME_OFFICER, Role.REGIONAL_MANAGER), starts__lte=today
    )
    return get_user_model().objects.filter(pk__in=holdings.values("account_id"), is_active=True)


def public_organisations() -> QuerySet[Organisation]:
    """Registered organisations, by name; `country` and `logo` come with them. One SQL query."""
    return Organisation.objects.filter(state="registered").select_related("country", "logo", "parent")
