"""Who took part in choosing for a post: they know its candidates, and do not become one of them.

Reading leaves no record, so it is what somebody did that counts, as the trail tells it: a decision about a candidate or
the longlist, an assessor chosen, an assessment written or begun, a list taken away.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from minga.assignments.models import Assessment, Description
from minga.core.audit.models import TrailEntry
from minga.core.errors import Problem

OF_THE_POST = ("set_weights", "order_reserve", "take_rows_away")
"""What is done with all candidates at once, and noted about the description."""


def took_part(account: Any, description: Description) -> bool:
    """Whether the account decided about another's application for it, or wrote about one. One query."""
    others = description.applications.exclude(account_id=account.pk)
    written = Assessment.objects.filter(application__in=others, assessor_id=account.pk)
    about = Q(target_ref__in=others.values("ref")) | Q(target_ref__in=written.values("ref"))
    of_all = Q(target_ref=description.ref, verb__in=OF_THE_POST)
    return TrailEntry.objects.filter(about | of_all, actor=account.pk).exists()


def took_part_problem(account: Any, description: Description) -> Problem | None:
    """Why whoever took part in choosing does not apply, and what they can do. One query."""
    if not took_part(account, description):
        return None
    return Problem(
        "description",
        _("You took part in choosing for this post: you decided about its candidates or wrote about one of them."),
        _("So you cannot become one of them; other posts are open to you."),
    )
