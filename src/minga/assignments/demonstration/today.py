"""Today in the demonstration world: real actions of real roles, and the inboxes of the people with a card."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from minga.assignments.actions.applications import submit_application
from minga.assignments.actions.nominations import nominate_people
from minga.assignments.actions.searches import save_search
from minga.assignments.demonstration.plans import Plan
from minga.assignments.models import Application, Assignment, Certificate, CostEstimate, Description, Favourite, Offer
from minga.assignments.telling import titles_of
from minga.assignments.turned_down import TURNED_DOWN
from minga.core.demonstration import World
from minga.core.money.amounts import Amount
from minga.core.notices.models import Notice
from minga.core.notices.telling import tell

READ_AFTER = 14
"""Days after which the notice of a certificate has been read."""
SENT_TODAY = 6
NOMINATED_TODAY = 2


@dataclass
class Told:
    """One notice of the last days: who was told what, about which row, how many days ago."""

    kind: str
    to: Any
    about: Any
    url: str
    days: int
    context: dict[str, Any] = field(default_factory=dict)
    is_read: bool = False


def make_today(world: World, plans: list[Plan]) -> None:
    """What was told in the last days, then what is done today; the past's own notices are gone by now."""
    found = {(plan.post, plan.host, plan.stage): plan.description for plan in plans}
    for told in (
        *_of_volunteer(world, found),
        *_of_host(world, found),
        *_of_officer(world, plans),
        *_of_finance(world),
        *_of_partner(world, found),
    ):
        _tell(world, told)
    _send_drafts()
    _nominate(world, found["nairobi", "unep", "open"])
    _keep_in_mind(world, found)


def _tell(world: World, told: Told) -> None:
    once = f"demonstration:{told.kind}:{told.about.ref}"
    tell(
        kind=f"assignments.{told.kind}",
        to=told.to,
        about=told.about,
        url=told.url,
        once=once,
        context={"post": titles_of(_description(told.about)), **told.context},
    )
    at = min(world.moment(-told.days), timezone.now() - timedelta(minutes=5))
    read = at + timedelta(hours=1) if told.is_read else None
    Notice.objects.filter(once_key=once, account=told.to).update(created_at=at, read_at=read)


def _description(about: Any) -> Description:
    if isinstance(about, Description):
        return about
    description: Description = about.description
    return description


def _of_volunteer(world: World, found: dict[tuple[str, str, str], Description]) -> Iterator[Told]:
    lin = world.made["staff"]["volunteer"]
    mine = {row.description_id: row for row in Application.objects.filter(account=lin).select_related("description")}

    def about(kind: str, *key: str, days: int, is_read: bool = False, **context: Any) -> Told:
        row = mine[found[key].pk]  # type: ignore[index]
        return Told(kind, lin, row, f"/applications/{row.ref}", days, context, is_read)

    offered = Offer.objects.get(
        application=mine[found["south_south", "undp-china", "selecting_offer"].pk], state="open"
    )
    refused = ("design", "unwomen-china", "filled_closed")
    yield about("not_selected", *refused, days=180, is_read=True, words=TURNED_DOWN["assessed"])
    yield from (
        Told(
            "certificate_issued", lin, row.assignment, "/certificates", (world.today - row.issued_on).days,
            {"number": row.number}, is_read=row.issued_on < world.today - timedelta(days=READ_AFTER),
        )
        for row in Certificate.objects.filter(assignment__account=lin).select_related("assignment").order_by("pk")
    )  # fmt: skip
    for key in (("air_data", "undp-china", "open"), ("flood_map", "undp-china", "open")):
        yield about("application_received", *key, days=6, is_read=True, closes=found[key].closes_on)
    nepal = ("nepal", "unicef-nepal", "selecting_host")
    yield about("with_host", *nepal, days=9, host=found[nepal].host.told_names)
    yield about("offer_made", "south_south", "undp-china", "selecting_offer", days=2, until=offered.expires_at)


