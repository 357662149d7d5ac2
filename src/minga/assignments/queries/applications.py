"""A person's own applications, and what a partner may know of those it nominated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.models import Application, ApplicationStep, Clearance, Description, Nomination, Offer
from minga.assignments.queries.steps import lasting
from minga.core.access.models import Role, Scope
from minga.core.access.roles import on_platform, scope_keys
from minga.core.notices.models import Notice
from minga.core.notices.queries import still_held
from minga.people.models import Consent, Purpose


def applications_of(account: Any) -> QuerySet[Application]:
    """The person's applications with what a card shows, open ones first. 3 queries for any number.

    With `held_state` (`with_held_state`).
    """
    rows: QuerySet[Application] = with_held_state(Application.objects.filter(account_id=account.pk))
    return (
        rows.select_related("description__category", "description__host", "description__country")
        .prefetch_related("description__texts", Prefetch("offers", Offer.objects.select_related("assignment")))
        .annotate(is_over=Case(When(state__in=OVER, then=Value(1)), default=Value(0)))
        .order_by("is_over", "-state_changed_at", "-pk")
    )


def with_held_state(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Applications with `held_state`: where each stood before a decision of which nobody is told yet, because it may be
    undone; else empty. No query more.
    """
    held = still_held().filter(
        account=OuterRef("account"), about_type="assignments.application", about_ref=OuterRef("ref")
    )
    left = ApplicationStep.objects.filter(application=OuterRef("pk"), left_at__isnull=False).order_by("-pk")
    before = Case(When(Exists(held), then=Subquery(left.values("state")[:1])), default=Value(""))
    return applications.annotate(held_state=before)


def as_told(application: Application) -> Application:
    """The same row of `applications_of`, for showing only, in the state of which its person has been told. No query."""
    application.state = getattr(application, "held_state", "") or application.state
    return application


@dataclass(frozen=True)
class Standing:
    """Where an application stands, in plain words: now, next, who, by when. `stage` is the place on the way, 0 to 4."""

    now: str | Promise
    following: str | Promise
    who: str | Promise = ""
    stage: int = 0
    tone: str = "plain"


OVER = ("declined", "lapsed", "not_selected", "withdrawn")
STAGES = (
    gettext_lazy("Sent"),
    gettext_lazy("Shortlist"),
    gettext_lazy("Assessment by the host entity"),
    gettext_lazy("Decision"),
    gettext_lazy("Offer"),
)

_OFFICER = gettext_lazy("The programme officer")
_HOST = gettext_lazy("The host entity")
_YOU = gettext_lazy("You")

STANDINGS: dict[str, Standing] = {
    "draft": Standing(
        gettext_lazy("You have begun your application and not sent it yet."),
        gettext_lazy("Finish and send it before applications close."),
        _YOU,
    ),
    "submitted": Standing(
        gettext_lazy("Your application has arrived."),
        gettext_lazy("The officer reads the applications and puts three to five people for each place on a shortlist."),
        _OFFICER,
        stage=1,
    ),
    "shortlisted": Standing(
        gettext_lazy("You are on the shortlist."),
        gettext_lazy("After the checks that come first, your application goes to the host entity."),
        _OFFICER,
        stage=2,
        tone="good",
    ),
    "with_host": Standing(
        gettext_lazy("Your application is with the host entity."),
        gettext_lazy("The host entity may invite you to an interview or a test."),
        _HOST,
        stage=2,
        tone="good",
    ),
    "assessed": Standing(
        gettext_lazy("The host entity has assessed your application."),
        gettext_lazy("You hear from us as soon as the choice has been made."),
        _HOST,
        stage=3,
    ),
    "selected": Standing(
        gettext_lazy("You have been selected."),
        gettext_lazy("The programme officer prepares an offer for you."),
        _OFFICER,
        stage=4,
        tone="good",
    ),
    "reserve": Standing(
        gettext_lazy("You are in reserve: suitable, and next if a place becomes free."),
        gettext_lazy("You need not do anything. You may go on applying elsewhere."),
        _OFFICER,
        stage=3,
    ),
    "offered": Standing(
        gettext_lazy("A place is offered to you."),
        gettext_lazy("Say yes or no before the offer expires."),
        _YOU,
        stage=4,
        tone="good",
    ),
    "accepted": Standing(
        gettext_lazy("You have accepted the offer."),
        gettext_lazy("What needs to be done before your first day stands with your service."),
        stage=5,
        tone="good",
    ),
    "declined": Standing(
        gettext_lazy("You declined the offer."), gettext_lazy("Other opportunities are open to you."), stage=4
    ),
    "lapsed": Standing(
        gettext_lazy("The offer expired without an answer."),
        gettext_lazy("If that was not what you meant, write to the programme officer soon."),
        stage=4,
        tone="warn",
    ),
    "not_selected": Standing(
        gettext_lazy("You were not selected this time."),
        gettext_lazy("Thank you for offering your time. What you wrote in your profile is ready for the next post."),
        stage=3,
    ),
    "withdrawn": Standing(
        gettext_lazy("You withdrew this application."), gettext_lazy("Other opportunities are open to you.")
    ),
}  # fmt: skip
_SERVED: dict[str, Standing] = {
    "cleared": Standing(
        gettext_lazy("You have accepted the offer."),
        gettext_lazy("Everything is in order for your first day."),
        stage=5,
        tone="good",
    ),
    "serving": Standing(
        gettext_lazy("You are serving."), gettext_lazy("Hours and leave stand with your service."), stage=5, tone="good"
    ),
    "suspended": Standing(gettext_lazy("Your service rests."), gettext_lazy("Why stands with your service."), stage=5),
    "ended": Standing(
        gettext_lazy("Your service has ended."),
        gettext_lazy("What comes before your certificate stands with your service."),
        stage=5,
    ),
    "closed": Standing(
        gettext_lazy("Your service is closed."), gettext_lazy("Thank you. Your service keeps what was done."), stage=5
    ),
}
"""Accepted, by the state of the service that came of it."""
STANDINGS["longlisted"] = STANDINGS["submitted"]
STANDINGS["not_assessed"] = STANDINGS["assessed"]


