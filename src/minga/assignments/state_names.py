"""The states each thing of this room can be in, in words: what its table offers and its machine moves between.

They stand apart from the machines (states.py), whose guards read the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class States:
    """The first state and the words for all of them, in the order of the cycle."""

    initial: str
    labels: dict[str, str | Promise]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """As a field of a table offers them."""
        return list(self.labels.items())


DESCRIPTION = States(
    "draft",
    {
        "draft": _("Draft"),
        "submitted": _("Sent for approval"),
        "ready_for_sourcing": _("Ready to publish"),
        "sourcing": _("Open for applications"),
        "selecting": _("Selecting"),
        "filled": _("Filled"),
        "cancelled": _("Cancelled"),
    },
)

SELECTION_GOES_ON = ("sourcing", "selecting")
"""In these a description has candidates who are still chosen among."""

APPLICATION = States(
    "draft",
    {
        "draft": _("Draft"),
        "submitted": _("Sent"),
        "longlisted": _("On the longlist"),
        "shortlisted": _("On the shortlist"),
        "with_host": _("With the host entity"),
        "assessed": _("Assessed"),
        "not_assessed": _("Not assessed"),
        "selected": _("Selected"),
        "reserve": _("In reserve"),
        "not_selected": _("Not selected"),
        "offered": _("Offer made"),
        "accepted": _("Offer accepted"),
        "declined": _("Offer declined"),
        "lapsed": _("Offer expired"),
        "withdrawn": _("Withdrawn"),
    },
)

SHORTLISTED_OR_FURTHER = (
    "shortlisted", "with_host", "assessed", "not_assessed", "selected", "reserve", "offered", "accepted",
)  # fmt: skip
"""Whom an officer has chosen from the longlist, and who was not turned down since."""

STEPS_BACK = (
    ("longlisted", "shortlisted", "return_to_longlist"),
    ("with_host", "shortlisted", "submit_to_host"),
    ("assessed", "with_host", "assess"),
    ("not_assessed", "with_host", "not_assess"),
    ("selected", "assessed", "select"),
    ("reserve", "assessed", "reserve"),
    ("not_selected", "submitted", "not_select"),
    ("not_selected", "longlisted", "not_select"),
    ("not_selected", "shortlisted", "not_select"),
    ("not_selected", "with_host", "not_select"),
    ("not_selected", "not_assessed", "not_select"),
    ("not_selected", "assessed", "not_select"),
    ("not_selected", "reserve", "not_select"),
)
"""A decision about a candidate that can be taken back: the state it left them in, the one before, and its verb."""

SERVICE = States(
    "preparing",
    {
        "preparing": _("Preparing"),
        "cleared": _("Cleared"),
        "serving": _("Serving"),
        "suspended": _("Suspended"),
        "ended": _("Ended"),
        "closed": _("Closed"),
    },
)

SERVICE_GOES_ON = ("preparing", "cleared", "serving", "suspended")
"""In these a service was accepted and has not ended."""
SERVICE_OVER = ("ended", "closed")
SERVICE_BEGUN = ("serving", "suspended", "ended")
"""In these its hours and what both sides say of it are written."""

CLEARANCE = States(
    "required",
    {
        "required": pgettext_lazy("clearance", "Required"),
        "requested": pgettext_lazy("clearance", "Requested"),
        "passed": _("Passed"),
        "renewing": _("Valid, being renewed"),
        "failed": _("Failed"),
        "expired": _("Expired"),
        "waived": _("Waived"),
    },
)

CLEARANCE_PASSED = ("passed", "renewing")
"""In these a clearance holds until its date."""
CLEARANCE_IN_ORDER = (*CLEARANCE_PASSED, "waived")

ESTIMATE = States(
    "computed",
    {
        "computed": _("Computed"),
        "requested": _("Waiting for authorization"),
        "authorized": _("Authorized"),
        "refused": _("Refused"),
        "superseded": _("Replaced by a newer one"),
        "lapsed": _("Not needed any more"),
    },
)

ESTIMATE_IN_FORCE = ("computed", "requested", "authorized")
"""In these a cost is the one that counts: neither refused nor replaced."""

OFFER = States(
    "open",
    {
        "open": _("Waiting for an answer"),
        "accepted": _("Accepted"),
        "declined": _("Declined"),
        "expired": _("Expired"),
        "withdrawn": _("Withdrawn"),
        "vacated": _("Seat given up"),
    },
)

REQUEST = States(
    "requested",
    {
        "requested": _("Requested"),
        "approved": _("Approved"),
        "refused": _("Refused"),
        "lapsed": _("Not needed any more"),
    },
)

LEAVE = States(
    "requested",
    {**REQUEST.labels, "withdrawn": _("Withdrawn")},
)

OFFER_TAKES_SEAT = ("open", "accepted")
"""An offer in one of these keeps its seat from everybody else."""
