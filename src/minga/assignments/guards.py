"""The guards of the state machines: each yields every problem that keeps a move from being made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from minga.assignments.queries.clearances import clearance_missing
from minga.assignments.queries.completeness import inconsistencies, missing_parts
from minga.assignments.queries.cost import is_old
from minga.assignments.queries.eligibility import problems_of
from minga.assignments.queries.overlapping import MOST_A_WEEK, Overlap, hours_words, overlap_of, weekly_hours
from minga.assignments.queries.placing import seat_problem
from minga.assignments.queries.service import months_too_many
from minga.assignments.queries.steps import lasting_steps
from minga.assignments.state_names import (
    CLEARANCE_PASSED,
    ESTIMATE_IN_FORCE,
    SELECTION_GOES_ON,
    SERVICE_OVER,
)
from minga.core.errors import Problem
from minga.core.notices.queries import was_told

RENEWED_BEFORE = timedelta(days=30)
"""How long before its date a clearance is reminded of, and may be renewed."""


def description_complete(description: Any) -> Iterable[Problem]:
    """Everything the vacancy, the contract and the assessment will need is there."""
    yield from missing_parts(description)


def category_offered(description: Any) -> Iterable[Problem]:
    """Its category is still one in which volunteers are sought."""
    if not description.category.is_active:
        words = _("The category “%(category)s” is no longer offered.") % {"category": description.category}
        yield Problem("basics", words, _("Choose another category."))


def funding_named(description: Any) -> Iterable[Problem]:
    """Fully funded and joint descriptions name their funders, and the shares add up to 100 %; nobody pays jointly
    alone, and the host entity does not fund its own post fully.
    """
    shares = list(description.funding_shares.all())
    if description.funding in ("", "host_funded"):  # that nobody is named at all is said with what is missing
        return
    if not shares:
        yield Problem("funding", _("No funder is named."), _("Name the organisation that pays."))
    elif sum(share.percent for share in shares) != 100:
        yield Problem("funding", _("The shares do not add up to 100 %."), _("Change the shares."))
    elif description.funding == "joint" and len(shares) == 1:
        yield Problem(
            "funding",
            _("“Paid jointly” names one payer only."),
            _("Add who else pays, the host entity too, or choose another way of paying."),
        )
    elif description.funding == "fully_funded" and any(share.funder_id == description.host_id for share in shares):
        yield Problem(
            "funding",
            _("The host entity pays a share, so that others do not fund this fully."),
            _("Choose “Paid jointly” or “Paid by the host entity”."),
        )


def cost_computed(description: Any) -> Iterable[Problem]:
    """A cost has been computed for the seats, dates, category and track that the description has now."""
    if not description.estimates.exclude(state__in=("superseded", "refused")).exists():
        yield Problem("cost", _("The cost has not been computed."), _("Compute the pro forma cost."))


def authorization_attached(description: Any) -> Iterable[Problem]:
    """The cost in force was authorized and is not old; a cost of nothing needs no authorization."""
    estimate = description.estimates.filter(state__in=ESTIMATE_IN_FORCE).first()
    if estimate is None:
        return
    if is_old(estimate):
        yield Problem("cost", _("The description changed after its cost was computed."), _("Compute the cost again."))
    elif estimate.state == "requested":
        yield Problem("cost", _("The cost has not been authorized."), _("The finance officer has been asked."))
    elif estimate.state != "authorized" and estimate.total:
        yield Problem("cost", _("The cost has not been authorized."), _("Ask the finance officer."))


def eligibility_consistent(description: Any) -> Iterable[Problem]:
    """What the description asks for agrees with the rules of its category in force on its first day."""
    yield from inconsistencies(description)


def host_registered(description: Any) -> Iterable[Problem]:
    """The registration of the host entity stands: it was registered and is not suspended."""
    if description.host.state != "registered":
        is_suspended = description.host.state == "suspended"
        remedy = _("Reinstate it first, or cancel.") if is_suspended else _("Register it first, or cancel.")
        yield Problem("host", _("The registration of the host entity is not valid."), remedy)


def host_of_application_registered(application: Any) -> Iterable[Problem]:
    """The registration of the host entity that was applied to stands: it was registered and is not suspended."""
    yield from host_registered(application.description)


def closing_date_in_future(description: Any) -> Iterable[Problem]:
    """The closing date is named and still to come."""
    if description.closes_on is None:
        yield Problem("closes_on", _("No last day to apply is named."), _("Choose it under Publication."))
    elif description.closes_on <= timezone.localdate():
        yield Problem("closes_on", _("The closing date is not in the future."), _("Choose a later closing date."))


def nobody_accepted(description: Any) -> Iterable[Problem]:
    """Nobody has accepted an offer under it: whoever has is owed a decision about their own service."""
    serving = description.assignments.exclude(state__in=SERVICE_OVER).count()
    accepted = description.applications.filter(state="accepted", offers__assignment__isnull=True).count()
    if serving or accepted:
        yield Problem(
            "assignments", _("People have accepted or are serving here."), _("End or move their service first.")
        )


def seats_taken(description: Any) -> Iterable[Problem]:
    """Every seat that is not cancelled has an accepted offer."""
    free = description.seats.filter(is_cancelled=False).exclude(offers__state="accepted").count()
    if free:
        yield Problem("seats", _("Some seats are still free."), _("Fill them or cancel them."))


def may_apply(application: Any) -> Iterable[Problem]:
    """Open, before closing, and every eligibility rule kept."""
    yield from problems_of(application)


def rules_kept(application: Any) -> Iterable[Problem]:
    """Every eligibility rule is kept, as far as the application was held against them.

    No query.
    """
    for row in application.conditions:
        if not row.get("ok", True):
            yield Problem("conditions", _("Not met: %(rule)s") % {"rule": row.get("asks") or row.get("rule")})


def pre_submission_cleared(application: Any) -> Iterable[Problem]:
    """Every clearance that the category asks for before submission has passed and is valid today, or was waived."""
    for clearance in application.clearances.filter(clearance_missing(), is_pre_submission=True):
        yield Problem("clearances", _("%(kind)s has not passed.") % {"kind": clearance.get_kind_display()})


def assessments_written(application: Any) -> Iterable[Problem]:
    """At least one assessment, and none begun and left unwritten."""
    assessments = list(application.assessments.all())
    if not any(row.written_at for row in assessments):
        yield Problem("assessments", _("Nobody has written an assessment."), _("Write an assessment first."))
    for row in assessments:
        if row.written_at is None:
            yield Problem(
                "assessments", _("An assessor has not finished writing."), _("Wait, or release the assessor.")
            )


def seat_free(application: Any) -> Iterable[Problem]:
    """The description has a seat that nobody else was offered, beyond those already promised by a selection, and
    abroad one that is not in the person's own country.
    """
    if (problem := seat_problem(application)) is not None:
        yield problem


def seat_left(description: Any) -> Iterable[Problem]:
    """A seat that is not cancelled has nobody, or nobody any more."""
    if not description.seats.filter(is_cancelled=False).exclude(offers__state="accepted").exists():
        yield Problem("seats", _("Every seat is taken."), _("Add a seat first."))


def time_is_left(offer: Any) -> Iterable[Problem]:
    """Its service ended before its last day and some of its time is left, and the seat still counts."""
    service = getattr(offer, "assignment", None)
    if service is None or service.end_kind in {"", "completed"}:
        yield Problem("service", _("Nobody left this seat before the last day."))
    elif service.end_kind != "not_started" and service.ends_on <= timezone.localdate():
        yield Problem("service", _("No time of this service is left."), _("Describe a new assignment."))
    if offer.seat.is_cancelled or offer.application.description.state == "cancelled":
        yield Problem("seat", _("This seat was cancelled."))


def was_in_reserve(application: Any) -> Iterable[Problem]:
    """The person was kept in reserve when the seats were filled, and is still here."""
    if not lasting_steps("reserve").filter(application=application).exists():
        yield Problem("reserve", _("This person was not in reserve."))
    if application.account.erased_at is not None or not application.account.is_active:
        yield Problem("account", _("This person has left."))


def selection_goes_on(application: Any) -> Iterable[Problem]:
    """The description is still open or being decided."""
    if application.description.state not in SELECTION_GOES_ON:
        yield Problem("description", _("The selection for this post is over."))


def nobody_told(application: Any) -> Iterable[Problem]:
    """Neither the person nor anybody else has been told of the decision yet."""
    if application.state_changed_at and was_told(application, since=application.state_changed_at):
        yield Problem("told", _("The decision has been told already."), _("Make a new decision instead."))


def nothing_built_on_it(application: Any) -> Iterable[Problem]:
    """No assessor was asked and no offer made since."""
    since = application.state_changed_at
    if since is None:
        return
    if application.assessments.filter(created_at__gte=since).exists():
        yield Problem("assessments", _("Assessors have been asked since."), _("Release them first."))
    if application.offers.filter(created_at__gte=since).exists():
        yield Problem("offer", _("An offer has been made since."), _("Take the offer back first."))


MAY_BE_UNDONE = (selection_goes_on, nobody_told, nothing_built_on_it)


def offer_open(application: Any) -> Iterable[Problem]:
    """The offer stands and its last day has not passed."""
    offer = application.offers.filter(state="open").first()
    if offer is None:
        yield Problem("offer", _("There is no open offer."))
    elif offer.expires_at <= timezone.now():
        yield Problem("offer", _("The offer expired."), _("Write to the programme officer."))


def time_free(application: Any) -> Iterable[Problem]:
    """The person has not accepted another service for the same time that leaves no room for this one, nor so many
    months abroad that this one would pass the category's total.
    """
    offer = application.offers.filter(state="open").first()
    if offer is None:
        return
    hours = weekly_hours(application.description)
    overlap = overlap_of(application.account_id, hours=hours, first=offer.starts_on, last=offer.ends_on)
    if overlap is not None:
        yield Problem("services", overlap_words(overlap), OVERLAP_REMEDY)
    beyond = months_too_many(application.description, application.account_id, first=offer.starts_on, last=offer.ends_on)
    if beyond:
        words = ngettext(
            "With the services abroad you accepted, it would go %(months)s month beyond what its category allows.",
            "With the services abroad you accepted, it would go %(months)s months beyond what its category allows.",
            beyond,
        )
        yield Problem("services", words % {"months": beyond}, OVERLAP_REMEDY)


OVERLAP_REMEDY = gettext_lazy(
    "Decline this offer, or ask the programme officer to offer you other days or to end the other service first."
)


def overlap_words(overlap: Overlap) -> str:
    """What the person reads of services for which there is no room beside them. One query."""
    return _("You have accepted %(services)s. Together that would be %(hours)s; the most is %(most)s.") % {
        "services": overlap.named(), "hours": overlap.together, "most": hours_words(MOST_A_WEEK)
    }  # fmt: skip


def account_in_use(application: Any) -> Iterable[Problem]:
    """The person can sign in: whoever cannot would never see an offer."""
    if not application.account.is_active:
        yield Problem(
            "account",
            _("The account of this person is switched off, so that they could not answer."),
            _("Ask an administrator to switch it on again, or choose somebody else."),
        )


def account_switched_off(application: Any) -> Iterable[Problem]:
    """The person cannot sign in any more; otherwise whoever was selected, and told so, is made an offer."""
    if application.account.is_active:
        yield Problem(
            "account",
            _("This person was selected, and is waiting for an offer."),
            _("Make the offer; it says until when they answer."),
        )


def service_of_leave_goes_on(leave: Any) -> Iterable[Problem]:
    """The service within which the leave lies has not ended, by its last day or before it."""
    service = leave.assignment
    if service.state in SERVICE_OVER or service.ends_on < timezone.localdate():
        yield Problem("service", _("The service has ended, and its leave stays as it was."))


def leave_to_come(leave: Any) -> Iterable[Problem]:
    """The first day of the leave has not come yet."""
    if leave.starts_on <= timezone.localdate():
        yield Problem("starts_on", _("This leave has begun."), _("Talk to your supervisor about coming back early."))


def extension_approved(assignment: Any) -> Iterable[Problem]:
    """An extension until a later day was approved: within the category's maximum, its funding authorized."""
    if not assignment.extensions.filter(state="approved", new_end__gt=assignment.ends_on).exists():
        yield Problem("extension", _("No extension until a later day was approved."), _("Ask for one first."))


