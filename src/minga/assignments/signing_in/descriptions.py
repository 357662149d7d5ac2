"""What descriptions, categories and cost tell the rest of the house when it starts."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from minga.assignments import rules
from minga.assignments.actions.descriptions import close_due_descriptions
from minga.assignments.actions.opportunity_index import refresh_open
from minga.assignments.reference import CATEGORIES, CLEARANCES, RATES, load_assignments
from minga.assignments.waiting.administrators import for_administrators
from minga.assignments.waiting.descriptions import for_finance, for_hosts
from minga.assignments.waiting.roles import for_officers
from minga.core.audit import words
from minga.core.periodic import Periodic, periodic
from minga.core.reference import Load, reference
from minga.core.registries import MenuEntry, menu, waiting

PERMISSIONS = rules.PERMISSIONS

reference.sign_in("assignments", Load(files=(CATEGORIES, CLEARANCES, RATES), load=load_assignments))
periodic.sign_in("assignments.close_by_date", Periodic(every=timedelta(minutes=5), run=close_due_descriptions))
periodic.sign_in("assignments.refresh_search", Periodic(every=timedelta(days=1), run=refresh_open, with_new_code=True))
waiting.sign_in("assignments.descriptions_of_hosts", for_hosts)
waiting.sign_in("assignments.officers", for_officers)
waiting.sign_in("assignments.cost", for_finance)
waiting.sign_in("assignments.administrators", for_administrators)
menu.sign_in(
    "assignments.descriptions",
    MenuEntry(
        label=_("Descriptions"),
        url_name="assignments:descriptions",
        order=40,
        shown_to=lambda account: PERMISSIONS["assignments.list_descriptions"](account, None),
        icon="file",
    ),
)
menu.sign_in(
    "assignments.costs",
    MenuEntry(
        label=_("Costs"),
        url_name="assignments:costs",
        order=45,
        shown_to=lambda account: PERMISSIONS["assignments.list_costs"](account, None),
        icon="money",
    ),
)
menu.sign_in(
    "assignments.rates",
    MenuEntry(
        label=_("Rates"),
        url_name="assignments:rates",
        order=46,
        shown_to=lambda account: PERMISSIONS["assignments.edit_rates"](account, None),
        icon="money",
    ),
)
words.address("assignments.description", "assignments:description", asks="assignments.list_descriptions")
words.verbs(
    {
        "start_description": _("Began the description"),
        "duplicate_description": _("Made a copy of it"),
        "drop_template": _("Put the template away"),
        "submit_description": _("Sent it for approval"),
        "request_edits": _("Asked for edits"),
        "approve_description": _("Approved it"),
        "publish_description": _("Published it"),
        "close_description": _("Closed applications"),
        "reopen_description": _("Opened it again"),
        "fill_description": _("Marked it as filled"),
        "cancel_description": _("Cancelled it"),
        "compute_cost": _("Computed the cost"),
        "request_authorization": _("Asked for authorization of the cost"),
        "authorize_cost": _("Authorized the cost"),
        "refuse_cost": _("Refused the cost"),
        "supersede_cost": _("Replaced the cost"),
        "record_actual_cost": _("Recorded a payment"),
    }
)
