"""What the selection tells the rooms around it: notices, periodic work, what waits, the menu, who reads a CV."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.assignments import tables  # noqa: F401 - kinds sign in by import
from minga.assignments.actions import bulk, criteria, longlist, taking_away, taking_back  # noqa: F401 - actions sign in by import
from minga.assignments.actions.offers import expire_due_offers
from minga.assignments.pages.candidate import reads_cv
from minga.assignments.rules import PERMISSIONS
from minga.assignments.waiting.selection import for_assessors, for_hosts
from minga.core.audit import words
from minga.core.periodic import Periodic, periodic
from minga.core.registries import MenuEntry, menu, waiting
from minga.people.curriculum import cv_readers


def _chooses(account: Any) -> bool:
    return PERMISSIONS["assignments.list_candidates"](account, None)


periodic.sign_in("assignments.expire_offers", Periodic(every=timedelta(minutes=5), run=expire_due_offers))
waiting.sign_in("assignments.selection_of_hosts", for_hosts)
waiting.sign_in("assignments.assessments", for_assessors)
menu.sign_in(
    "assignments.candidates", MenuEntry(_("Candidates"), "assignments:candidates", 42, _chooses, icon="people")
)
cv_readers.sign_in("assignments.candidates", reads_cv)
words.address("assignments.application", "assignments:candidate", asks="assignments.list_candidates")
words.verbs(
    {
        "shortlist_application": _("Shortlisted"),
        "return_to_longlist": _("Took off the shortlist"),
        "submit_to_host": _("Submitted to the host entity"),
        "step_back": _("Took the decision back"),
        "choose_assessor": _("Asked an assessor"),
        "release_assessor": _("Released an assessor"),
        "write_assessment": _("Wrote an assessment"),
        "set_criteria": _("Settled the criteria"),
        "set_weights": _("Set the weights"),
        "rate_motivation": _("Rated the motivation"),
        "rank_reserve": _("Ranked the reserve"),
        "order_reserve": _("Ranked the reserve"),
        "move_up": _("Moved up from the reserve"),
        "make_offer": _("Made an offer"),
        "accept_offer": _("Accepted the offer"),
        "decline_offer": _("Declined the offer"),
        "expire_offer": _("The offer expired"),
        "withdraw_offer": _("Took the offer back"),
        "refresh_longlist": _("Checked against the post again"),
        "answer_everyone": _("Answered everyone"),
        "export_candidates": _("Exported a table of candidates"),
        "export_services": _("Exported a table of services"),
    }
)
