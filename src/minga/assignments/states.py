"""The volunteer's cycle as tables: description, application, service, clearance and what stands beside them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.assignments import given, guards, state_names
from minga.core.states import StateMachine, Transition

OFFICER = "programme officer"
IN_CHARGE = "programme officer in charge"
HOST = "host focal point"
SUPERVISOR = "host supervisor"
VOLUNTEER = "volunteer"
FINANCE = "finance officer"
SYSTEM = "installation"

DESCRIPTION = StateMachine(
    name="description",
    initial=state_names.DESCRIPTION.initial,
    labels=state_names.DESCRIPTION.labels,
    verb_labels={
        "submit": _("Send for approval"),
        "request_edits": _("Ask for edits"),
        "approve": _("Approve"),
        "publish": _("Publish"),
        "close": _("Close applications"),
        "fill": _("Mark as filled"),
        "reopen": _("Open again"),
        "seek_again": _("Look for somebody again"),
        "cancel": _("Cancel"),
    },
    transitions=(
        Transition(
            "draft",
            "submit",
            "submitted",
            f"{HOST}, {OFFICER}",
            (guards.description_complete, guards.category_offered, guards.funding_named),
        ),
        Transition("submitted", "request_edits", "draft", OFFICER, given=(given.REASON,)),
        Transition(
            "submitted",
            "approve",
            "ready_for_sourcing",
            OFFICER,
            (
                guards.cost_computed,
                guards.authorization_attached,
                guards.eligibility_consistent,
                guards.host_registered,
            ),
        ),
        Transition(
            "ready_for_sourcing",
            "publish",
            "sourcing",
            OFFICER,
            (guards.closing_date_in_future, guards.host_registered),
        ),
        Transition("sourcing", "close", "selecting", f"{OFFICER}, {SYSTEM} (closing date)"),
        Transition(
            "selecting",
            "reopen",
            "sourcing",
            OFFICER,
            (guards.closing_date_in_future, guards.host_registered, guards.seat_left),
        ),
        Transition("selecting", "fill", "filled", f"{OFFICER}, {SYSTEM}", (guards.seats_taken,)),
        Transition("filled", "seek_again", "selecting", f"{OFFICER} (a service ended early)", (guards.seat_left,)),
        Transition("draft", "cancel", "cancelled", f"{HOST}, {OFFICER}", given=(given.REASON_BUT_OF_TEMPLATE,)),
        Transition("submitted", "cancel", "cancelled", f"{HOST}, {OFFICER}", given=(given.REASON,)),
        *(
            Transition(state, "cancel", "cancelled", OFFICER, (guards.nobody_accepted,), given=(given.REASON,))
            for state in ("ready_for_sourcing", "sourcing", "selecting")
        ),
    ),
)

BEFORE_HOST = ("submitted", "longlisted", "shortlisted")
"""In these the host entity knows nothing of a candidate, and decides nothing about them."""
WHO_TAKES_BACK = {
    "return_to_longlist": OFFICER,
    "submit_to_host": OFFICER,
    "assess": HOST,
    "not_assess": HOST,
    "select": f"{HOST}, {OFFICER}",
    "reserve": f"{HOST}, {OFFICER}",
    "not_select": f"{HOST}, {OFFICER}",
}


def _who_takes_back(undone: str, *, into: str) -> str:
    return OFFICER if into in BEFORE_HOST else WHO_TAKES_BACK[undone]


APPLICATION = StateMachine(
    name="application",
    initial=state_names.APPLICATION.initial,
    labels=state_names.APPLICATION.labels,
    verb_labels={
        "submit": _("Send application"),
        "longlist": _("Put on the longlist"),
        "shortlist": _("Put on the shortlist"),
        "return_to_longlist": _("Take off the shortlist"),
        "submit_to_host": _("Send to the host entity"),
        "assess": _("Record the assessment"),
        "not_assess": _("Do not assess"),
        "select": _("Select"),
        "reserve": _("Put in reserve"),
        "not_select": _("Do not select"),
        "offer": _("Make an offer"),
        "accept": _("Accept the offer"),
        "decline": _("Decline the offer"),
        "lapse": _("Let the offer expire"),
        "take_back": _("Take the offer back"),
        "move_up": _("Move up from the reserve"),
        "withdraw": _("Withdraw"),
        "call_off": _("Call off"),
        "call_back": _("Take back into the reserve"),
        "select_again": _("Select again"),
        "step_back": _("Take the decision back"),
    },
    transitions=(
        Transition("draft", "submit", "submitted", VOLUNTEER, (guards.may_apply,), given=(given.WORDS,)),
        Transition("submitted", "longlist", "longlisted", SYSTEM),
        Transition("longlisted", "shortlist", "shortlisted", OFFICER, (guards.rules_kept,)),
        Transition("shortlisted", "return_to_longlist", "longlisted", OFFICER, undoes="shortlist"),
        Transition(
            "shortlisted", "submit_to_host", "with_host", OFFICER, (guards.pre_submission_cleared,),
            given=(given.CONSENT,),
        ),
        Transition("with_host", "assess", "assessed", HOST, (guards.assessments_written,)),
        Transition("with_host", "not_assess", "not_assessed", HOST, given=(given.REASON,)),
        Transition(
            "assessed", "select", "selected", f"{HOST}, {OFFICER}", (guards.seat_free, guards.account_in_use)
        ),
        Transition("assessed", "reserve", "reserve", f"{HOST}, {OFFICER}"),
        *(Transition(state, "not_select", "not_selected", f"{OFFICER}, {SYSTEM}") for state in BEFORE_HOST),
        *(
            Transition(state, "not_select", "not_selected", f"{HOST}, {OFFICER}, {SYSTEM}")
            for state in ("with_host", "not_assessed", "assessed", "reserve")
        ),
        Transition("selected", "call_off", "not_selected", f"{SYSTEM} (description cancelled)"),
        Transition("offered", "call_off", "not_selected", f"{SYSTEM} (description cancelled)"),
        Transition("selected", "not_select", "not_selected", f"{HOST}, {OFFICER}", (guards.account_switched_off,)),
        Transition(
            "reserve", "move_up", "selected", f"{SYSTEM}, {OFFICER}", (guards.seat_free, guards.account_in_use),
            given=(given.FIRST_IN_RESERVE,),
        ),
        Transition(
            "not_selected", "call_back", "reserve", OFFICER, (guards.was_in_reserve, guards.selection_goes_on)
        ),
        Transition(
            "selected",
            "offer",
            "offered",
            OFFICER,
            (guards.seat_free, guards.host_of_application_registered, guards.account_in_use),
            given=(given.SEAT_AND_DAYS,),
        ),
        Transition("offered", "accept", "accepted", VOLUNTEER, (guards.offer_open, guards.time_free)),
        Transition("offered", "decline", "declined", VOLUNTEER, (guards.offer_open,)),
        Transition("offered", "lapse", "lapsed", SYSTEM, given=(given.TIME_IS_UP,)),
        Transition("offered", "take_back", "selected", OFFICER, undoes="offer", given=(given.REASON,)),
        Transition(
            "lapsed",
            "select_again",
            "selected",
            OFFICER,
            (guards.selection_goes_on, guards.seat_free, guards.account_in_use),
        ),
        *(
            Transition(
                source, "step_back", target, _who_takes_back(undone, into=target), guards.MAY_BE_UNDONE, undoes=undone,
                given=(given.LAST_DECISION,),
            )
            for source, target, undone in state_names.STEPS_BACK
        ),
        *(
            Transition(state, "withdraw", "withdrawn", VOLUNTEER)
            for state in (
                "draft", "submitted", "longlisted", "shortlisted", "with_host", "assessed", "not_assessed",
                "selected", "reserve", "offered",
            )
        ),
    ),
)  # fmt: skip

OPEN_APPLICATION_STATES = (
    "submitted", "longlisted", "shortlisted", "with_host", "assessed", "not_assessed", "selected", "reserve", "offered",
)  # fmt: skip

SERVICE = StateMachine(
    name="service",
    initial=state_names.SERVICE.initial,
    labels=state_names.SERVICE.labels,
    verb_labels={
        "clear": _("Confirm all clearances"),
        "enter_on_duty": _("Confirm entry on duty"),
        "extend": _("Extend"),
        "suspend": _("Suspend"),
        "resume": _("Resume"),
        "end": _("End the service"),
        "close": _("Close"),
    },
    transitions=(
        Transition("preparing", "clear", "cleared", OFFICER, (guards.clearances_valid, guards.contract_signed)),
        Transition(
            "cleared",
            "enter_on_duty",
            "serving",
            f"{HOST}, {SUPERVISOR}",
            (guards.start_date_reached, guards.clearances_valid),
            given=(given.ENTRY_DAY,),
        ),
        Transition("serving", "extend", "serving", OFFICER, (guards.extension_approved,)),
        Transition("serving", "suspend", "suspended", OFFICER, given=(given.REST_BEGINS,)),
        Transition("suspended", "resume", "serving", OFFICER),
        Transition("serving", "end", "ended", f"{HOST}, {OFFICER}, {SYSTEM} (last day)", given=(given.END_FITS,)),
        *(
            Transition(state, "end", "ended", OFFICER, given=(given.END_FITS,))
            for state in ("suspended", "preparing", "cleared")
        ),
        Transition("ended", "close", "closed", OFFICER, (guards.assessed_by_both, guards.hours_verified)),
    ),
)

CLEARANCE = StateMachine(
    name="clearance",
    initial=state_names.CLEARANCE.initial,
    labels=state_names.CLEARANCE.labels,
    verb_labels={
        "request": _("Ask for it"),
        "pass": _("Record as passed"),
        "fail": _("Record as failed"),
        "renew": _("Renew it"),
        "expire": _("Expire"),
        "waive": _("Waive"),
    },
    transitions=(
        Transition("required", "request", "requested", OFFICER),
        Transition("requested", "pass", "passed", IN_CHARGE, given=(given.STILL_VALID,)),
        Transition("requested", "fail", "failed", IN_CHARGE, given=(given.FOUND,)),
        Transition("failed", "request", "requested", IN_CHARGE),
        Transition("passed", "renew", "renewing", IN_CHARGE, (guards.runs_out_soon,)),
        Transition("renewing", "pass", "passed", IN_CHARGE, given=(given.STILL_VALID,)),
        Transition("renewing", "fail", "failed", IN_CHARGE, given=(given.FOUND,)),
        Transition("renewing", "expire", "requested", SYSTEM, given=(given.RUN_OUT,)),
        Transition("passed", "expire", "expired", SYSTEM, given=(given.RUN_OUT,)),
        Transition("expired", "request", "requested", IN_CHARGE),
        *(
            Transition(state, "waive", "waived", f"second {OFFICER}", (guards.waiver_by_second_person,))
            for state in ("required", "requested", "failed", "expired")
        ),
    ),
)

ESTIMATE = StateMachine(
    name="estimate",
    initial=state_names.ESTIMATE.initial,
    labels=state_names.ESTIMATE.labels,
    verb_labels={
        "request": _("Ask for authorization"),
        "authorize": _("Authorize"),
        "refuse": _("Refuse"),
        "supersede": _("Replace"),
        "lapse": _("Let it lapse"),
    },
    transitions=(
        Transition("computed", "request", "requested", f"{HOST}, {OFFICER}", given=(given.NOT_OLD,)),
        Transition(
            "requested", "authorize", "authorized", FINANCE, (guards.authorized_by_another,), given=(given.NOT_OLD,)
        ),
        Transition("requested", "refuse", "refused", FINANCE, (guards.authorized_by_another,), given=(given.REASON,)),
        *(
            Transition(state, "supersede", "superseded", SYSTEM)
            for state in ("computed", "requested", "authorized", "refused")
        ),
        *(
            Transition(state, "lapse", "lapsed", f"{SYSTEM} (the service or the description ended)")
            for state in ("computed", "requested")
        ),
    ),
)

OFFER = StateMachine(
    name="offer",
    initial=state_names.OFFER.initial,
    labels=state_names.OFFER.labels,
    verb_labels={
        "accept": _("Accept the offer"),
        "decline": _("Decline the offer"),
        "expire": _("Let the offer expire"),
        "withdraw": _("Take the offer back"),
        "vacate": _("Give the seat up"),
    },
    transitions=(
        Transition("open", "accept", "accepted", VOLUNTEER, given=(given.SAME_OF_APPLICATION,)),
        Transition("open", "decline", "declined", VOLUNTEER, given=(given.SAME_OF_APPLICATION,)),
        Transition("open", "expire", "expired", SYSTEM, given=(given.TIME_IS_UP,)),
        Transition("open", "withdraw", "withdrawn", OFFICER, given=(given.REASON,)),
        Transition("accepted", "vacate", "vacated", OFFICER, (guards.time_is_left,)),
    ),
)

EXTENSION = StateMachine(
    name="extension",
    initial=state_names.REQUEST.initial,
    labels=state_names.REQUEST.labels,
    verb_labels={"approve": _("Approve"), "refuse": _("Refuse"), "lapse": _("Let it lapse")},
    transitions=(
        Transition(
            "requested",
            "approve",
            "approved",
            f"{OFFICER} who did not ask",
            (guards.extension_authorized,),
            given=(given.LATER_DAY,),
        ),
        Transition("requested", "refuse", "refused", f"{OFFICER} who did not ask"),
        Transition("requested", "lapse", "lapsed", f"{SYSTEM} (the service ended)"),
    ),
)

LEAVE = StateMachine(
    name="leave",
    initial=state_names.LEAVE.initial,
    labels=state_names.LEAVE.labels,
    verb_labels={**EXTENSION.verb_labels, "withdraw": _("Withdraw")},
    transitions=(
        Transition("requested", "approve", "approved", f"{HOST}, {SUPERVISOR}", given=(given.NOT_MOOT,)),
        Transition("requested", "refuse", "refused", f"{HOST}, {SUPERVISOR}", given=(given.NOT_MOOT, given.REFUSAL)),
        Transition("requested", "withdraw", "withdrawn", VOLUNTEER, (guards.service_of_leave_goes_on,)),
        Transition(
            "approved", "withdraw", "withdrawn", VOLUNTEER, (guards.service_of_leave_goes_on, guards.leave_to_come)
        ),
        Transition("requested", "lapse", "lapsed", f"{SYSTEM} (the service ended before it)"),
        Transition("approved", "lapse", "lapsed", f"{SYSTEM} (the service ended before it)"),
    ),
)

MACHINES = (DESCRIPTION, APPLICATION, SERVICE, CLEARANCE, ESTIMATE, OFFER, EXTENSION, LEAVE)
