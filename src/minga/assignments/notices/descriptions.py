"""The notices around a description and its cost."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from minga.core.notices.kinds import NoticeKind, sign_in
from minga.core.notices.models import Delivery

HOST = ("host_focal_point",)
OFFICER = ("programme_officer", "regional_manager")
FINANCE = ("finance_officer",)
ADMINISTRATOR = ("administrator",)

sign_in(
    NoticeKind(
        "assignments.description_submitted",
        heading=_("Descriptions sent for approval"),
        title=_("%(host)s sent “%(post)s” for approval"),
        body=_("Read it, then approve it or say what should change."),
        verb_label=_("Read it"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.taken_over",
        heading=_("A colleague took over a post of yours"),
        title=_("%(person)s is in charge of “%(post)s” now"),
        body=_(
            "They read the results of its clearances from now on, and you do not. On its page you may take it back."
        ),
        verb_label=_("See it"),
        audience=OFFICER,
    ),
    NoticeKind(
        "assignments.description_edits",
        heading=_("A description came back with a request for edits"),
        title=_("“%(post)s” came back to you with a request for edits"),
        body=_("The programme officer writes: %(reason)s"),
        verb_label=_("Edit it"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.description_approved",
        heading=_("Your description was approved"),
        title=_("“%(post)s” was approved"),
        body=_("The programme officer publishes it next; you need do nothing."),
        verb_label=_("See it"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.description_published",
        heading=_("Your description is open for applications"),
        title=_("“%(post)s” is open for applications until %(closes)s"),
        body=_("You may share its page with people who would fit."),
        verb_label=_("See its page"),
        audience=HOST,
    ),
    NoticeKind(
        "assignments.nominations_open",
        heading=_("You may nominate people for a post"),
        title=_("You may nominate people for “%(post)s” until %(closes)s"),
        body=ngettext_lazy("%(count)s place is kept for you.", "%(count)s places are kept for you.", "count"),
        verb_label=_("Nominate"),
        audience=("partner_representative",),
    ),
    NoticeKind(
        "assignments.description_closed",
        heading=_("A description no longer takes applications"),
        title=_("“%(post)s” no longer takes applications"),
        body=ngettext_lazy("%(count)s person applied.", "%(count)s people applied.", "count"),
        verb_label=_("See who applied"),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.description_reopened",
        heading=_("A description takes applications again"),
        title=_("“%(post)s” takes applications again until %(closes)s"),
        audience=HOST,
        default=Delivery.DAILY,
    ),
    NoticeKind(
        "assignments.description_filled",
        heading=_("Every seat of a description is filled"),
        title=_("Every seat of “%(post)s” is filled"),
        audience=(*OFFICER, *HOST),
        default=Delivery.DAILY,
    ),
    NoticeKind(
        "assignments.description_cancelled",
        heading=_("A description was cancelled"),
        title=_("“%(post)s” was cancelled"),
        body=_("The reason given: %(reason)s"),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.post_cancelled",
        heading=_("A post you applied for will not take place"),
        title=_("“%(post)s” will not take place"),
        body=_(
            "The post you applied for was cancelled: “%(reason)s” This says nothing about you. Thank you for the time "
            "you gave to your application; your profile stays as it is, and other posts are open."
        ),
        verb_label=_("See your application"),
    ),
    NoticeKind(
        "assignments.supervisor_named",
        heading=_("You are named as supervisor"),
        title=_("You are named as supervisor for “%(post)s”"),
        body=_("You would guide the volunteer of %(seat)s. Tell the focal point if this is a mistake."),
        audience=("host_supervisor", *HOST),
    ),
    NoticeKind(
        "assignments.officer_missing",
        heading=_("Nobody is there to decide about a description"),
        title=_("“%(post)s” waits, and nobody is a programme officer for %(country)s"),
        body=_("Invite one for that country, or for the whole platform. Until then nobody approves it."),
        verb_label=_("Invite somebody"),
        audience=ADMINISTRATOR,
    ),
    NoticeKind(
        "assignments.second_officer_missing",
        heading=_("A second programme officer is needed"),
        title=_("“%(post)s” needs a second programme officer for %(country)s"),
        body=_("Whoever asks for an extension or proposes a waiver does not decide about it. Invite somebody else."),
        verb_label=_("Invite somebody"),
        audience=ADMINISTRATOR,
    ),
    NoticeKind(
        "assignments.all_concerned",
        heading=_("Every programme officer is a candidate or a volunteer there"),
        title=_("“%(post)s” needs another programme officer for %(country)s"),
        body=_(
            "Something there has to be decided by an officer, and all officers there applied for the post themselves "
            "or serve in it. Nobody decides about a matter of their own. Invite somebody else, who decides what waits."
        ),
        verb_label=_("Invite somebody"),
        audience=ADMINISTRATOR,
    ),
    NoticeKind(
        "assignments.finance_missing",
        heading=_("Nobody is there to authorize a cost"),
        title=_("The cost of “%(post)s” waits, and nobody can authorize it for %(country)s"),
        body=_("Whoever asks never approves. Invite a finance officer for that country, or for the whole platform."),
        verb_label=_("Invite somebody"),
        audience=ADMINISTRATOR,
    ),
    NoticeKind(
        "assignments.rates_missing",
        heading=_("Rates are missing for a description"),
        title=_("Rates are missing for “%(post)s”"),
        body=_("It was sent for approval, and its cost cannot be computed without: %(rates)s"),
        verb_label=_("Enter them"),
        audience=ADMINISTRATOR,
    ),
    NoticeKind(
        "assignments.cost_requested",
        heading=_("A cost waits for your authorization"),
        title=_("The cost of “%(post)s” waits for your authorization: %(total)s"),
        verb_label=_("Look at the cost"),
        audience=FINANCE,
    ),
    NoticeKind(
        "assignments.cost_authorized",
        heading=_("A cost was authorized"),
        title=_("The cost of “%(post)s” was authorized: %(total)s"),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.cost_refused",
        heading=_("A cost was not authorized"),
        title=_("The cost of “%(post)s” was not authorized"),
        body=_("The finance officer writes: %(reason)s"),
        audience=(*OFFICER, *HOST),
    ),
    NoticeKind(
        "assignments.cost_outdated",
        heading=_("A description changed after its cost was computed"),
        title=_("“%(post)s” changed after its cost was computed"),
        body=_("Compute the cost again and ask for its authorization."),
        verb_label=_("Look at the cost"),
        audience=(*OFFICER, *FINANCE),
    ),
    topic=_("Descriptions of assignment"),
)
