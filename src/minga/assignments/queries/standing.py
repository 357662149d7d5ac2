"""Where an application stands and what comes next, in the words its person reads."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from minga.assignments.models import Application
from minga.assignments.queries.applications import OVER
from minga.assignments.queries.due_days import offer_due, shortlist_due
from minga.assignments.queries.steps import lasting
from minga.core.days import lasting_day


@dataclass(frozen=True)
class Standing:
    """Where an application stands, in plain words: now, next, who, by when. `stage` is the place on the way, 0 to 4;
    `note` what is said there where that stage has not begun yet or is waited out.
    """

    now: str | Promise
    following: str | Promise
    who: str | Promise = ""
    stage: int = 0
    tone: str = "plain"
    note: str | Promise = ""


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
_NOT_YET = gettext_lazy("Comes next: the host entity does not have your application yet")

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
        note=_NOT_YET,
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
        gettext_lazy("You are in reserve: suitable, and in line for a place that becomes free."),
        gettext_lazy("You need not do anything. You may go on applying elsewhere."),
        _OFFICER,
        stage=3,
        note=gettext_lazy("You are in line for a place that becomes free"),
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
        gettext_lazy("The page of your service lists what needs to be done before your first day."),
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
        gettext_lazy("You are serving."),
        gettext_lazy("Hours and leave are on the page of your service."),
        stage=5,
        tone="good",
    ),
    "suspended": Standing(
        gettext_lazy("Your service is suspended."), gettext_lazy("The page of your service says why."), stage=5
    ),
    "ended": Standing(
        gettext_lazy("Your service has ended."),
        gettext_lazy("The page of your service lists what comes before your certificate."),
        stage=5,
    ),
    "closed": Standing(
        gettext_lazy("Your service is closed."),
        gettext_lazy("Thank you. The page of your service keeps what was done."),
        stage=5,
    ),
    "not_started": Standing(
        gettext_lazy("Your service did not begin."), gettext_lazy("The page of your service says why."), stage=5
    ),
}
"""Accepted, by the state of the service that came of it; “not_started” where it never began."""
_DOCUMENT = Standing(
    gettext_lazy("You are on the shortlist."),
    gettext_lazy("Hand in the document that is asked for; then your application goes to the host entity."),
    _YOU,
    stage=2,
    tone="good",
    note=_NOT_YET,
)
"""On the shortlist, while a document of theirs is awaited."""
STANDINGS["longlisted"] = STANDINGS["submitted"]
STANDINGS["not_assessed"] = STANDINGS["assessed"]


def standing_of(application: Application) -> Standing:
    """Where the application stands, without a word about anybody else. No query where the description is loaded.

    Whether a document is awaited says a row of `applications_of`.
    """
    standing, post = STANDINGS[application.state], application.description
    if application.state == "shortlisted" and getattr(application, "awaits_document", False):
        return _DOCUMENT
    if application.state == "accepted":
        return next((_SERVED[state] for state in _services_of(application) if state in _SERVED), standing)
    closes_on = post.closes_on if post.state == "sourcing" else None
    if standing is not STANDINGS["submitted"] or closes_on is None or closes_on < lasting_day():
        return standing
    words = _(
        "Applications close on %(day)s. Then the officer reads them and puts three to five people for each place on a "
        "shortlist."
    )
    note = _("Begins when applications have closed")
    return replace(standing, following=words % {"day": formats.date_format(closes_on)}, note=note)


def _services_of(application: Application) -> list[str]:
    """The states of the services that came of it, all but one of them empty. No query where `offers` is prefetched."""
    offers = [offer for offer in application.offers.all() if offer.state in {"accepted", "vacated"}]
    services = [offer.assignment for offer in offers if hasattr(offer, "assignment")]
    return [row.end_kind if row.end_kind == "not_started" else row.state for row in services]


def by_when(application: Application) -> date | datetime | None:
    """The day by which the next step is due, where one is known. What others were to do by a day that has passed is
    said without it. No query where `offers` is prefetched.
    """
    if application.state == "offered":
        return next((offer.expires_at for offer in application.offers.all() if offer.state == "open"), None)
    if application.state == "draft":
        return application.description.closes_on
    expected = None
    if application.state == "selected":
        expected = offer_due(application.state_changed_at)
    elif application.state in ("submitted", "longlisted") and application.description.state == "selecting":
        application.description.closed_at = getattr(application, "post_closed_at", None)
        expected = shortlist_due(application.description)
    return expected if expected is not None and expected >= timezone.localdate() else None


def is_their_turn(application: Application) -> bool:
    """Whether the next step is the person's own and can still be taken. No query where `offers` is prefetched."""
    if application.state == "draft":
        return application.description.state == "sourcing" and application.description.closes_on is not None
    return standing_of(application).who is _YOU


@dataclass(frozen=True)
class Stage:
    """One stage of the way for the timeline: done, now or to come, and when it was reached; of the one that the
    application stands before or in, what is true of it where it is not “happening now”.
    """

    label: str | Promise
    state: str
    at: datetime | None = None
    note: str | Promise = ""


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
            here = number == now and not over
            stages.append(Stage(label, "now" if here else "open", note=standing_of(application).note if here else ""))
    return stages
