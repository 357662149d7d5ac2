"""Blind assessment: assessors are named, each writes alone, and the host records the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from minga.assignments.models import Application, Assessment, AssessmentMark, Description
from minga.assignments.queries.assessments import who_could_read
from minga.assignments.queries.holders import choosing_for_host, possible_assessors
from minga.assignments.stepping import move_application
from minga.assignments.telling import titles_of
from minga.core.acting import action
from minga.core.audit import trail
from minga.core.errors import Incomplete, Problem, Refused
from minga.core.notices.telling import tell, tell_all
from minga.core.reasons import require_reason


@action("assignments.choose_assessors", target="application")
def choose_assessor(
    *, actor: Any, application: Application, assessor: Any, kind: str = "interview", seen: int | None = None
) -> Assessment:
    """Ask somebody to assess the candidate; asking twice changes nothing. Nobody assesses their own application.

    Who has written about the candidate has read the others since, and is not asked for a second view; nor is who
    could read them once, before the outcome was taken back. Raises Refused for each of these, for whoever works neither
    for the host entity nor on the description, and while the candidate is not with the host entity.
    """
    if application.state != "with_host":
        raise Refused(_("Assessors are chosen while the candidate is with the host entity."))
    if assessor.pk == application.account_id:
        raise Refused(_("Nobody can assess their own application."))
    description = application.description
    if assessor not in possible_assessors(description):
        raise Refused(
            _("%(person)s works neither for the host entity nor on this description.") % {"person": assessor},
            remedy=_("Choose a focal point or supervisor of the host entity, or a programme officer."),
        )
    known = Assessment.objects.filter(application=application, assessor=assessor)
    if known.filter(written_at__isnull=False).exclude(kind=kind).exists():
        raise Refused(
            _("%(person)s has written already and has read the others since.") % {"person": assessor},
            remedy=_("Choose somebody who has not."),
        )
    if assessor.pk in who_could_read(application):
        raise Refused(
            _("%(person)s could read what others wrote about this candidate before the outcome was taken back.")
            % {"person": assessor},
            remedy=_("Choose somebody who could not."),
        )
    assessment, made = Assessment.objects.get_or_create(application=application, assessor=assessor, kind=kind)
    if made:
        trail.note(actor=actor, verb="choose_assessor", target=assessment)
        tell(
            kind="assignments.assess_candidate",
            to=assessor,
            about=assessment,
            context={"post": titles_of(description), "candidate": application.candidate_number},
            url=f"/assessments/{assessment.ref}",
            once=f"assess:{assessment.ref}",
        )
    return assessment


@action("assignments.choose_assessors", target="assessment")
def release_assessor(*, actor: Any, assessment: Assessment, reason: str = "") -> Assessment:
    """Take the request back from an assessor who has not finished writing. Raises Refused for what is written."""
    if assessment.written_at is not None:
        raise Refused(_("This assessment has been written and stays."))
    Assessment.objects.filter(pk=assessment.pk).delete()
    return assessment


def release_erased(account: Any) -> None:
    """Within an erasure: nobody waits any longer for what the person has not finished writing; what is written stays.

    Where theirs was the last that was waited for, the host entity is told that it can go on.
    """
    _release(account, Assessment.objects.filter(assessor=account, written_at=None))


def release_candidate(account: Any, description: Description) -> None:
    """Within an application: whoever applies for a post themselves assesses nobody there any more; what they have not
    finished writing is waited for no longer.
    """
    rows = Assessment.objects.filter(assessor=account, written_at=None, application__description=description)
    _release(account, rows)


def _release(account: Any, rows: QuerySet[Assessment]) -> None:
    for row in rows.select_related("application__description"):
        before = trail.snapshot(row)
        trail.note(actor=account, verb="release_assessor", target=row, before=before, after=dict.fromkeys(before))
        Assessment.objects.filter(pk=row.pk).delete()
        if row.application.state == "with_host" and row.application.assessments.exists():
            _tell_when_all_have_written(row)


@action("assignments.write_assessment", target="assessment")
def write_assessment(
    *,
    actor: Any,
    assessment: Assessment,
    marks: Mapping[int, tuple[int, str]],
    advice: str,
    words: str,
    finish: bool,
    seen: int | None = None,
) -> Assessment:
    """Save an assessment; `finish` makes it final and opens the others' finished ones to its author.

    marks: criterion id -> (score 1 to 5, words). Raises Incomplete where `finish` finds something missing, and
    Refused for one that is finished or whose candidate is not being assessed any more.
    """
    if assessment.written_at is not None:
        raise Refused(_("You have finished this assessment; it can no longer be changed."))
    if assessment.application.state != "with_host":
        raise Refused(_("This candidate is not being assessed any more."))
    criteria = {row.pk: row for row in assessment.application.description.criteria.all()}
    problems = _assessment_problems(criteria, marks, advice, words) if finish else []
    if problems:
        raise Incomplete(_("The assessment is not complete."), problems=problems)
    for pk, (score, said) in marks.items():
        if pk in criteria:
            AssessmentMark.objects.update_or_create(
                assessment=assessment, criterion_id=pk, defaults={"score": score, "words": said}
            )
    assessment.advice, assessment.words = advice, words
    assessment.written_at = timezone.now() if finish else None
    assessment.save()
    if finish:
        _tell_when_all_have_written(assessment)
    return assessment


def _tell_when_all_have_written(assessment: Assessment) -> None:
    application = assessment.application
    if application.assessments.filter(written_at__isnull=True).exists():
        return
    tell_all(
        kind="assignments.assessments_written",
        to=choosing_for_host(application.description),
        about=application,
        context={"post": titles_of(application.description), "candidate": application.candidate_number},
        url=f"/candidates/{application.ref}",
        once=f"assessments-written:{assessment.ref}",
    )


def _assessment_problems(
    criteria: Mapping[int, Any], marks: Mapping[int, tuple[int, str]], advice: str, words: str
) -> list[Problem]:
    problems = [
        Problem(f"criterion-{pk}", _("Give a score for “%(criterion)s”.") % {"criterion": row})
        for pk, row in criteria.items()
        if pk not in marks
    ]
    if advice not in Assessment.Advice.values:
        problems.append(Problem("advice", _("Say what you advise.")))
    if not words.strip():
        problems.append(Problem("words", _("Say in words what the scores rest on.")))
    return problems


@action("assignments.assess_for_host", target="application", verb="assess")
def record_assessment(*, actor: Any, application: Application, seen: int | None = None) -> Application:
    """The host declares the assessment of a candidate done; every assessor has written by then."""
    move_application(application, verb="assess")
    return application


@action("assignments.assess_for_host", target="application", verb="not_assess")
def leave_unassessed(*, actor: Any, application: Application, reason: str, seen: int | None = None) -> Application:
    """The host says that a submitted candidate is not assessed, and why."""
    require_reason(reason, missing=_("Say why."))
    move_application(application, verb="not_assess", reason=reason)
    return application