def standing_of(application: Application) -> Standing:
    """Where the application stands, without a word about anybody else. No query where the description is loaded."""
    standing, closes_on = STANDINGS[application.state], application.description.closes_on
    if application.state == "accepted":
        return next((_SERVED[state] for state in _services_of(application) if state in _SERVED), standing)
    if standing is not STANDINGS["submitted"] or closes_on is None or closes_on < timezone.localdate():
        return standing
    words = _(
        "Applications close on %(day)s. Then the officer reads them and puts three to five people for each place on a "
        "shortlist."
    )
    return replace(standing, following=words % {"day": formats.date_format(closes_on)})


def awaited_of(application: Application) -> list[Clearance]:
    """The clearances before submission for which a document of the person is awaited. One query on the shortlist."""
    if application.state != "shortlisted":
        return []
    return list(application.clearances.filter(state="requested", proof=None).order_by("requested_at"))


def _services_of(application: Application) -> list[str]:
    """The states of the services that came of it, all but one of them empty. No query where `offers` is prefetched."""
    offers = [offer for offer in application.offers.all() if offer.state in {"accepted", "vacated"}]
    return [offer.assignment.state for offer in offers if hasattr(offer, "assignment")]


def by_when(application: Application) -> date | datetime | None:
    """The day by which the next step is due, where one is known. No query where `offers` is prefetched."""
    if application.state == "offered":
        return next((offer.expires_at for offer in application.offers.all() if offer.state == "open"), None)
    if application.state == "draft":
        return application.description.closes_on
    return None


@dataclass(frozen=True)
class Stage:
    """One stage of the way for the timeline: done, now or to come, and when it was reached."""

    label: str | Promise
    state: str
    at: datetime | None = None


def way_of(application: Application) -> list[Stage]:
    """The five stages with where this application stands. One query."""
    entered: dict[int, datetime] = {}
    for step in lasting(application.steps.order_by("entered_at", "pk")):
        if step.state not in OVER:
            entered.setdefault(STANDINGS[step.state].stage, step.entered_at)
    now = STANDINGS[application.state].stage
    over = application.state in OVER
    reached = max(entered, default=0)
    stages = []
    for number, label in enumerate(STAGES):
        if number < (reached if over else now):
            after = [at for stage, at in entered.items() if stage > number]
            stages.append(Stage(label, "done", min(after, default=None)))
        else:
            stages.append(Stage(label, "now" if number == now and not over else "open"))
    return stages


