"""Who stands for a post themselves: they take no part in choosing for it, and nobody decides about their own service.

A rule of this product, as of every selection that has to be fair: DOMAIN section 4 names the roles, and a person may
hold one of them and apply. Whoever withdraws takes part again; whoever was not selected does not, for what others wrote
about the candidates would be open to one of them.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from minga.assignments.models import Application
from minga.core.written import Written

NOT_STANDING = ("draft", "withdrawn")
CACHE = "_stands_for"
STOOD_FOR = Written(lambda pk: candidacies().filter(account=pk).values_list("description_id"), 1, 2)


def candidacies() -> QuerySet[Application]:
    """The applications with which somebody stands for a post: sent, and not withdrawn. No query."""
    return Application.objects.exclude(state__in=NOT_STANDING).order_by()


def stands_for(account: Any) -> set[int]:
    """The keys of the descriptions the account is a candidate for; read once for each account instance (one request).

    One query at most.
    """
    pk = getattr(account, "pk", None)
    if pk is None:
        return set()
    known: set[int] | None = getattr(account, CACHE, None)
    if known is None:
        known = {description for (description,) in STOOD_FOR(pk)}
        setattr(account, CACHE, known)
    return known


def forget(account: Any) -> None:
    """Read it again at the next question: the person applied or withdrew."""
    if hasattr(account, CACHE):
        delattr(account, CACHE)


def stood_for_by(account: int) -> QuerySet[Application, Any]:
    """The descriptions for which the account (its key) is a candidate, as keys for another question. No query."""
    return candidacies().filter(account_id=account).values("description_id")


def not_stood_for_by(account: int) -> Q:
    """A condition on Description: the account (its key) is no candidate for it. Asked once, not row by row."""
    return ~Q(pk__in=stood_for_by(account))


def officer_stands() -> Exists:
    """Asked of a Description: whether its officer in charge is a candidate for it. A condition asked row by row."""
    return Exists(candidacies().filter(description=OuterRef("pk"), account_id=OuterRef("officer_id")))
