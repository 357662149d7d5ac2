"""Background work: verifying a long trail. Thin: checking does it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from minga.core.audit.checking import check_trail


@task()
def verify_trail(account_ref: str) -> str:
    """Verify the trail as the account that pressed. Returns the reference of the check."""
    account = get_user_model().objects.filter(ref=account_ref, is_active=True).first()
    return check_trail(actor=account).ref if account is not None else "nobody"