def _of_host(world: World, found: dict[tuple[str, str, str], Description]) -> Iterator[Told]:
    host = world.made["staff"]["host"]

    def page(kind: str, *key: str, days: int, tail: str = "", is_read: bool = False, **context: Any) -> Told:
        row = found[key]  # type: ignore[index]
        return Told(kind, host, row, f"/descriptions/{row.ref}{tail}", days, context, is_read)

    until = found["air_data", "undp-china", "open"].closes_on
    yield page("description_published", "air_data", "undp-china", "open", days=16, is_read=True, closes=until)
    yield page("description_filled", "south_south", "undp-china", "filled_serving", days=90, is_read=True)
    choosing = found["climate_words", "undp-china", "selecting_host"]
    yield page("candidates_submitted", "climate_words", "undp-china", "selecting_host", days=10, tail="/selection")
    for row in choosing.applications.filter(state="with_host").order_by("candidate_number"):
        number = {"candidate": row.candidate_number}
        yield Told("assess_candidate", host, row, f"/candidates/{row.ref}", 4, number)
    reason = found["air_data", "undp-china", "draft_back"].state_reason
    yield page("description_edits", "air_data", "undp-china", "draft_back", days=1, reason=reason)
    for service in Assignment.objects.filter(description__host__slug="undp-china", state="ended").order_by("pk"):
        yield Told("assessment_due", host, service, f"/assignments/{service.ref}", 3)


def _of_officer(world: World, plans: list[Plan]) -> Iterator[Told]:
    officer = world.made["staff"]["officer"]
    for plan in plans:
        row = plan.description
        if plan.state == "submitted":
            words = {"host": row.host.told_names}
            yield Told("description_submitted", officer, row, f"/descriptions/{row.ref}", 2, words)
        if plan.stage == "submitted_ready":
            estimate = CostEstimate.objects.get(description=row, state="authorized")
            total = {"total": str(Amount(estimate.total, estimate.currency_id))}
            yield Told("cost_authorized", officer, estimate, f"/descriptions/{row.ref}/cost", 1, total)
        if plan.stage == "selecting_offer":
            yield from _answers(officer, row)


def _answers(officer: Any, description: Description) -> Iterator[Told]:
    kinds = {"accepted": "offer_accepted", "declined": "offer_declined", "lapsed": "offer_lapsed"}
    for row in description.applications.filter(state__in=kinds).order_by("candidate_number"):
        number = {"candidate": row.candidate_number}
        yield Told(kinds[row.state], officer, row, f"/descriptions/{description.ref}/selection", 3, number)
    for row in description.applications.filter(state="selected").order_by("pk"):
        number = {"candidate": row.candidate_number}
        yield Told("offer_to_make", officer, row, f"/descriptions/{description.ref}/selection", 2, number)


def _of_finance(world: World) -> Iterator[Told]:
    for estimate in CostEstimate.objects.filter(state="requested").select_related("description").order_by("pk"):
        total = {"total": str(Amount(estimate.total, estimate.currency_id))}
        page = f"/descriptions/{estimate.description.ref}/cost"
        yield Told("cost_requested", world.made["staff"]["finance"], estimate, page, 2, total)


def _of_partner(world: World, found: dict[tuple[str, str, str], Description]) -> Iterable[Told]:
    partner = world.made["staff"]["partner"]
    for key, days in ((("bangkok", "unescap", "open"), 20), (("nairobi", "unep", "open"), 12)):
        row = found[key]
        words = {"closes": row.closes_on, "count": row.nomination_quota}
        yield Told("nominations_open", partner, row, f"/opportunities/{row.ref}/nominate", days, words)
    agreed = found["nairobi", "unep", "open"].nominations.filter(answer="agreed").select_related("account")
    for nomination in agreed.order_by("-answered_at")[:4]:
        person = {"person": nomination.account.names}
        yield Told("nomination_agreed", partner, nomination, "/nominations", 5, person)


def _send_drafts() -> None:
    """Some of those who began an application send it today."""
    drafts = Application.objects.filter(state="draft", description__state="sourcing", account__demonstration_card="")
    for row in drafts.filter(description__nominating_partner=None).order_by("pk")[:SENT_TODAY]:
        submit_application(
            actor=row.account, application=row, motivation=row.motivation, available_from=row.available_from
        )


def _nominate(world: World, description: Description) -> None:
    """The partner nominates today; the volunteer of the card is asked, too. Free places of the quota remain."""
    staff = world.made["staff"]
    taken = set(description.nominations.values_list("account_id", flat=True))
    lin = staff["volunteer"]
    others = [row for row in world.made["volunteers"] if row.pk not in taken and row.pk != lin.pk]
    chosen = [lin, *[row for row in others if row.profile.nationality_id == "CN"][: NOMINATED_TODAY - 1]]
    nominate_people(actor=staff["partner"], description=description, emails=[row.email for row in chosen])


def _keep_in_mind(world: World, found: dict[tuple[str, str, str], Description]) -> None:
    lin = world.made["staff"]["volunteer"]
    for key in (("air_data", "unep-china", "open"), ("school_meals", "wfp-china", "open")):
        Favourite.objects.create(account=lin, description=found[key])
    save_search(actor=lin, name="Climate and air, in China", query="country=CN&goal=13", only_eligible=True)
