"""“What waits for you” of somebody who applies: drafts of open posts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Application
from minga.assignments.queries.eligibility import standing_of
from minga.core.days import due_by, lasting_day
from minga.core.registries import More, Waiting
from minga.core.waiting import first_of


def for_applicants(account: Any) -> Iterable[Waiting | More]:
    """Drafts of posts whose last day is not over everywhere. Two queries, 11 more while there are drafts."""
    today = timezone.localdate()
    open_ones = Application.objects.filter(account=account, state="draft", description__state="sourcing").exclude(
        description__closes_on__lt=lasting_day()
    )
    whole = open_ones.select_related("description").prefetch_related("description__texts")
    drafts = yield from first_of(whole.order_by("description__closes_on", "pk"))
    standing = standing_of(account) if drafts else None
    lacking = standing is not None and bool(standing.completeness.missing)
    for draft in drafts:
        closes = draft.description.closes_on
        yield Waiting(
            title=_("Finish your application: %(post)s") % {"post": draft.description.title},
            url=reverse("assignments:apply", args=[draft.description.ref]),
            due=due_by(closes),
            detail=_("Your profile lacks something that this application needs.") if lacking else "",
            verb=_("Go on"),
            urgency=3 if closes is not None and (closes - today).days <= 3 else 1,
        )