def extension_authorized(extension: Any) -> Iterable[Problem]:
    """The cost of the added time was computed and authorized, and is not old; one of nothing needs no authorization."""
    estimate = extension.estimates.filter(state__in=ESTIMATE_IN_FORCE).first()
    if estimate is None:
        yield Problem("cost", _("The cost of the added time has not been computed."), _("Compute it first."))
    elif is_old(estimate):
        yield Problem("cost", _("The service changed after this cost was computed."), _("Compute the cost again."))
    elif estimate.state == "requested":
        asked = _("The finance officer has been asked.")
        yield Problem("cost", _("The cost of the added time has not been authorized."), asked)
    elif estimate.state != "authorized" and estimate.total:
        yield Problem("cost", _("The cost of the added time has not been authorized."), _("Ask the finance officer."))


def clearances_valid(assignment: Any) -> Iterable[Problem]:
    """Every clearance passed and valid today, or waived."""
    today = timezone.localdate()
    for row in assignment.clearances.all():
        valid = row.state in CLEARANCE_PASSED and (row.expires_on is None or row.expires_on >= today)
        if not valid and row.state != "waived":
            yield Problem("clearances", _("%(kind)s is missing.") % {"kind": row.get_kind_display()})


def contract_signed(assignment: Any) -> Iterable[Problem]:
    """Both sides have signed the contract."""
    contract = getattr(assignment, "contract", None)
    if contract is None or contract.volunteer_signed_at is None or contract.officer_signed_at is None:
        yield Problem("contract", _("The contract has not been signed by both sides."))


