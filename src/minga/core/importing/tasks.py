"""Background work: the rest of a long import. Thin: actions do it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from minga.core.errors import Refused
from minga.core.importing.models import Batch
from minga.core.importing.taking import take_all, undo_all


@task()
def go_on(ref: str, account_ref: str) -> str:
    """Take or undo what is left of an import, as the account that pressed. Returns the state it came to."""
    batch = Batch.objects.filter(ref=ref).first()
    account = get_user_model().objects.filter(ref=account_ref, is_active=True).first()
    if batch is None or account is None or batch.state not in {"taking", "undoing"}:
        return "nothing"
    act = take_all if batch.state == "taking" else undo_all
    try:
        return act(actor=account, batch=batch).state
    except Refused:  # the other verb was pressed meanwhile, and goes on by itself
        return "nothing"
