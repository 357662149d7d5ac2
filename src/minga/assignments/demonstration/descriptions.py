"""Descriptions in every state, with words in two languages, seats, requirements, funding, steps and computed cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from minga.assignments.actions import cost as costs
from minga.assignments.demonstration.plans import DATA, PATH, Plan, read_plans
from minga.assignments.models import (
    Category,
    CostEstimate,
    Criterion,
    Description,
    DescriptionStep,
    DescriptionText,
    FundingShare,
    LanguageRequirement,
    Seat,
    Series,
    SkillRequirement,
)
from minga.assignments.reference import load_demonstration_rates, template_of
from minga.core.demonstration import World, date_back, keep, note_all, read
from minga.places.models import City

SOURCE = "Demonstration: a made-up post of a real organisation"
UNSDCF = "UNSDCF China 2021–2025: {en} · 联合国对华可持续发展合作框架 2021–2025年：{zh}, https://china.un.org/en/sdgs"
PRIORITIES = {
    "people": UNSDCF.format(en="People and Prosperity", zh="人类与繁荣"),
    "planet": UNSDCF.format(en="Planet", zh="地球"),
    "partnerships": UNSDCF.format(en="Partnerships", zh="伙伴关系"),
}
"""Its three priorities in both languages of the demonstration (in Chinese by the words of A/RES/70/1), and the page of
the United Nations in China that names them.
"""
SENT_BACK = (
    "Two of the results cannot be measured. Say how many district offices will use the sheet, and by when.\n"
    "其中两项成果无法衡量。请说明有多少个区县办公室将使用该表，以及何时开始使用。"
)
"""Here and below: whoever writes for readers of two languages says it in both, one beneath the other."""
CALLED_OFF = (
    "The project it belonged to was merged with another one; the seat is no longer paid for.\n"
    "所属项目已与另一项目合并，该岗位不再有经费。"
)
TOO_DEAR = (
    "The project has eleven months of funding left. Shorten the service by a month and ask again.\n"
    "项目经费只够十一个月。请将服务期缩短一个月后重新申请。"
)
WITHOUT_COST = {"draft_new", "draft_back", "draft_ready", "submitted_new"}


def make_descriptions(world: World) -> list[Plan]:
    """All of them; returns the plans, each with its description."""
    load_demonstration_rates()
    plans = list(read_plans(world))
    cities = {city.code: city for city in City.objects.select_related("country")}
    categories = {category.code: category for category in Category.objects.all()}
    for plan in plans:
        plan.description = _description(world, plan, cities=cities, categories=categories)
    _number(world, plans)
    keep(Description, [plan.description for plan in plans])
    for plan in plans:
        _date_steps(world, plan)
        plan.description.created_at = plan.entered["draft"]
        plan.description.updated_at = max(plan.entered.values())
    _keep_parts(world, plans, cities)
    for plan in plans:
        if plan.stage not in WITHOUT_COST:
            _compute_cost(world, plan)
    _settle_states(world, plans)
    world.made["counts"]["descriptions of assignment"] = len(plans)
    return plans


def _description(world: World, plan: Plan, *, cities: dict[str, City], categories: dict[str, Category]) -> Description:
    staff, organisations = world.made["staff"], world.made["organisations"]
    host = organisations[plan.host]
    country = cities[plan.cities[0]].country if plan.cities else host.country
    focal = world.made["supervisors"][plan.host][0]
    nominating = organisations.get(plan.nominating)
    return Description(
        category=categories[plan.words["category"]],
        track=plan.words["track"],
        host=host,
        country=country,
        officer=None if plan.state in {"draft", "submitted"} else staff["officer"],
        created_by=focal,
        starts_on=None if plan.stage == "draft_new" else plan.first_day(world),
        duration_months=plan.months,
        duration_weeks=plan.weeks,
        hours_a_week=plan.words.get("hours"),
        min_education=plan.words["education"],
        min_experience_months=plan.words["experience"],
        competencies=plan.words["competencies"],
        framework_output=PRIORITIES[plan.words["priority"]] if host.country_id == "CN" or nominating else "",
        funding=plan.funding,
        nominating_partner=nominating,
        nomination_quota=4 * plan.seats if nominating else None,
        closes_on=world.today + timedelta(days=plan.closes) if plan.state != "draft" else None,
        weights={"skills": 35, "languages": 20, "experience": 25, "availability": 10, "motivation": 10},
        state="draft",
        source=SOURCE,
    )


def _number(world: World, plans: list[Plan]) -> None:
    """Numbers by year in the order in which they were begun, as the series would have given them."""
    last: dict[int, int] = {}
    for plan in sorted(plans, key=lambda plan: plan.created):
        year = (world.today + timedelta(days=min(plan.created, -3))).year
        last[year] = last.get(year, 0) + 1
        plan.description.number = f"DOA-{year}-{last[year]:05d}"
    for year, number in last.items():
        Series.objects.create(name="DOA", year=year, last=number)


def _date_steps(world: World, plan: Plan) -> None:
    """The moments at which it entered each state on its way, none of them in the future."""
    filled = plan.starts - (world.chance.randint(6, 10) if plan.weeks else world.chance.randint(22, 34))
    days = {
        "draft": min(plan.created, -world.chance.randint(3, 9)),
        "submitted": min(plan.created + 9, -2),
        "ready_for_sourcing": plan.published - 3 if plan.takes_applications else -1,
        "sourcing": plan.published,
        "selecting": plan.closes + 1,
        "filled": filled,
    }
    last = "selecting" if plan.state == "cancelled" else plan.state
    for state in PATH[: PATH.index(last) + 1]:
        plan.entered[state] = world.moment(days[state], hour=0 if state == "selecting" else None)
    if plan.state == "cancelled":
        plan.entered["cancelled"] = world.moment(-world.chance.randint(2, 6))
    if plan.stage == "draft_back":
        plan.entered["draft"] = world.moment(-1)


def _keep_parts(world: World, plans: list[Plan], cities: dict[str, City]) -> None:
    texts: list[DescriptionText] = []
    seats: list[Seat] = []
    criteria: list[Criterion] = []
    languages, skills, shares = [], [], []
    targets, areas = Description.targets.through, Description.areas.through
    target_rows, area_rows = [], []
    bank = read(DATA / "criteria.json")
    for plan in plans:
        description = plan.description
        texts += _texts(plan, cities)
        seats += _seats(world, plan, cities)
        languages += [
            LanguageRequirement(description=description, language=language, level=level, is_required=bool(required))
            for language, level, required in plan.words["languages"]
        ]
        skills += [
            SkillRequirement(description=description, skill_id=skill, weight=weight)
            for skill, weight in plan.words["skills"]
        ]
        organisations = world.made["organisations"]
        shares += [
            FundingShare(description=description, funder=organisations[slug], percent=part)
            for slug, part in plan.funders
        ]
        target_rows += [targets(description=description, target_id=code) for code in plan.words["targets"]]
        area_rows += [areas(description=description, skill_id=code) for code in plan.words["areas"]]
        if plan.state in {"selecting", "filled", "sourcing"}:
            criteria += _criteria(description, bank)
    plain: tuple[tuple[Any, list[Any]], ...] = (
        (LanguageRequirement, languages), (SkillRequirement, skills), (targets, target_rows), (areas, area_rows),
    )  # fmt: skip
    for model, rows in plain:
        keep(model, rows)
    audited: tuple[tuple[Any, list[Any]], ...] = (
        (DescriptionText, texts), (Seat, seats), (FundingShare, shares), (Criterion, criteria),
    )  # fmt: skip
    for model, rows in audited:
        note_all(keep(model, rows))


def _texts(plan: Plan, cities: dict[str, City]) -> Iterator[DescriptionText]:
    usual = template_of(plan.words["category"])["texts"]
    host = plan.description.host
    for language, own in plan.words["texts"].items():
        if plan.stage == "draft_new" and language != "en":
            continue
        city = cities[plan.cities[0]] if plan.cities else None
        place = "" if city is None else city.names.get(language, city.name)
        words = {**usual[language], **own}
        words["context"] = words["context"].format(host=host.names[language], city=place)
        if plan.stage == "draft_new":
            words["results"] = ""
        yield DescriptionText(description=plan.description, language=language, **words)


def _seats(world: World, plan: Plan, cities: dict[str, City]) -> Iterator[Seat]:
    supervisors = world.made["supervisors"][plan.host]
    for number in range(1, plan.seats + 1):
        code = plan.cities[(number - 1) % len(plan.cities)] if plan.cities else ""
        yield Seat(
            description=plan.description,
            number=number,
            city=cities.get(code),
            supervisor=None if plan.stage == "draft_new" else supervisors[(number - 1) % len(supervisors)],
        )


def _criteria(description: Description, bank: list[dict[str, Any]]) -> Iterator[Criterion]:
    for order, row in enumerate(bank, start=1):
        yield Criterion(
            description=description, order=order, names=row["names"], anchors=row["anchors"], weight=row["weight"]
        )


def _compute_cost(world: World, plan: Plan) -> None:
    """Computed, asked for and authorized by the real actions, as far as the plan has come; then dated back."""
    staff = world.made["staff"]
    description = plan.description
    estimate = costs.compute_cost(actor=staff["officer"], description=description)
    if not estimate.total:
        return
    asked = plan.entered["submitted"] + timedelta(days=1, hours=2)
    estimate = costs.request_authorization(actor=staff["officer"], estimate=estimate)
    changes: dict[str, Any] = {"created_at": asked - timedelta(hours=1), "requested_at": asked}
    if plan.stage == "submitted_refused":
        costs.refuse_cost(actor=staff["finance_two"], estimate=estimate, reason=TOO_DEAR)
    elif plan.stage != "submitted_cost":
        costs.authorize_cost(actor=staff["finance_two"], estimate=estimate)
    if plan.stage != "submitted_cost":
        changes["decided_at"] = asked + timedelta(days=1)
    CostEstimate.objects.filter(pk=estimate.pk).update(**changes)


def _settle_states(world: World, plans: list[Plan]) -> None:
    """The state each has reached, its steps, and what goes with the state."""
    steps: list[DescriptionStep] = []
    for plan in plans:
        description = plan.description
        description.state = plan.state
        if plan.state in {"sourcing", "selecting", "filled", "cancelled"}:
            description.published_at = plan.entered["sourcing"]
        if plan.stage == "draft_back":
            description.state_reason = SENT_BACK
        if plan.stage == "cancelled":
            description.state_reason = CALLED_OFF
        steps += _steps(plan)
    keep(DescriptionStep, steps)
    rows = [plan.description for plan in plans]
    date_back(
        Description, rows, names=("state", "state_reason", "published_at", "created_at", "updated_at"),
    )  # fmt: skip
    note_all(rows)


def _steps(plan: Plan) -> Iterator[DescriptionStep]:
    moments: list[tuple[str, datetime]] = sorted(plan.entered.items(), key=lambda item: item[1])
    if plan.stage == "draft_back":
        sent = plan.entered["draft"] - timedelta(days=3)
        moments = [("draft", sent - timedelta(days=4)), ("submitted", sent), ("draft", plan.entered["draft"])]
    ends = [*[at for _state, at in moments[1:]], None]
    for (state, entered), left in zip(moments, ends, strict=True):
        yield DescriptionStep(description=plan.description, state=state, entered_at=entered, left_at=left)
