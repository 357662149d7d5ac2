"""Verifying the trail from a page: at once while it is short, by the worker where it is long; and who is reminded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from minga.core.access.models import Role
from minga.core.access.roles import on_platform
from minga.core.acting import SYSTEM, allowed
from minga.core.audit.actions import note_check
from minga.core.audit.models import TrailCheck, TrailHead
from minga.core.audit.verifying import verify
from minga.core.errors import NotAllowed
from minga.core.registries import Waiting

AT_ONCE = 50_000
"""Links that a page waits for: about two seconds on a small machine."""
EVERY = timedelta(days=7)
ANCHORS = 50


def check_trail(*, actor: Any) -> TrailCheck:
    """Verify the whole chain and keep what was found; the heads of earlier checks are its anchors.

    Raises NotAllowed. Reading happens outside of any transaction, so that nobody who writes waits for it.
    """
    if actor is not SYSTEM and not allowed(actor, "audit.verify"):
        raise NotAllowed()
    return note_check(actor=actor, report=verify(anchors=earlier_heads()))


def earlier_heads() -> dict[int, str]:
    """sequence -> digest of the heads that earlier checks found whole, the latest fifty. One query."""
    earlier = TrailCheck.objects.filter(found=0).values_list("head", flat=True)[:ANCHORS]
    heads = (head.partition(":") for head in earlier)
    return {int(number): digest for number, _colon, digest in heads if number.isdigit() and int(number)}


def is_long() -> bool:
    """Whether a check is work for the worker. One query."""
    head = TrailHead.objects.filter(id=1).first()
    return head is not None and head.sequence > AT_ONCE


def last_check() -> TrailCheck | None:
    """The latest, with who made it. One query."""
    return TrailCheck.objects.select_related("created_by").first()


def waits_for(account: Any) -> Iterable[Waiting]:
    """A trail that is not whole, for those who answer for it; a due check, for auditors. At most two queries."""
    if not on_platform(account, Role.AUDITOR, Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER):
        return
    last = last_check()
    if last is not None and last.found:
        yield Waiting(
            title=_("The audit trail is not whole"),
            url=reverse("audit:check", args=[last.ref]),
            detail=ngettext("%(found)s thing was found.", "%(found)s things were found.", last.found)
            % {"found": last.found},
            verb=_("See what was found"),
            urgency=5,
        )
    if on_platform(account, Role.AUDITOR):
        yield from _due(last)


def _due(last: TrailCheck | None) -> Iterable[Waiting]:
    if last is not None and timezone.now() - last.created_at < EVERY:
        return
    head = TrailHead.objects.filter(id=1).first()
    links = (head.sequence if head else 0) - (last.last if last else 0)
    yield Waiting(
        title=_("Verify the audit trail"),
        url=reverse("audit:list"),
        due=timezone.localdate(last.created_at + EVERY) if last else None,
        detail=ngettext("%(links)s link was never verified.", "%(links)s links were never verified.", links)
        % {"links": number_format(links, force_grouping=True)},
        verb=_("Verify it now"),
        post_url=reverse("audit:verify"),
        urgency=1,
    )
