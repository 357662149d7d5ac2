"""The volunteer's side of an application: begun, written, sent, withdrawn."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.actions.assessment import release_candidate
from minga.assignments.actions.reserve import close_ranks, move_up
from minga.assignments.conditions import words_for
from minga.assignments.matching import candidate_of, months_abroad, post_of
from minga.assignments.models import Application, Description
from minga.assignments.queries import standing_for
from minga.assignments.queries.eligibility import closed_problems, problems_of
from minga.assignments.queries.holders import choosing_for_host
from minga.assignments.queries.took_part import took_part_problem
from minga.assignments.states import OFFER
from minga.assignments.stepping import description_first, move_application, step_application
from minga.assignments.telling import tell_those_in_charge, titles_of
from minga.core.acting import SYSTEM, Actor, action, allowed, lock
from minga.core.audit import trail
from minga.core.errors import Incomplete, NotAllowed, Problem
from minga.core.notices.telling import tell, tell_all
from minga.engines.matching import Candidate, Post, assess_eligibility, explain, tie_key
from minga.people.actions.consents import give_consent
from minga.people.models import Account, Purpose
from minga.people.queries import has_consent, profile_of

LONGEST_MOTIVATION = 3000


@action("assignments.apply")
def begin_application(*, actor: Actor, description: Description) -> Application:
    """The person's application for a description: the one there is, or a new draft. Two tabs make one.

    Raises Incomplete when the description takes no applications and none was begun, and for whoever took part in
    choosing for it; NotAllowed where it is not shown.
    """
    mine = Application.objects.filter(account_id=actor.pk, description=description).first()
    if mine is not None:
        return mine
    if not allowed(actor, "assignments.view_opportunity", description):
        raise NotAllowed()
    problems = list(closed_problems(description))
    if problems:
        raise Incomplete(_("You cannot apply any more."), problems=problems)
    if (took_part := took_part_problem(actor, description)) is not None:
        raise Incomplete(_("You cannot apply for this post."), problems=[took_part])
    application, made = Application.objects.get_or_create(
        description=description, account_id=actor.pk, defaults={"state_changed_at": timezone.now()}
    )
    if made:
        step_application(application)
    return application


@action("assignments.edit_application", target="application")
def save_application(
    *,
    actor: Actor,
    application: Application,
    motivation: str,
    available_from: date | None,
    ticked: Collection[str] = (),
    seen: int | None = None,
) -> Application:
    """Keep what the person has written so far, and which boxes they ticked. A sent application is not changed.

    Raises Incomplete for a sent one.
    """
    if application.state != "draft":
        raise Incomplete(
            _("This application has been sent."),
            problems=[Problem("state", _("What was sent stays as it is."), _("You can withdraw it."))],
        )
    application.motivation = motivation[:LONGEST_MOTIVATION]
    application.available_from = available_from
    application.ticked = sorted(ticked)
    application.save()
    return application


@action("assignments.submit_application", target="application", lock_first=description_first)
def submit_application(
    *,
    actor: Actor,
    application: Application,
    motivation: str,
    available_from: date | None,
    share_with_host: bool = False,
    seen: int | None = None,
) -> Application:
    """Send an application: it gets its number, the rules as they stand, its parts of a score, and a longlist place.

    A second press finds it sent and changes nothing. Raises Incomplete with every problem at once: consent, words,
    profile, rules, closing date.
    """
    if application.state != "draft":
        return application
    application.motivation = motivation.strip()[:LONGEST_MOTIVATION]
    application.available_from = available_from
    _ask_for_words_and_consent(actor, application, share_with_host=share_with_host)
    description = lock(application.description)
    application.description = description  # as it is now, not as it was when the page was opened
    Description.objects.filter(pk=description.pk).update(next_candidate_number=F("next_candidate_number") + 1)
    application.candidate_number = description.next_candidate_number
    application.submitted_at = timezone.now()
    application.ticked = []
    move_application(application, verb="submit")
    standing_for.forget(actor)
    release_candidate(actor, description)
    _score(application)
    _longlist(application)
    _tell_received(application)
    return application


@action("assignments.withdraw_application", target="application", lock_first=description_first)
def withdraw_application(
    *, actor: Actor, application: Application, reason: str = "", seen: int | None = None
) -> Application:
    """Take an application back, from any open state. An open offer of it closes, and the reserve moves up."""
    source, application.reserve_rank = application.state, None
    move_application(application, verb="withdraw")
    standing_for.forget(actor)
    for offer in application.offers.select_for_update().filter(state="open"):
        before = trail.snapshot(offer)
        OFFER.move(offer, verb="decline")
        offer.answered_at = timezone.now()
        offer.save()
        trail.note(actor=actor, verb="decline_offer", target=offer, before=before)
    if source in {"selected", "offered"}:
        tell_those_in_charge(application, kind="assignments.candidate_withdrew", once=application.ref)
        move_up(application.description, actor=actor)
    if source == "with_host":
        _tell_who_assesses(application)
    if source == "reserve":
        close_ranks(application.description, actor=actor)
    if source != "draft":
        tell(
            kind="assignments.application_withdrawn",
            to=application.account,
            about=application,
            context={"post": titles_of(application.description)},
            url=f"/applications/{application.ref}",
            once=f"withdrawn:{application.ref}",
        )
    return application


def _tell_who_assesses(application: Application) -> None:
    """The host entity's focal points and whoever was asked and has not finished writing need not go on."""
    description = application.description
    writing = application.assessments.filter(written_at__isnull=True).select_related("assessor")
    tell_all(
        kind="assignments.candidate_left",
        to=[*choosing_for_host(description), *(row.assessor for row in writing)],
        about=application,
        context={"post": titles_of(description), "candidate": application.candidate_number},
        url=f"/descriptions/{description.ref}/selection",
        once=f"candidate-left:{application.ref}",
    )


