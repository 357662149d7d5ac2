"""What is odd about a host entity or a last day to apply, said before anybody goes on writing. No query."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.models import Description
from minga.core.errors import Problem
from minga.core.listing import isolated

BEFORE = ("draft", "submitted", "ready_for_sourcing")
OPEN = (*BEFORE, "sourcing")


def host_warnings(description: Description) -> list[Problem]:
    """The registration of the host entity is suspended. No query where the host was read with it."""
    if description.host.state != "suspended" or description.state not in OPEN:
        return []
    words = _("The registration of %(host)s is suspended.") % {"host": isolated(description.host)}
    return [Problem("host", words, STOPPED)]


STOPPED = gettext_lazy("Until it is reinstated, nothing is approved, published or offered.")


def closing_warnings(description: Description) -> list[Problem]:
    """The last day to apply has passed, or comes after the first day of service. Nothing of it forbids to save.

    No query.
    """
    closes, starts = description.closes_on, description.starts_on
    if description.is_template or closes is None or description.state not in OPEN:
        return []
    if closes < timezone.localdate() and description.state in BEFORE:
        words = _("The last day to apply, %(day)s, has passed.") % {"day": date_format(closes)}
        return [Problem("publication", words, _("With it the description cannot be published. Choose a later day."))]
    if description.rest_until is not None:
        if closes < description.rest_until:
            return []
        words = _("The time of the seat that is free ends on %(day)s.") % {"day": date_format(description.rest_until)}
        return [Problem("publication", words, _("Choose an earlier last day to apply."))]
    if starts is not None and closes > starts:
        words = _("Applications close on %(closes)s, after the first day of service, %(starts)s.") % {
            "closes": date_format(closes),
            "starts": date_format(starts),
        }
        return [Problem("publication", words, _("Choose an earlier last day to apply, or a later first day."))]
    return []
