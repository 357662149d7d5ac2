"""Who applied for what, when, and how far each application came: only people whom the rules allow, told in the end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from minga.assignments.actions.applications import keep_score
from minga.assignments.conditions import Names, words_for
from minga.assignments.demonstration.journeys import Journey, outcomes_of, walk
from minga.assignments.demonstration.plans import DATA, Plan
from minga.assignments.matching import candidate_of, post_of, weights_of, with_post_parts
from minga.assignments.models import Application, ApplicationStep, Description, Nomination
from minga.core.demonstration import World, date_back, keep, note_all, read
from minga.engines.matching import Candidate, Post, assess_eligibility
from minga.engines.matching.eligibility import requirements_of
from minga.people.models import Account, Consent, Purpose
from minga.people.queries import profiles_for_matching
from minga.people.wording import CONSENT_WORDING

APPLICATIONS = 5000
MOST_EACH = 7
PARTS = ("skills", "languages", "experience", "availability")


@dataclass
class Field:
    """One description with everyone who applied for it."""

    plan: Plan
    post: Post
    fitting: list[int] = field(default_factory=list)
    journeys: list[Journey] = field(default_factory=list)


@dataclass
class Crowd:
    """The volunteers as candidates, and what each has done so far in this world."""

    accounts: dict[int, Account]
    candidates: dict[int, Candidate]
    wants: dict[int, tuple[bool, bool, bool]]
    fields: dict[int, str]
    applied: dict[int, int] = field(default_factory=dict)
    placed: set[int] = field(default_factory=set)


def make_applications(world: World, plans: list[Plan]) -> list[Field]:
    """Applications with their scores and steps, nominations where a partner nominates."""
    crowd = _crowd(world)
    open_plans = [plan for plan in plans if plan.takes_applications]
    found = with_post_parts(Description.objects.filter(pk__in=[plan.description.pk for plan in open_plans])).in_bulk()
    parts = [Field(plan, post_of(found[plan.description.pk])) for plan in open_plans]
    for part in parts:
        part.fitting = _fitting(crowd, part)
    weights = {id(part): world.chance.uniform(0.6, 1.5) * (not part.plan.nominating) for part in parts}
    wanted, left = world.many(APPLICATIONS), sum(weights.values())
    scarce_first = sorted(parts, key=lambda part: (weights[id(part)] > 0, len(part.fitting)))
    for part in scarce_first:  # where few fit, those of many make up for them
        number = 3 * part.plan.seats
        if weight := weights[id(part)]:
            number = max(round(wanted * weight / left), 6 * part.plan.seats)
            left -= weight
        part.journeys = _journeys(world, crowd, part, _applicants(world, crowd, part, number))
        wanted -= len(part.journeys)
    _keep(world, parts)
    _nominate(world, parts)
    world.made["counts"]["applications"] = sum(len(part.journeys) for part in parts)
    return parts


def _crowd(world: World) -> Crowd:
    accounts = {account.pk: account for account in world.made["volunteers"]}
    profiles = dict(sorted(profiles_for_matching(accounts).items()))  # a database gives rows in any order
    return Crowd(
        accounts=accounts,
        candidates={pk: candidate_of(profile) for pk, profile in profiles.items()},
        wants={
            pk: (profile.wants_national, profile.wants_international, profile.wants_online)
            for pk, profile in profiles.items()
        },
        fields=world.made["fields"],
    )


def _fitting(crowd: Crowd, part: Field) -> list[int]:
    """Those whom the rules allow and who had an account before the closing date."""
    rules = requirements_of(part.post)
    closed = timezone.now() + timedelta(days=part.plan.closes - 3)
    return [
        pk
        for pk, candidate in crowd.candidates.items()
        if crowd.accounts[pk].created_at <= closed and all(rule.holds(candidate) for rule in rules)
    ]


def _applicants(world: World, crowd: Crowd, part: Field, number: int) -> list[int]:
    """So many of those who fit, sooner those of the field and those who want this kind of service."""
    wanted = {"national": 0, "international": 1, "online": 2}[part.plan.words["track"]]
    lin = world.made["staff"]["volunteer"].pk
    drawn = []
    for pk in part.fitting:
        if pk != lin and crowd.applied.get(pk, 0) < MOST_EACH:
            weight = (4 if crowd.fields[pk] == part.plan.words["field"] else 1) * (3 if crowd.wants[pk][wanted] else 1)
            drawn.append((world.chance.random() ** (1 / weight), pk))
    drawn.sort(reverse=True)
    return [pk for _key, pk in drawn[:number]]


def _journeys(world: World, crowd: Crowd, part: Field, chosen: list[int]) -> list[Journey]:
    """Applications in the order of their score, each with how far it came; nobody is placed twice.

    The volunteer of the card stands first where lin.json says so, with the outcome that it says.
    """
    plan, lin = part.plan, world.made["staff"]["volunteer"]
    rows = [_application(world, crowd, part, pk) for pk in chosen]
    rows.sort(key=lambda row: _total(row, plan) + world.chance.uniform(-12, 12), reverse=True)
    first = next((row["outcome"] for row in read(DATA / "lin.json") if _is_about(row, plan)), None)
    if first is not None:
        rows.insert(0, _application(world, crowd, part, lin.pk))
    busy = {place for place, row in enumerate(rows) if row.account_id in crowd.placed}
    states = outcomes_of(world, plan, len(rows), busy=busy, first=first)
    journeys = [walk(world, plan, row, state) for row, state in zip(rows, states, strict=True)]
    for row in rows:
        crowd.applied[row.account_id] = crowd.applied.get(row.account_id, 0) + 1
        if row.state in {"accepted", "offered", "selected"} and row.account_id != lin.pk:
            crowd.placed.add(row.account_id)
    _number(plan, journeys)
    return journeys


def _is_about(row: dict[str, str], plan: Plan) -> bool:
    return (row["post"], row["host"], row["stage"]) == (plan.post, plan.host, plan.stage)


def _application(world: World, crowd: Crowd, part: Field, pk: int) -> Application:
    account = crowd.accounts[pk]
    row = Application(description=part.plan.description, account=account, motivation=_motivation(world, account))
    keep_score(row, post=part.post, candidate=crowd.candidates[pk])
    verdict = assess_eligibility(post=part.post, candidate=crowd.candidates[pk])
    names = world.made.setdefault("names", {})
    key = (part.plan.description.pk, crowd.candidates[pk].nationalities)
    if key not in names:
        names[key] = Names.for_verdicts([verdict])
    row.conditions = [
        {"rule": words.rule, "subject": words.subject, "ok": words.ok, "asks": words.asks}
        for words in words_for(verdict, names=names[key])
    ]
    return row


def _total(row: Application, plan: Plan) -> float:
    """The score as the longlist orders it, motivation left out. Points from 0 to 100."""
    weights = weights_of(plan.description.weights)
    parts = [(float(getattr(row, f"{name}_score") or 0), float(getattr(weights, name))) for name in PARTS]
    return sum(score * weight for score, weight in parts) / sum(weight for _score, weight in parts)


def _motivation(world: World, account: Account) -> str:
    bank = world.made.setdefault("motivations", read(DATA / "motivations.json"))
    words = bank[account.language if account.language in bank else "en"]
    sentences = [
        world.one_of(words["begin"]),
        *world.some_of(words["middle"], world.chance.randint(1, 2)),
        world.one_of(words["end"]),
    ]
    return ("" if account.language == "zh-hans" else " ").join(sentences)


def _number(plan: Plan, journeys: list[Journey]) -> None:
    sent = sorted((one for one in journeys if one.row.submitted_at), key=lambda one: one.row.submitted_at or one.began)
    for number, journey in enumerate(sent, start=1):
        journey.row.candidate_number = number
    plan.description.next_candidate_number = len(sent) + 1


def _keep(world: World, parts: list[Field]) -> None:
    journeys = [journey for part in parts for journey in part.journeys]
    for journey in journeys:
        days = world.chance.randrange(0, 20)
        first = journey.row.description.starts_on or world.today
        journey.row.available_from = first - timedelta(days=days)
    rows = keep(Application, [journey.row for journey in journeys])
    for journey in journeys:
        journey.row.created_at = journey.began
        journey.row.updated_at = journey.row.state_changed_at or journey.began
    date_back(Application, rows)
    steps: list[ApplicationStep] = []
    for journey in journeys:
        ends: list[datetime | None] = [*[at for _state, at in journey.steps[1:]], None]
        steps += [
            ApplicationStep(application=journey.row, state=state, entered_at=entered, left_at=left)
            for (state, entered), left in zip(journey.steps, ends, strict=True)
        ]
    keep(ApplicationStep, steps)
    descriptions = [part.plan.description for part in parts]
    date_back(Description, descriptions, names=("next_candidate_number", "updated_at"))
    note_all(rows)


def _nominate(world: World, parts: list[Field]) -> None:
    """For posts with a nominating partner: everyone who applied was nominated and agreed to be followed."""
    partner = world.made["organisations"]
    nominations: list[Nomination] = []
    consenting: dict[int, Consent] = {}
    for part in parts:
        if not part.plan.nominating:
            continue
        for journey in part.journeys:
            at = journey.began - timedelta(days=1)
            nominations.append(
                Nomination(
                    description=part.plan.description,
                    partner=partner[part.plan.nominating],
                    account=journey.row.account,
                    nominated_by=world.made["staff"]["partner"],
                    answer="agreed",
                    answered_at=at,
                )
            )
            account = journey.row.account
            consenting[account.pk] = Consent(
                account=account,
                purpose=Purpose.SHARE_WITH_PARTNER,
                given_at=at,
                wording_version=CONSENT_WORDING,
            )
    note_all(keep(Nomination, nominations))
    note_all(keep(Consent, consenting.values()))