def words_missing(*, motivation: str, available_from: date | None, agrees: bool) -> list[Problem]:
    """What a person has yet to say before an application can be sent; `agrees`: that the host entity sees it."""
    problems = []
    if not motivation.strip():
        problems.append(Problem("motivation", _("Say why you would like to serve."), _("A few sentences are enough.")))
    if available_from is None:
        problems.append(Problem("available_from", _("Say from when you are available.")))
    if not agrees:
        problems.append(
            Problem(
                "share_with_host",
                _("Nobody can choose you without seeing your application."),
                _("Agree that the host entity sees it when you are shortlisted."),
            )
        )
    return problems


def _ask_for_words_and_consent(actor: Actor, application: Application, *, share_with_host: bool) -> None:
    account = application.account
    agreed = has_consent(account, Purpose.SHARE_WITH_HOST)
    if share_with_host and not agreed:
        give_consent(actor=actor, account=account, purpose=Purpose.SHARE_WITH_HOST)
    problems = words_missing(
        motivation=application.motivation,
        available_from=application.available_from,
        agrees=agreed or share_with_host,
    )
    if problems:
        raise Incomplete(_("Your application is not complete yet."), problems=[*problems, *problems_of(application)])


def _longlist(application: Application) -> None:
    """Submitted applications stand on the longlist at once; the trail says that the installation did it."""
    before = trail.snapshot(application)
    move_application(application, verb="longlist")
    trail.note(actor=SYSTEM, verb="longlist_application", target=application, before=before)


def _score(application: Application) -> None:
    """The rules as they stand now and the parts of the score with what each came from. About 20 queries."""
    account: Account = application.account
    profile = profile_of(account)
    if profile is None:
        return
    candidate = candidate_of(
        profile,
        served_months=months_abroad([account.pk]).get(account.pk, 0),
        available_from=application.available_from,
        motivation_score=application.motivation_score,
    )
    post = post_of(application.description)
    keep_score(application, post=post, candidate=candidate)
    application.conditions = [
        {"rule": row.rule, "subject": row.subject, "ok": row.ok, "asks": row.asks}
        for row in words_for(assess_eligibility(post=post, candidate=candidate))
    ]


def keep_score(application: Application, *, post: Post, candidate: Candidate) -> None:
    """Write the parts, their evidence and the tie-breaker to the instance; the caller saves. No query."""
    found = explain(post=post, candidate=candidate)
    points = {str(part.part): Decimal(part.points) / 100 for part in found.parts}
    for name in ("skills", "languages", "experience", "availability"):
        setattr(application, f"{name}_score", points[name])
    application.evidence = {
        str(part.part): [
            {
                "code": str(row.code),
                "item": row.item,
                "required": plain(row.required),
                "actual": plain(row.actual),
                "points": row.points,
            }
            for row in part.evidence
        ]
        for part in found.parts
    }
    application.tie_breaker = f"{tie_key(post_id=post.id, candidate_id=candidate.id):019d}"


def plain(value: Any) -> Any:
    """A value of the engine as JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _tell_received(application: Application) -> None:
    description = application.description
    tell(
        kind="assignments.application_received",
        to=application.account,
        about=application,
        context={"post": titles_of(description), "closes": description.closes_on or ""},
        url=f"/applications/{application.ref}",
        once=f"received:{application.ref}",
    )
