"""Who was told what."""

from __future__ import annotations

from minga.core.notices.models import Notice
from minga.people.models import Account


def kinds_told(account: Account) -> list[str]:
    """The kinds of notice this person was sent, the first first."""
    return [row.kind.removeprefix("assignments.") for row in Notice.objects.filter(account=account).order_by("pk")]


def accounts_told(kind: str) -> list[int]:
    """The keys of everyone who was sent this kind."""
    return sorted(Notice.objects.filter(kind=f"assignments.{kind}").values_list("account_id", flat=True))
