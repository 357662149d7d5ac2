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
        heading=_("A clearance needs something from you"),
        title=_("%(clearance)s: something is needed from you for “%(post)s”"),
        body=_(
            "Hand in a document on the page of the clearance. Only you, the officer in charge and the data protection "
            "officer see it."
        ),
        verb_label=_("Hand it in"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.clearance_decided",
        heading=_("A clearance has a result"),
        title=_("%(clearance)s: there is a result"),
        body=_("You find it on the page of the clearance, after signing in."),
        verb_label=_("See it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.clearance_expired",
        heading=_("A clearance has expired"),
        title=_("%(clearance)s has expired: “%(post)s”"),
        body=_("It is needed again before the service can begin or go on."),
        verb_label=_("See it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.clearance_runs_out",
        heading=_("A clearance runs out soon"),
        title=_("%(clearance)s is valid until %(until)s only: “%(post)s”"),
        body=_(
            "The service goes on longer. It can be renewed now and holds until that day; have what it needs at hand."
        ),
        verb_label=_("See it"),
        audience=(*VOLUNTEER, *OFFICER),
    ),
    NoticeKind(
        "assignments.contract_issued",
        heading=_("Your contract is ready"),
        title=_("Your contract for “%(post)s” is ready"),
        body=_("Read it and sign it. Nothing begins before both sides have signed."),
        verb_label=_("Read it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.cleared",
        heading=_("Everything is in order for your service"),
        title=_("Everything is in order for “%(post)s”"),
        body=_("You begin on %(starts)s. The host entity expects you and confirms your first day."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.entered_on_duty",
        heading=_("Your first day is confirmed"),
        title=_("Your first day is confirmed: “%(post)s”"),
        body=_("From now on hours are recorded, and you can ask for leave."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.suspended",
        heading=_("Your service is suspended"),
        title=_("Your service is suspended from %(starts)s: “%(post)s”"),
        body=_("The page of your service gives the reason. Write to the officer if you have a question."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.suspended_without_pay",
        heading=_("Your service is suspended without pay"),
        title=_("Your service is suspended from %(starts)s without pay: “%(post)s”"),
        body=_("No allowances are paid until it resumes. The page of your service gives the reason."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.resumed",
        heading=_("Your service goes on"),
        title=_("Your service goes on: “%(post)s”"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.leave_approved",
        heading=_("Your leave is approved"),
        title=_("Your leave from %(starts)s is approved"),
        body=_("It belongs to “%(post)s”."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.leave_refused",
        heading=_("Your leave is not approved"),
        title=_("Your leave from %(starts)s is not approved"),
        body=_("The page of your service “%(post)s” gives the reason."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.extension_approved",
        heading=_("Your service is extended"),
        title=_("Your service “%(post)s” goes on until %(until)s"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.extension_refused",
        heading=_("Your service is not extended"),
        title=_("Your service “%(post)s” is not extended"),
        body=_("It ends on the day agreed before."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.dependants_counted",
        heading=_("Another number of dependants counts"),
        title=_("From %(starts)s on another number of dependants counts: “%(post)s”"),
        body=_("Your dependants' allowance changes from that day. The page of your service says how many count."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.service_ended",
        heading=_("Your service has ended"),
        title=_("Your service has ended: “%(post)s”"),
        body=_("Once hours are verified and both sides have written, it is closed and certified."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.service_not_begun",
        heading=_("Your service does not begin"),
        title=_("Your service does not begin: “%(post)s”"),
        body=_("The page of your service gives the reason. Write to the officer if you have a question."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.service_ends_soon",
        heading=_("Your service ends soon"),
        title=_("Your service ends on %(until)s: “%(post)s”"),
        body=_("Take the leave you have left, and record your hours. A longer service is asked for before that day."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.extension_lapsed",
        heading=_("An extension is not needed any more"),
        title=_("The extension until %(until)s is not needed any more: “%(post)s”"),
        body=_("The service ended before it was decided. Nobody decides about it or its cost now."),
        verb_label=LOOK,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.leave_lapsed",
        heading=_("A leave of yours is not needed any more"),
        title=_("Your leave from %(starts)s is not needed any more"),
        body=_("The service “%(post)s” ended before it."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.report_due",
        heading=_("Your report on a service is due"),
        title=_("Write your report on “%(post)s”"),
        body=_("What was achieved, what you learned, what could be better. Your certificate follows."),
        verb_label=_("Write it"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.certificate_issued",
        heading=_("Your certificate is ready"),
        title=_("Your certificate for “%(post)s” is ready"),
        body=_("It has the number %(number)s, is signed, and is free of charge. Anyone can check that it is true."),
        verb_label=_("See your certificates"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.certificate_revoked",
        heading=_("Your certificate was revoked"),
        title=_("Your certificate %(number)s was revoked"),
        body=_("The officer writes: %(reason)s"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.certificate_outdated",
        heading=_("You receive a new certificate"),
        title=_("Your certificate %(number)s has to be issued anew"),
        body=_(
            "The key that signed it became known to others, so nobody can rely on it. Your service counts as before."
        ),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    topic=_("Service and certificates"),
)
sign_in(
    NoticeKind(
        "assignments.volunteer_comes",
        heading=_("A volunteer begins soon"),
        title=_("%(person)s begins on %(starts)s: “%(post)s”"),
        body=_("Every clearance is valid and the contract is signed. Confirm entry on duty on the first day."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.service_rests",
        heading=_("A service is suspended"),
        title=_("A service is suspended from %(starts)s: “%(post)s”"),
        body=_("The page of the service gives the reason. No hours are expected until it resumes."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.service_goes_on",
        heading=_("A service goes on"),
        title=_("A service goes on: “%(post)s”"),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.longer_service_approved",
        heading=_("A service is extended"),
        title=_("A service goes on until %(until)s: “%(post)s”"),
        body=_("The extension is approved."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.longer_service_refused",
        heading=_("A service is not extended"),
        title=_("A service is not extended: “%(post)s”"),
        body=_("It ends on the day agreed before."),
        verb_label=LOOK,
        audience=HOST,
    ),
    NoticeKind(
        "assignments.volunteer_leaves_soon",
        heading=_("A service ends soon"),
        title=_("A service ends on %(until)s: “%(post)s”"),
        body=_("Should it go on, ask for an extension now: its cost is authorized first."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.service_ended_early",
        heading=_("A service has ended before its last day"),
        title=_("A service has ended before its last day: “%(post)s”"),
        body=_("The page of the service says how and why it ended."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.place_not_begun",
        heading=_("A service does not begin"),
        title=_("A service does not begin: “%(post)s”"),
        body=_("The page of the service gives the reason."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.seat_open_again",
        heading=_("A seat is free again"),
        title=_("A seat is free again: “%(post)s”"),
        body=_("Somebody left before the last day. The first in reserve moves up, or others are looked for."),
        verb_label=_("See where each stands"),
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.leave_requested",
        heading=_("Leave is asked for"),
        title=_("Leave from %(starts)s to %(ends)s is asked for: “%(post)s”"),
        body=_("Approve it, or say why not."),
        verb_label=_("Decide"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.leave_withdrawn",
        heading=_("Leave was withdrawn"),
        title=_("Leave from %(starts)s to %(ends)s was withdrawn: “%(post)s”"),
        body=_("The volunteer serves on these days after all. There is nothing to decide."),
        verb_label=LOOK,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.hours_recorded",
        heading=_("Hours to verify"),
        title=_("%(hours)s hours in %(month)s to verify: “%(post)s”"),
        body=_("Verify them, or say what is not right."),
        verb_label=_("Verify"),
        default=Delivery.DAILY,
        audience=(*HOST, *OFFICER),
    ),
    NoticeKind(
        "assignments.hours_disputed",
        heading=_("Hours you recorded are not right"),
        title=_("The hours of %(month)s are not right: “%(post)s”"),
        body=_("What is not right is noted beside them. Record them anew."),
        verb_label=_("See the hours"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.assessment_due",
        heading=_("Your assessment of a service is due"),
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
        heading=_("A document was handed in for a clearance"),
        title=_("A document was handed in: %(clearance)s, “%(post)s”"),
        verb_label=_("See it"),
        default=Delivery.DAILY,
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.waiver_asked",
        heading=_("A waiver waits for a second person"),
        title=_("A waiver waits for a second person: %(clearance)s, “%(post)s”"),
        verb_label=_("Decide"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.waiver_refused",
        heading=_("A colleague did not agree to a waiver"),
        title=_("A colleague did not agree to a waiver: %(clearance)s, “%(post)s”"),
        body=_(
            "The page of the clearance gives the reason. Ask for the document, or propose the waiver anew and say more."
        ),
        verb_label=_("See it"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.contract_signed",
        heading=_("A volunteer signed the contract"),
        title=_("%(person)s has signed the contract for “%(post)s”"),
        verb_label=LOOK,
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.extension_requested",
        heading=_("An extension is asked for"),
        title=_("An extension until %(until)s is asked for: “%(post)s”"),
        body=_("Once the cost of the added time is authorized, approve or refuse it."),
        verb_label=_("Decide"),
        audience=OFFICER,
    ),
    topic=_("Service and certificates"),
)
