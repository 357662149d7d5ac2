"""What a person does with their own notices.

Reading is not on the audit trail: when somebody read what is their own business. How they want to be told is.
"""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import Actor, action, lock
from minga.core.audit import trail
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.notices.kinds import KINDS
from minga.core.notices.models import Delivery, Notice, Wish
from minga.core.notices.queries import shown


def mark_read(*, actor: Any, notice: Notice) -> None:
    """Note that its owner has seen the notice. Raises NotAllowed for anybody else's."""
    if actor.pk is None or actor.pk != notice.account_id:
        raise NotAllowed()
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=timezone.now())


def mark_all_read(*, actor: Any) -> int:
    """Note that the person has seen all their notices; how many were new."""
    return shown().filter(account_id=actor.pk, read_at__isnull=True).update(read_at=timezone.now())


@action("notices.set_wishes")
def set_wishes(*, actor: Actor, wishes: dict[str, str], reason: str = "") -> list[Wish]:
    """Set how the actor is told of each kind (kind -> Delivery). Raises Incomplete for kinds or ways nobody knows.

    Notices that wait for a letter follow the new wish, so that “in the inbox only” works at once.
    """
    problems = [
        Problem(kind, _("Choose one of the ways."))
        for kind, delivery in wishes.items()
        if kind not in KINDS or delivery not in Delivery.values
    ]
    if problems:
        raise Incomplete(_("Your choices were not saved."), problems=problems)
    lock(cast(Any, actor))  # mail programs post twice, and rows that are not there yet cannot be locked themselves
    present = {wish.kind: wish for wish in Wish.objects.select_for_update().filter(account_id=actor.pk)}
    changed = []
    for kind, delivery in wishes.items():
        wish = present.get(kind) or Wish(account_id=actor.pk, kind=kind, delivery=KINDS[kind].default)
        if wish.delivery == delivery:
            continue
        before = trail.snapshot(wish) if wish.pk else {}
        wish.delivery = delivery
        wish.save()
        trail.note(actor=actor, verb="set_wish", target=wish, before=before, reason=reason)
        waiting = Notice.objects.filter(account_id=actor.pk, kind=kind, sent_at__isnull=True, claimed_at__isnull=True)
        waiting.exclude(delivery=Delivery.INBOX).update(delivery=delivery)
        changed.append(wish)
    return changed
