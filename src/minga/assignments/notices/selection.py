"""The notices of a selection: to candidates at each step, to assessors, hosts and officers when it is their turn."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from minga.core.notices.kinds import NoticeKind, sign_in

VOLUNTEER = ("everyone",)
HOST = ("host_focal_point",)
ASSESSOR = ("host_focal_point", "host_supervisor", "programme_officer", "regional_manager")
OFFICER = ("programme_officer", "regional_manager")
SEE = _("See where it stands")

sign_in(
    NoticeKind(
        "assignments.with_host",
        heading=_("You are on a shortlist"),
        title=_("You are on the shortlist for “%(post)s”"),
        body=_(
            "Your application is with %(host)s now. It sees your first letter, your skills and your experience, and "
            "may invite you to an interview or a test. You need do nothing yet."
        ),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.selected",
        heading=_("You have been selected"),
        title=_("You have been selected for “%(post)s”"),
        body=_("The programme officer prepares an offer for you. It arrives here, with a day by which you answer."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.in_reserve",
        heading=_("You are in reserve"),
        title=_("You are in reserve for “%(post)s”"),
        body=_(
            "You suit the post, and no place is kept for you so far. If one becomes free, the reserve moves up in its "
            "order and you hear from us. You may go on applying elsewhere."
        ),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.called_back",
        heading=_("You are in reserve again"),
        title=_("A place became free: you are in reserve again for “%(post)s”"),
        body=_("Somebody left before the last day. You hear at once when it is offered to you."),
        verb_label=_("See where it stands"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.moved_up",
        heading=_("A place has become free for you"),
        title=_("A place has become free for you: “%(post)s”"),
        body=_("You moved up from the reserve. The programme officer prepares an offer for you."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.selected_again",
        heading=_("You are selected again"),
        title=_("You are selected again for “%(post)s”"),
        body=_("The programme officer prepares another offer for you, since the first one expired."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.not_selected",
        title=_("You were not selected for “%(post)s”"),
        body=_(
            "%(words)s This says nothing about other posts. Thank you for the time you gave to your application; your "
            "profile stays as it is, ready for the next one."
        ),
        verb_label=_("See your application"),
        audience=VOLUNTEER,
        heading=_("You were not selected"),
    ),
    NoticeKind(
        "assignments.offer_made",
        heading=_("A place is offered to you"),
        title=_("A place is offered to you: “%(post)s”"),
        body=_("Read the offer and say yes or no until %(until)s. After that it expires."),
        verb_label=_("See the offer"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.offer_expires_soon",
        heading=_("An offer waits for your answer"),
        title=_("The offer for “%(post)s” waits for your answer"),
        body=_("It expires %(until)s. Read it and say yes or no before that."),
        verb_label=_("See the offer"),
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.offer_expired",
        heading=_("An offer expired without your answer"),
        title=_("The offer for “%(post)s” expired without your answer"),
        body=_("The place may go to somebody else now. If that was not what you meant, write to the officer soon."),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    NoticeKind(
        "assignments.offer_withdrawn",
        heading=_("An offer to you was taken back"),
        title=_("The offer for “%(post)s” was taken back"),
        body=_("You stay selected. The programme officer writes: %(reason)s"),
        verb_label=SEE,
        audience=VOLUNTEER,
    ),
    topic=_("Selection and offers"),
)
sign_in(
    NoticeKind(
        "assignments.candidates_submitted",
        heading=_("Candidates wait for you to assess them"),
        title=_("There are candidates for you to assess: “%(post)s”"),
        body=_("Choose who assesses each of them, or say who is not assessed and why."),
        verb_label=_("See the candidates"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.assess_candidate",
        heading=_("You are asked to assess a candidate"),
        title=_("You are asked to assess candidate %(candidate)s for “%(post)s”"),
        body=_("Write alone. You see what others wrote once you have finished, and they see yours."),
        verb_label=_("Write your assessment"),
        audience=ASSESSOR,
    ),
    NoticeKind(
        "assignments.assessments_written",
        heading=_("Every assessment of a candidate is written"),
        title=_("Every assessment of candidate %(candidate)s for “%(post)s” is written"),
        body=_("Record the assessment, then select, keep in reserve, or say no."),
        verb_label=_("See the candidate"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.offer_to_make",
        heading=_("A candidate was selected and waits for an offer"),
        title=_("Candidate %(candidate)s was selected for “%(post)s”"),
        body=_("The candidate waits for your offer."),
        verb_label=_("Make the offer"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.offer_accepted",
        heading=_("A candidate accepted an offer"),
        title=_("Candidate %(candidate)s accepted the offer for “%(post)s”"),
        body=_("The assignment is being prepared: clearances and contract come next."),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.offer_declined",
        heading=_("A candidate declined an offer"),
        title=_("Candidate %(candidate)s declined the offer for “%(post)s”"),
        body=_("The first in reserve, if there is one, comes next."),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.candidate_withdrew",
        heading=_("A selected candidate withdrew"),
        title=_("Candidate %(candidate)s for “%(post)s” withdrew"),
        body=_("They had been selected. Their place is free, and the first in reserve, if there is one, comes next."),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.candidate_left",
        heading=_("A candidate whom you were to assess withdrew"),
        title=_("Candidate %(candidate)s for “%(post)s” withdrew"),
        body=_("You need not assess them any more. What was written stays with the selection."),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.offer_lapsed",
        heading=_("An offer to a candidate expired"),
        title=_("The offer to candidate %(candidate)s for “%(post)s” expired"),
        body=_(
            "It was not answered in time. The first in reserve, if there is one, comes next. Should a place be free "
            "still and the candidate write to you, their page lets you select them again."
        ),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.reserve_waits",
        heading=_("A place is free and somebody is in reserve"),
        title=_("A place of “%(post)s” is free, and candidate %(candidate)s is first in reserve"),
        body=_("This category asks you to confirm before the reserve moves up."),
        verb_label=_("Decide"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.reserve_passed_over",
        heading=_("Somebody in reserve was passed over"),
        title=_("Candidate %(candidate)s for “%(post)s” was passed over in the reserve"),
        body=_(
            "A place became free, and their account is switched off, so that they could not answer. If it is switched "
            "on again, they move up in their turn."
        ),
        audience=OFFICER,
    ),
    topic=_("Selection and offers"),
)
