"""What the service tells the rooms around it: notices, periodic work, what waits, the menu, personal data, files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.assignments import files
from minga.assignments.actions import certificates, contracts, hours
from minga.assignments.actions.clearances import expire_due_clearances
from minga.assignments.actions.lapsing import lapse_leftovers
from minga.assignments.actions.reminding import remind
from minga.assignments.actions.service import end_due_services
from minga.assignments.personal import service as own_service
from minga.assignments.waiting.service import for_hosts
from minga.core.acting import allowed
from minga.core.audit import words
from minga.core.documents.registries import key_revoked, revocations
from minga.core.periodic import Periodic, periodic
from minga.core.registries import MenuEntry, PersonalData, menu, personal_data, waiting


def _works_on_services(account: Any) -> bool:
    return bool(getattr(account, "is_authenticated", False)) and allowed(account, "assignments.list_assignments")


def _serves(account: Any) -> bool:
    """Signed in and not here to work on other people's services."""
    return bool(getattr(account, "is_authenticated", False)) and not (
        allowed(account, "assignments.list_assignments") or allowed(account, "assignments.list_descriptions")
    )


def _protects(account: Any) -> bool:
    return bool(getattr(account, "is_authenticated", False)) and allowed(account, "assignments.list_clearances")


menu.sign_in("assignments.my_service", MenuEntry(_("My service"), "assignments:my_service", 30, _serves, "award"))
menu.sign_in(
    "assignments.services", MenuEntry(_("Services"), "assignments:assignments", 55, _works_on_services, "award")
)
menu.sign_in("assignments.clearances", MenuEntry(_("Clearances"), "assignments:clearances", 56, _protects, "check"))
waiting.sign_in("assignments.service_of_hosts", for_hosts)
periodic.sign_in("assignments.expire_clearances", Periodic(every=timedelta(hours=1), run=expire_due_clearances))
periodic.sign_in("assignments.end_services", Periodic(every=timedelta(hours=1), run=end_due_services))
periodic.sign_in("assignments.lapse_leftovers", Periodic(every=timedelta(days=1), run=lapse_leftovers))
periodic.sign_in("assignments.remind", Periodic(every=timedelta(hours=6), run=remind))
personal_data.sign_in("assignments.service", PersonalData(export=own_service.export, erase=own_service.erase))
revocations.sign_in("assignments", certificates.revoked_numbers)
key_revoked.sign_in("assignments", certificates.withdraw_unproven)
words.confidential("assignments.clearance")
words.closed("assignments.clearance", "kind", "state", "requested_at", "decided_at", "decided_by", "expires_on")
words.untold({"pass_clearance": "decide_clearance", "fail_clearance": "decide_clearance"})
words.address("assignments.assignment", "assignments:assignment", asks="assignments.list_assignments")
words.address("assignments.clearance", "assignments:clearance", asks="assignments.list_clearances")

__all__ = ["contracts", "files", "hours"]