COARSE: dict[str, str | Promise] = {
    "draft": gettext_lazy("Has not applied yet"),
    "submitted": gettext_lazy("Applied"),
    "longlisted": gettext_lazy("Applied"),
    "shortlisted": gettext_lazy("In the choice"),
    "with_host": gettext_lazy("In the choice"),
    "assessed": gettext_lazy("In the choice"),
    "not_assessed": gettext_lazy("In the choice"),
    "reserve": gettext_lazy("In the choice"),
    "selected": gettext_lazy("Selected"),
    "offered": gettext_lazy("Selected"),
    "accepted": gettext_lazy("Accepted"),
    "declined": gettext_lazy("Not going"),
    "lapsed": gettext_lazy("Not going"),
    "not_selected": gettext_lazy("Not selected"),
    "withdrawn": gettext_lazy("Not going"),
}


@dataclass(frozen=True)
class Nominated:
    """One nominated person who agreed, as the partner sees them."""

    nomination: Nomination
    stage: str


def partners_of(account: Any) -> set[str]:
    """The refs of the organisations that the account represents. No query beside the roles'."""
    return scope_keys(account, Role.PARTNER_REPRESENTATIVE, scope=Scope.ORGANISATION)


def nominating_descriptions(account: Any, *, to_read: bool = False) -> QuerySet[Description]:
    """Published descriptions for which the account's partners nominate, with counts. 2 queries for any number.

    to_read: an auditor of the platform has those of every partner.
    """
    whose = Q(nominating_partner__ref__in=partners_of(account))
    if to_read and on_platform(account, Role.AUDITOR):
        whose = Q(nominating_partner__isnull=False)
    return (
        Description.objects.filter(whose, published_at__isnull=False, is_template=False)
        .select_related("nominating_partner", "host", "category", "country")
        .prefetch_related("texts")
        .annotate(
            waiting=Count("nominations", filter=Q(nominations__answer="waiting")),
            agreed=Count("nominations", filter=Q(nominations__answer="agreed")),
        )
        .order_by("closes_on", "pk")
    )


def letters_refused(descriptions: Iterable[Description]) -> dict[int, int]:
    """Description pk -> how many who have not answered were written to in vain: their mail server takes no such letter.

    One query for any number.
    """
    in_vain = Notice.objects.filter(kind="assignments.nominated", about_ref=OuterRef("ref")).exclude(refusal="")
    rows = Nomination.objects.filter(Exists(in_vain), description__in=list(descriptions), answer="waiting")
    return dict(rows.order_by().values_list("description").annotate(many=Count("pk")))


def nominations_agreed() -> QuerySet[Nomination]:
    """Nominations of those who agreed and still do. One query."""
    consenting = Consent.objects.filter(purpose=Purpose.SHARE_WITH_PARTNER, withdrawn_at=None).values("account_id")
    return Nomination.objects.filter(answer="agreed", account__in=consenting, account__is_active=True).select_related(
        "account"
    )


def nominations_seen_by(account: Any) -> QuerySet[Nomination]:
    """Those who agreed to be nominated by the account's partners, the last to answer first. 2 queries when read.

    An auditor of the platform reads those of every partner.
    """
    posts = nominating_descriptions(account, to_read=True).order_by().values("pk")
    rows = nominations_agreed().filter(description__in=posts)
    rows = rows.select_related("account", "partner", "description__host", "description__country")
    return rows.prefetch_related("description__texts").order_by("-answered_at", "-pk")


def with_stages(nominations: Iterable[Nomination]) -> list[Nominated]:
    """Each with its coarse stage, as far as the person has been told. One query for any number."""
    rows = list(nominations)
    theirs = Application.objects.filter(
        description__in={row.description_id for row in rows}, account__in={row.account_id for row in rows}
    )
    standing: QuerySet[Any, Any] = with_held_state(theirs)
    standing = standing.values_list("description_id", "account_id", "held_state", "state")
    states = {(description, account): held or state for description, account, held, state in standing}
    return [
        Nominated(row, str(COARSE.get(states.get((row.description_id, row.account_id), "draft"), _("Applied"))))
        for row in rows
    ]


def nominated_for(descriptions: list[Description]) -> dict[int, list[Nominated]]:
    """Description pk -> those who agreed and still do, with a coarse stage. 2 queries for any number."""
    found: dict[int, list[Nominated]] = {}
    for row in with_stages(nominations_agreed().filter(description__in=descriptions).order_by("answered_at")):
        found.setdefault(row.nomination.description_id, []).append(row)
    return found
