"""Background work: the rest of a long import. Thin: actions do it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone
from django_tasks import task

from minga.core.background import hand_over
from minga.core.errors import Refused
from minga.core.importing.models import WORKER_FOR, Batch
from minga.core.importing.whole import take_all, undo_all

STRANDED_AFTER = timedelta(minutes=3)
"""How long no piece was taken before the task counts as lost; a piece takes seconds."""


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


def go_on_with_stranded() -> int:
    """Hand over again what a worker left in the middle, or a queue that was away never took; how many. One query.

    Two tasks for one import do no harm: each piece is taken once, whoever takes it.
    """
    moving = Batch.objects.filter(state__in=("taking", "undoing"), options__has_key=WORKER_FOR)
    stranded = moving.filter(updated_at__lt=timezone.now() - STRANDED_AFTER).values_list("ref", "options")
    return sum(hand_over(go_on, ref, options[WORKER_FOR]) for ref, options in list(stranded))
