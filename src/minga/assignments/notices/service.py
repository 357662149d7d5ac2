"""The notices of a service: to the volunteer at each step, to the host entity and the officers when it is their turn.

No letter holds a result of a clearance: it only says that there is one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.notices.kinds import NoticeKind, sign_in
from minga.core.notices.models import Delivery

VOLUNTEER = ("everyone",)
HOST = ("host_focal_point", "host_supervisor")
OFFICER = ("programme_officer", "regional_manager")
SEE = _("See your service")
LOOK = _("See the service")

sign_in(
    NoticeKind(
        "assignments.clearance_requested",
        title=_("%(clearance)s: something is needed from you for “%(post)s”"),
        body=_("Hand in a document on the page of the clearance. Only you and the officer in charge see it."),
        verb_label=_("Hand it in"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.clearance_decided",
        title=_("%(clearance)s: there is a result"),
        body=_("You find it on the page of the clearance, after signing in."),
        verb_label=_("See it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.clearance_expired",
        title=_("%(clearance)s has expired: “%(post)s”"),
        body=_("It is needed again before the service can begin or go on."),
        verb_label=_("See it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.clearance_runs_out",
        title=_("%(clearance)s is valid until %(until)s only: “%(post)s”"),
        body=_("The service goes on longer. It is asked for anew after that day; have what it needs at hand."),
        verb_label=_("See it"),
        audience=(*VOLUNTEER, *OFFICER),
    ),
    NoticeKind(
        "assignments.contract_issued",
        title=_("Your contract for “%(post)s” is ready"),
        body=_("Read it and sign it. Nothing begins before both sides have signed."),
        verb_label=_("Read it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.cleared",
        title=_("Everything is in order for “%(post)s”"),
        body=_("You begin on %(starts)s. The host entity expects you and confirms your first day."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.entered_on_duty",
        title=_("Your first day is confirmed: “%(post)s”"),
        body=_("From now on hours are recorded, and you can ask for leave."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.suspended",
        title=_("Your service rests from %(starts)s: “%(post)s”"),
        body=_("The reason stands with your service. Write to the officer if you have a question."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.resumed",
        title=_("Your service goes on: “%(post)s”"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.leave_approved",
        title=_("Your leave from %(starts)s is approved"),
        body=_("It belongs to “%(post)s”."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.leave_refused",
        title=_("Your leave from %(starts)s is not approved"),
        body=_("The reason stands with your service “%(post)s”."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.extension_approved",
        title=_("Your service “%(post)s” goes on until %(until)s"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.extension_refused",
        title=_("Your service “%(post)s” is not extended"),
        body=_("It ends on the day agreed before."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.service_ended",
        title=_("Your service has ended: “%(post)s”"),
        body=_("Once hours are verified and both sides have written, it is closed and certified."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.service_ends_soon",
        title=_("Your service ends on %(until)s: “%(post)s”"),
        body=_("Take the leave you have left, and record your hours. A longer service is asked for before that day."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.report_due",
        title=_("Write your report on “%(post)s”"),
        body=_("What was achieved, what you learned, what could be better. Your certificate follows."),
        verb_label=_("Write it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.certificate_issued",
        title=_("Your certificate for “%(post)s” is ready"),
        body=_("It has the number %(number)s, is signed, and is free of charge. Anyone can check that it is true."),
        verb_label=_("See your certificates"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.certificate_revoked",
        title=_("Your certificate %(number)s was revoked"),
        body=_("The officer writes: %(reason)s"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    topic=_("Service and certificates"),
)
sign_in(
    NoticeKind(
        "assignments.volunteer_comes",
        title=_("%(person)s begins on %(starts)s: “%(post)s”"),
        body=_("Every clearance is valid and the contract is signed. Confirm entry on duty on the first day."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.service_rests",
        title=_("A service rests from %(starts)s: “%(post)s”"),
        body=_("The reason stands with the service. No hours are expected until it goes on."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.service_goes_on",
        title=_("A service goes on: “%(post)s”"),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.longer_service_approved",
        title=_("A service goes on until %(until)s: “%(post)s”"),
        body=_("The extension is approved."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.longer_service_refused",
        title=_("A service is not extended: “%(post)s”"),
        body=_("It ends on the day agreed before."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.volunteer_leaves_soon",
        title=_("A service ends on %(until)s: “%(post)s”"),
        body=_("Should it go on, ask for an extension now: its cost is authorized first."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.service_ended_early",
        title=_("A service has ended before its last day: “%(post)s”"),
        body=_("How and why it ended stands with the service."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.seat_open_again",
        title=_("A seat is free again: “%(post)s”"),
        body=_("Somebody left before the last day. The first in reserve moves up, or others are looked for."),
        verb_label=_("See where each stands"),
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.leave_requested",
        title=_("Leave from %(starts)s to %(ends)s is asked for: “%(post)s”"),
        body=_("Approve it, or say why not."),
        verb_label=_("Decide"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.leave_withdrawn",
        title=_("Leave from %(starts)s to %(ends)s was withdrawn: “%(post)s”"),
        body=_("The volunteer serves on these days after all. There is nothing to decide."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.hours_recorded",
        title=_("%(hours)s hours in %(month)s to verify: “%(post)s”"),
        body=_("Verify them, or say what is not right."),
        verb_label=_("Verify"),
        default=Delivery.DAILY,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.hours_disputed",
        title=_("The hours of %(month)s are not right: “%(post)s”"),
        body=_("What is not right stands beside them. Record them anew."),
        verb_label=_("See the hours"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.assessment_due",
        title=_("Write your assessment of the service “%(post)s”"),
        body=_("The volunteer's certificate waits for it."),
        verb_label=_("Write it"),
        audience=HOST,
    ),
    topic=_("Service and certificates"),
)
sign_in(
    NoticeKind(
        "assignments.proof_handed_in",
        title=_("A document was handed in: %(clearance)s, “%(post)s”"),
        verb_label=_("See it"),
        default=Delivery.DAILY,
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.waiver_asked",
        title=_("A waiver waits for a second person: %(clearance)s, “%(post)s”"),
        verb_label=_("Decide"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.waiver_refused",
        title=_("A colleague did not agree to a waiver: %(clearance)s, “%(post)s”"),
        body=_("The reason stands with the clearance. Ask for the document, or propose the waiver anew and say more."),
        verb_label=_("See it"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.contract_signed",
        title=_("%(person)s has signed the contract for “%(post)s”"),
        verb_label=LOOK,
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.extension_requested",
        title=_("An extension until %(until)s is asked for: “%(post)s”"),
        body=_("Once the cost of the added time is authorized, approve or refuse it."),
        verb_label=_("Decide"),
        audience=OFFICER,
    ),
    topic=_("Service and certificates"),
)
