"""How an organisation comes to be registered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from minga.core.errors import Problem
from minga.core.states import Given, StateMachine, Transition


def type_known(organisation: Any) -> Iterable[Problem]:
    """What an imported list did not say is found out before the organisation is registered."""
    if organisation.type == "unknown":
        yield Problem("type", _("Nobody has said what kind of organisation it is."), _("Choose its kind on “Edit”."))


def references_confirmed(organisation: Any) -> Iterable[Problem]:
    """A government body needs one confirmed reference and none doubted."""
    if organisation.type != "government":
        return
    answers = list(organisation.references.values_list("answer", flat=True))
    if "confirmed" not in answers:
        yield Problem("references", _("No reference has been confirmed."), _("Record the answer of a reference."))
    if "doubted" in answers:
        yield Problem("references", _("A reference was doubted."), _("Clear the doubt or refuse the registration."))


def due_diligence_done(organisation: Any) -> Iterable[Problem]:
    """Civil society needs every question of due diligence answered with yes."""
    if organisation.type not in {"civil_society", "foundation", "federation", "private"}:
        return
    for check in organisation.checks.exclude(finding="yes"):
        yield Problem(f"check-{check.question}", check.get_question_display(), _("Record a finding."))


REASON = Given("A reason is given.", "require_reason")
REVIEWER = "programme officer, administrator"
REGISTRANT = "who registered it, its focal point or representative"

REGISTRATION = StateMachine(
    name="registration",
    initial="applied",
    labels={
        "applied": _("Applied"),
        "under_review": _("Under review"),
        "needs_more": _("More is asked for"),
        "registered": _("Registered"),
        "refused": _("Refused"),
        "suspended": _("Suspended"),
    },
    verb_labels={
        "review": _("Start the review"),
        "ask_for_more": _("Ask for more"),
        "send_again": _("Send it again"),
        "register": _("Register"),
        "refuse": _("Refuse"),
        "suspend": _("Suspend"),
        "reinstate": _("Reinstate"),
    },
    transitions=(
        Transition("applied", "review", "under_review", REVIEWER),
        Transition("under_review", "ask_for_more", "needs_more", REVIEWER, given=(REASON,)),
        Transition("needs_more", "send_again", "under_review", REGISTRANT),
        Transition(
            "under_review",
            "register",
            "registered",
            REVIEWER,
            (type_known, references_confirmed, due_diligence_done),
        ),
        Transition("applied", "refuse", "refused", REVIEWER, given=(REASON,)),
        Transition("under_review", "refuse", "refused", REVIEWER, given=(REASON,)),
        Transition("needs_more", "refuse", "refused", REVIEWER, given=(REASON,)),
        Transition(
            "refused", "send_again", "under_review", REGISTRANT,
            given=(Given("It is said what has changed.", "require_reason"),),
        ),
        Transition("refused", "review", "under_review", REVIEWER),
        Transition("registered", "suspend", "suspended", REVIEWER, given=(REASON,)),
        Transition("suspended", "reinstate", "registered", REVIEWER),
    ),
)  # fmt: skip
