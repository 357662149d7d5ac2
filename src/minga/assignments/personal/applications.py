"""What the volunteer's side holds of a person: given out on request, and erased without harm to anybody's record."""

from __future__ import annotations

from typing import Any

from minga.assignments.actions.applications import withdraw_application
from minga.assignments.actions.assessment import release_erased
from minga.assignments.models import Application, Assessment, AssessmentMark, Favourite, Nomination, Offer, SavedSearch
from minga.assignments.personal.service import clearance_held
from minga.assignments.queries.applications import OVER
from minga.assignments.states import APPLICATION

ERASED: dict[str, Any] = {
    "motivation": "",
    "available_from": None,
    "conditions": [],
    "evidence": {},
    "officer_note": "",
    "decision_reason": "",
}
OFFERED = ("starts_on", "ends_on", "dependants", "state", "expires_at", "answered_at", "decline_reason")


def export(account: Any) -> dict[str, Any]:
    """Applications, nominations, searches, what is kept in mind, and what one wrote of candidates as their assessor, as
    plain data. About seventeen queries.
    """
    applications = Application.objects.filter(account=account).select_related("description")
    applications = applications.prefetch_related(
        "steps", "offers__seat", "clearances__terms", "assessments__marks__criterion"
    )
    return {
        "applications": [_application(row) for row in applications.order_by("pk")],
        "nominations": [
            {
                "description": row.description.number,
                "partner": row.partner.name,
                "answer": row.answer,
                "answered_at": row.answered_at,
            }
            for row in Nomination.objects.filter(account=account).select_related("description", "partner")
        ],
        "saved_searches": list(
            SavedSearch.objects.filter(account=account).values(
                "name", "query", "only_eligible", "is_paused", "created_at"
            )
        ),
        "kept_in_mind": list(Favourite.objects.filter(account=account).values("description__number", "created_at")),
        "assessments_written": _written_by(account),
    }


def _written_by(account: Any) -> list[dict[str, Any]]:
    """One's own words on candidates, of whom nothing goes out but their number. Two queries."""
    rows = Assessment.objects.filter(assessor=account).select_related("application__description")
    return [
        {
            "description": row.application.description.number,
            "candidate_number": row.application.candidate_number,
            **_words_of(row),
        }
        for row in rows.prefetch_related("marks__criterion").order_by("pk")
    ]


def _words_of(row: Assessment) -> dict[str, Any]:
    """What stands in an assessment, and not whose it is. No query where marks and criteria are fetched before."""
    marks = [{"criterion": one.criterion.names, "score": one.score, "words": one.words} for one in row.marks.all()]
    names = ("kind", "advice", "words", "created_at", "written_at")
    return {**{name: getattr(row, name) for name in names}, "marks": marks}


def _application(row: Application) -> dict[str, Any]:
    names = (
        "ref", "state", "candidate_number", "motivation", "available_from", "ticked", "submitted_at", "conditions",
        "skills_score", "languages_score", "experience_score", "availability_score", "motivation_score", "evidence",
        "officer_note", "decision_reason",
    )  # fmt: skip
    return {
        "description": row.description.number,
        **{name: getattr(row, name) for name in names},
        "steps": [
            {"state": step.state, "entered_at": step.entered_at, "left_at": step.left_at} for step in row.steps.all()
        ],
        "offers": [
            {"seat": offer.seat.number, **{name: getattr(offer, name) for name in OFFERED}}
            for offer in row.offers.all()
        ],
        "clearances": [clearance_held(one) for one in row.clearances.all()],
        "assessments": [
            _words_of(one) for one in row.assessments.all() if one.written_at and row.state in (*OVER, "accepted")
        ],
    }


def erase(account: Any) -> None:
    """Open applications are withdrawn, drafts vanish; what was decided stays without a word about the person. What they
    were asked to write of others and did not finish is waited for no longer.
    """
    release_erased(account)
    Application.objects.filter(account=account, state="draft").delete()
    for row in Application.objects.filter(account=account).select_related("description"):
        if "withdraw" in APPLICATION.legal_verbs(row.state):
            withdraw_application(actor=account, application=row)
    mine = Application.objects.filter(account=account)
    mine.update(**ERASED)
    AssessmentMark.objects.filter(assessment__application__in=mine).update(words="")
    Assessment.objects.filter(application__in=mine).update(words="")
    Offer.objects.filter(application__in=mine).update(decline_reason="")
    SavedSearch.objects.filter(account=account).delete()
    Favourite.objects.filter(account=account).delete()
    Nomination.objects.filter(account=account).exclude(answer="agreed").delete()
