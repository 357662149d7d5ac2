"""What an administrator does about the installation itself."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.errors import Refused
from minga.core.models import PeriodicRun
from minga.core.periodic import periodic


@action("operating.run_again")
def run_again(*, actor: Actor, name: str) -> None:
    """Let the worker run periodic work again that failed, within seconds; if it fails again it says so again.

    Raises Refused where it did not fail or is known no more.
    """
    row = PeriodicRun.objects.select_for_update().filter(name=name).exclude(error="").first()
    if row is None or name not in periodic:
        raise Refused(_("This work has not failed, or has run again already."))
    kind = row.error.partition(":")[0]  # a database says whose row it refused, and the trail keeps things for ever
    trail.note(actor=actor, verb="choose_work", target=None, after={"name": name, "error": kind[:200]})
    row.error, row.due_at = "", timezone.now()
    row.save(update_fields=["error", "due_at"])