def start_date_reached(assignment: Any) -> Iterable[Problem]:
    """The first day of service has come."""
    if assignment.starts_on > timezone.localdate():
        yield Problem("starts_on", _("The first day has not come yet."), _("Confirm on the first day or later."))


def assessed_by_both(assignment: Any) -> Iterable[Problem]:
    """The host has written its assessment and the volunteer the report; nobody has to where the volunteer never
    started, or has erased the account: then nobody is left to write, or to be written about.
    """
    if assignment.end_kind == "not_started" or assignment.account.erased_at is not None:
        return
    sides = set(assignment.performance_assessments.filter(written_at__isnull=False).values_list("side", flat=True))
    if "host" not in sides:
        yield Problem("performance", _("The host entity has not written its assessment."))
    if "volunteer" not in sides:
        yield Problem("performance", _("The volunteer has not written the report."))


def hours_verified(assignment: Any) -> Iterable[Problem]:
    """No hours wait for somebody to verify them."""
    open_hours = assignment.hours.exclude(state="verified").count()
    if open_hours:
        yield Problem("hours", _("Some hours are not verified."), _("Have them verified, recorded anew or taken away."))


def runs_out_soon(clearance: Any) -> Iterable[Problem]:
    """The month before it runs out has begun; those concerned are reminded then."""
    if clearance.expires_on is None:
        yield Problem("expires_on", _("This clearance does not run out."))
    elif clearance.expires_on > timezone.localdate() + RENEWED_BEFORE:
        first = date_format(clearance.expires_on - RENEWED_BEFORE)
        yield Problem("expires_on", _("It is valid for long enough."), _("Renew it from %(day)s on.") % {"day": first})


def waiver_by_second_person(clearance: Any) -> Iterable[Problem]:
    """A waiver has a reason, and another person than the one who asked decides."""
    if not clearance.waiver_reason:
        yield Problem("reason", _("A waiver needs a reason."))
    elif clearance.waiver_refusal:
        yield Problem("reason", _("A colleague did not agree to this waiver."), _("Propose it anew, and say more."))
    if clearance.waiver_asked_by_id is None or clearance.waiver_asked_by_id == clearance.waived_by_id:
        yield Problem("waived_by", _("A waiver needs two people."), _("Ask a colleague to decide."))


def authorized_by_another(estimate: Any) -> Iterable[Problem]:
    """Whoever asks for money never approves it; nor does whoever asked for a change of dependants."""
    if estimate.decided_by_id is not None and estimate.decided_by_id in estimate.asked_by:
        yield Problem("decided_by", _("Whoever asks never approves."), _("Ask another finance officer."))
    elif estimate.is_own_matter_of(estimate.decided_by_id):
        words = _("Nobody decides what is paid for their own service.")
        yield Problem("decided_by", words, _("Ask another finance officer."))
