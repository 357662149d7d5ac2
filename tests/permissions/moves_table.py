"""Which actions make the moves of the state machines, and on what: one row for each machine and verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

REASON = {"reason": "Because it is so."}


@dataclass(frozen=True)
class Move:
    """The actions (keys of ACTIONS) that make it, the first of them the one that is tried with every role.

    thing: what of `sides` that action is about; none where it follows from another move. moved: what of `sides` is
    brought into the state it starts from, where that is not the thing itself. given: what the action needs to come as
    far as a question of its own about who may.
    """

    actions: tuple[str, ...]
    thing: str = ""
    moved: str = ""
    given: dict[str, Any] = field(default_factory=dict)


def _move(*actions: str, thing: str = "", moved: str = "", given: dict[str, Any] | None = None) -> Move:
    return Move(tuple(f"assignments.{name}" for name in actions), thing, moved, given or {})


def _of_import(action: str) -> Move:
    return Move((f"importing.{action}",), "batch")


def _of_registration(action: str, **given: Any) -> Move:
    return Move((f"partners.{action}",), "registration", given=given)


MOVES: dict[tuple[str, str], Move] = {
    ("description", "submit"): _move("submit_description", thing="description"),
    ("description", "request_edits"): _move("request_edits", thing="description", given=REASON),
    ("description", "approve"): _move("approve_description", thing="description"),
    ("description", "publish"): _move("publish_description", thing="description"),
    ("description", "close"): _move("close_description", thing="description"),
    ("description", "reopen"): _move("reopen_description", thing="description"),
    ("description", "fill"): _move("fill_description", "accept_offer", thing="description"),
    ("description", "seek_again"): _move("open_seat_again", thing="assignment", moved="served"),
    ("description", "cancel"): _move("cancel_description", "drop_template", thing="description", given=REASON),
    ("application", "submit"): _move("submit_application", thing="application"),
    ("application", "longlist"): _move("submit_application"),
    ("application", "shortlist"): _move("shortlist_application", thing="application"),
    ("application", "return_to_longlist"): _move("return_to_longlist", thing="application"),
    ("application", "submit_to_host"): _move("submit_to_host", thing="application"),
    ("application", "assess"): _move("record_assessment", thing="application"),
    ("application", "not_assess"): _move("leave_unassessed", thing="application", given=REASON),
    ("application", "select"): _move("select_application", thing="application"),
    ("application", "reserve"): _move("put_in_reserve", thing="application"),
    ("application", "not_select"): _move(
        "do_not_select", "answer_everyone", "fill_description", "accept_offer", "cancel_description",
        thing="application",
    ),
    ("application", "call_off"): _move("cancel_description"),
    ("application", "move_up"): _move(
        "confirm_move_up", "do_not_select", "call_back", "decline_offer", "expire_offer", "withdraw_application",
        "open_seat_again", thing="application",
    ),
    ("application", "call_back"): _move("call_back", thing="application"),
    ("application", "select_again"): _move("select_again", thing="application"),
    ("application", "offer"): _move("make_offer", thing="application"),
    ("application", "accept"): _move("accept_offer", thing="application"),
    ("application", "decline"): _move("decline_offer", thing="application"),
    ("application", "lapse"): _move("expire_offer", thing="application"),
    ("application", "take_back"): _move("take_back_offer", thing="application", given=REASON),
    ("application", "step_back"): _move("take_back_decision", thing="application"),
    ("application", "withdraw"): _move("withdraw_application", thing="application"),
    ("service", "clear"): _move("confirm_clearances", thing="assignment"),
    ("service", "enter_on_duty"): _move("confirm_entry", thing="assignment"),
    ("service", "extend"): _move("decide_extension", thing="extension", moved="assignment", given={"verb": "approve"}),
    ("service", "suspend"): _move("suspend_service", thing="assignment"),
    ("service", "resume"): _move("resume_service", thing="assignment"),
    ("service", "end"): _move("end_service", thing="assignment"),
    ("service", "close"): _move("close_service", thing="assignment"),
    ("clearance", "request"): _move("request_clearance", thing="clearance"),
    ("clearance", "pass"): _move("pass_clearance", thing="clearance"),
    ("clearance", "fail"): _move("fail_clearance", thing="clearance", given={"result": "Something."}),
    ("clearance", "renew"): _move("renew_clearance", thing="clearance"),
    ("clearance", "expire"): _move("expire_clearance", thing="clearance"),
    ("clearance", "waive"): _move("waive_clearance", thing="clearance"),
    ("estimate", "request"): _move("request_authorization", thing="estimate"),
    ("estimate", "authorize"): _move("authorize_cost", thing="estimate"),
    ("estimate", "refuse"): _move("refuse_cost", thing="estimate", given=REASON),
    ("estimate", "supersede"): _move(
        "compute_cost", "compute_extension_cost", "compute_change_cost", "decide_extension"
    ),
    ("estimate", "lapse"): _move("end_service", "lapse_what_is_left", "cancel_description"),
    ("offer", "accept"): _move("accept_offer", thing="application", moved="open_offer"),
    ("offer", "decline"): _move("decline_offer", "withdraw_application", thing="application", moved="open_offer"),
    ("offer", "expire"): _move("expire_offer", thing="application", moved="open_offer"),
    ("offer", "withdraw"): _move(
        "take_back_offer", "cancel_description", thing="application", moved="open_offer", given=REASON
    ),
    ("offer", "vacate"): _move("open_seat_again", thing="assignment", moved="offer"),
    ("extension", "approve"): _move("decide_extension", thing="extension", given={"verb": "approve"}),
    ("extension", "refuse"): _move("decide_extension", thing="extension", given={"verb": "refuse"}),
    ("extension", "lapse"): _move("end_service", "lapse_what_is_left"),
    ("leave", "approve"): _move("decide_leave", thing="leave", given={"verb": "approve"}),
    ("leave", "refuse"): _move("decide_leave", thing="leave", given={"verb": "refuse", **REASON}),
    ("leave", "withdraw"): _move("withdraw_leave", thing="leave"),
    ("leave", "lapse"): _move("end_service", "lapse_what_is_left"),
    ("import", "take"): _of_import("take_import"),
    ("import", "undo"): _of_import("undo_import"),
    ("import", "drop"): _of_import("drop_import"),
    ("registration", "review"): _of_registration("start_review"),
    ("registration", "ask_for_more"): _of_registration("ask_for_more", **REASON),
    ("registration", "send_again"): _of_registration("send_again", answer="Here it is."),
    **{
        ("registration", verb): _of_registration("decide_registration", verb=verb, **REASON)
        for verb in ("register", "refuse", "suspend", "reinstate")
    },
}  # fmt: skip
"""(machine, verb) -> who makes the move."""

ROLES_OF: dict[str, frozenset[str]] = {
    "programme officer": frozenset({"officer", "manager"}),
    "programme officer in charge": frozenset({"officer"}),
    "host focal point": frozenset({"host"}),
    "host supervisor": frozenset({"supervisor"}),
    "volunteer": frozenset({"volunteer"}),
    "finance officer": frozenset({"finance"}),
    "administrator": frozenset({"administrator"}),
    "who uploaded it": frozenset({"officer"}),
    "who registered it": frozenset({"volunteer"}),
    "its focal point or representative": frozenset({"host"}),
    "installation": frozenset(),
}
"""A word of the column “Who” -> the roles of `sides` that it names. A regional manager is an officer of a region."""
