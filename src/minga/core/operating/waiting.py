"""What waits for administrators: periodic work that failed or is run by nobody, a silent worker, a disk that fills."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from minga.core.access.models import Role
from minga.core.access.roles import on_platform
from minga.core.models import PeriodicRun
from minga.core.operating.health import health
from minga.core.registries import Waiting


def for_administrators(account: Any) -> Iterable[Waiting]:
    """What failed, each with the press that runs it again; what is not well. Three queries for an administrator."""
    if not on_platform(account, Role.ADMINISTRATOR):
        return
    for row in PeriodicRun.objects.exclude(error="").order_by("name"):
        yield Waiting(
            title=_("Periodic work failed: %(name)s") % {"name": row.name},
            url="/",
            detail=row.error[:200],
            verb=_("Run it again"),
            post_url=reverse("operating:run_again"),
            post_fields={"name": row.name},
            urgency=3,
        )
    state = health()
    if not state["worker"]["ok"]:
        yield Waiting(
            title=_("The background worker gives no sign"),
            url=reverse("operating:health"),
            detail=_(
                "Emails, reminders and closing dates wait for it. Start it with “minga worker”, or look at its log."
            ),
            verb=_("See the state"),
            urgency=4,
        )
    elif not state["periodic"]["ok"]:
        yield Waiting(
            title=_("Periodic work has been due for half an hour"),
            url=reverse("operating:health"),
            detail=_(
                "Closing dates, offers and reminders wait for it. Let cron run “minga tick” every five minutes, or "
                "start “minga worker” without --no-periodic."
            ),
            verb=_("See the state"),
            urgency=4,
        )
    if not state["disk"]["ok"]:
        yield Waiting(
            title=_("The disk is nearly full: %(free)s MB are free") % {"free": state["disk"]["free_mb"]},
            url=reverse("operating:health"),
            verb=_("See the state"),
            urgency=4,
        )
