"""The pro forma cost: computed, sent for authorization, authorized or refused by somebody else, and what was paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from minga.assignments.actions.service import tell_volunteer
from minga.assignments.costing import UNITS, Cost, Inputs, RateRow, compute
from minga.assignments.models import (
    ActualCost,
    Assignment,
    CostEstimate,
    CostLine,
    DependantsChange,
    Description,
    Extension,
    LineKind,
    Rate,
)
from minga.assignments.queries.cost import (
    PAYERS,
    current_estimate,
    inputs_of,
    is_old,
    kept_inputs,
    payers_of,
    why_it_stands,
)
from minga.assignments.queries.holders import finance_officers_of, focal_points_of
from minga.assignments.queries.rates import costs_that_used, overlapping_rates, rates_between
from minga.assignments.state_names import ESTIMATE_IN_FORCE
from minga.assignments.states import ESTIMATE
from minga.assignments.telling import call_for, officers_told, page_of, titles_of
from minga.core.access.models import Role
from minga.core.acting import Actor, action
from minga.core.audit import trail
from minga.core.days import day_of
from minga.core.errors import IllegalTransition, Incomplete, Problem, Refused
from minga.core.holding import hold
from minga.core.money.amounts import Amount
from minga.core.money.models import Currency
from minga.core.notices.kinds import in_each_language
from minga.core.notices.telling import tell_all
from minga.core.reasons import require_reason
from minga.core.twice import made_just_now

COSTED_STATES = ("draft", "submitted", "ready_for_sourcing", "sourcing", "selecting")


@action("assignments.compute_cost", target="description")
def compute_cost(*, actor: Actor, description: Description, dependants: int = 0) -> CostEstimate:
    """A new estimate from the rates in force, which it keeps; the former one is replaced, authorized or not.

    dependants: the number assumed for every seat. Raises Incomplete naming every missing rate or input, Refused where
    an authorized cost stands (`why_it_stands`), and IllegalTransition for a description that is filled or cancelled.
    """
    if description.state not in COSTED_STATES:
        raise IllegalTransition(
            _("The cost of a description that is filled or cancelled is not computed again."),
            state=description.state,
            verb="compute_cost",
            legal=(),
        )
    former = current_estimate(description)
    stands = why_it_stands(actor, description, former)
    if stands is not None and former is not None and not is_old(former):
        raise Refused(stands.message, remedy=stands.remedy)
    inputs, problems = inputs_of(description, dependants=dependants)
    if inputs is None:
        raise Incomplete(_("The cost cannot be computed yet."), problems=problems)
    cost = compute(inputs=inputs, rates=rates_for(description, inputs))
    if cost.problems:
        raise Incomplete(_("The cost cannot be computed yet."), problems=cost.problems)
    replace_costs(description.estimates.filter(state__in=(*ESTIMATE_IN_FORCE, "refused")), actor=actor)
    return keep_cost(cost, inputs, description=description, actor=actor)


def replace_costs(formers: Iterable[CostEstimate], *, actor: Actor) -> None:
    """Within an action: these estimates count no more."""
    for former in formers:
        before = trail.snapshot(former)
        ESTIMATE.move(former, verb="supersede")
        former.save()
        trail.note(actor=actor, verb="supersede_cost", target=former, before=before)


def keep_cost(
    cost: Cost,
    inputs: Inputs,
    *,
    description: Description,
    actor: Actor,
    extension: Extension | None = None,
    change: DependantsChange | None = None,
) -> CostEstimate:
    """Within an action: the computed cost with its lines and the rates it used."""
    estimate = CostEstimate.objects.create(
        description=description,
        extension=extension,
        dependants_change=change,
        currency_id=currency_row(cost.currency).pk,
        total=cost.total,
        rates_used=[kept_rate(rate) for rate in cost.rates],
        inputs=kept_inputs(inputs),
        dependants=inputs.dependants,
        computed_by_id=actor.pk,
    )
    seats = {seat.number: seat for seat in description.seats.all()}
    CostLine.objects.bulk_create(
        CostLine(
            estimate=estimate,
            seat=seats[line.seat],
            kind=line.kind,
            month=line.month,
            amount=line.amount,
            formula=line.formula,
        )
        for line in cost.lines
    )
    trail.note(actor=actor, verb="compute_cost", target=estimate)
    return estimate


def rates_for(description: Description, inputs: Inputs) -> list[RateRow]:
    """The rates that could count for these inputs, as plain rows. Two queries."""
    cities = [seat.city_id for seat in description.seats.filter(is_cancelled=False) if seat.city_id]
    return rates_between(
        starts=inputs.begins,
        ends=inputs.goes_on_until or description.ends_on or inputs.starts_on,
        categories=description.categories_that_count,
        track=description.track,
        countries={seat.country for seat in inputs.seats},
        cities=cities,
    )


def currency_row(code: str) -> Currency:
    """The row of the currency; one that is not there yet is made. One query."""
    return Currency.objects.get_or_create(code=code, defaults={"names": {"en": code}})[0]


def kept_rate(rate: RateRow) -> dict[str, Any]:
    """A rate as an estimate keeps it for ever."""
    return {
        "ref": rate.ref,
        "kind": rate.kind,
        "unit": rate.unit,
        "amount": str(rate.amount),
        "currency": rate.currency,
        "category": rate.category,
        "track": rate.track,
        "country": rate.country,
        "city": rate.city,
        "in_force_from": rate.in_force_from.isoformat(),
        "in_force_to": rate.in_force_to.isoformat() if rate.in_force_to else "",
        "source": rate.source,
        "is_secondary": rate.is_secondary,
    }


def above(estimate: CostEstimate) -> Description | Assignment:
    """What is locked before an estimate by whoever computes or decides: the service that it is about, where it is about
    one, which whoever extends it locks too; else the description.
    """
    added = estimate.extension or estimate.dependants_change
    return estimate.description if added is None else added.assignment


@action("assignments.request_authorization", target="estimate", lock_first=above)
def request_authorization(*, actor: Actor, estimate: CostEstimate, seen: int | None = None) -> CostEstimate:
    """Ask for authorization; the finance officers are told, and the administrators where nobody else is one. Raises
    Incomplete where it is out of date.
    """
    _refuse_old(estimate)
    ESTIMATE.move(estimate, verb="request")
    if estimate.extension is None and estimate.dependants_change is None:
        estimate.inputs = {**estimate.inputs, PAYERS: payers_of(estimate.description)}
    estimate.requested_by_id, estimate.requested_at = actor.pk, timezone.now()
    estimate.save()
    deciding = finance_officers_of(estimate.description).exclude(pk__in=estimate.concerned)
    _tell(estimate, kind="cost_requested", to=deciding, actor=actor)
    if not deciding:
        once = f"{estimate.ref}:{estimate.version}"
        call_for(Role.FINANCE_OFFICER, estimate.description, kind="finance_missing", once=once)
    return estimate


@action("assignments.authorize_cost", target="estimate", lock_first=above)
def authorize_cost(*, actor: Actor, estimate: CostEstimate, seen: int | None = None) -> CostEstimate:
    """Authorize the cost. Whoever asked never approves: the guard says so, and the database refuses it too."""
    _refuse_old(estimate)
    _decide(actor=actor, estimate=estimate, verb="authorize", reason="")
    _tell(estimate, kind="cost_authorized", to=_concerned(estimate), actor=actor)
    change = estimate.dependants_change
    if change is not None:
        once = f"dependants-counted:{change.ref}"
        tell_volunteer(change.assignment, kind="dependants_counted", once=once, starts=change.starts_on)
    return estimate


@action("assignments.authorize_cost", target="estimate", lock_first=above)
def refuse_cost(*, actor: Actor, estimate: CostEstimate, reason: str, seen: int | None = None) -> CostEstimate:
    """Refuse the cost with a reason; whoever asked is told it."""
    reason = require_reason(reason)
    _decide(actor=actor, estimate=estimate, verb="refuse", reason=reason)
    _tell(estimate, kind="cost_refused", to=_concerned(estimate), actor=actor, reason=reason)
    return estimate


def _decide(*, actor: Actor, estimate: CostEstimate, verb: str, reason: str) -> None:
    estimate.decided_by_id, estimate.decided_at, estimate.decision_reason = actor.pk, timezone.now(), reason
    ESTIMATE.move(estimate, verb=verb)
    estimate.save()


def _refuse_old(estimate: CostEstimate) -> None:
    if is_old(estimate):
        raise Incomplete(
            _("This cost is out of date."),
            problems=[
                Problem("cost", _("The description changed after its cost was computed."), _("Compute the cost again."))
            ],
        )


def _concerned(estimate: CostEstimate) -> set[Any]:
    description = estimate.description
    return {
        *([estimate.requested_by] if estimate.requested_by else []),
        *officers_told(above(estimate)),
        *focal_points_of(description.host),
    }


def _tell(estimate: CostEstimate, *, kind: str, to: Any, actor: Any, **context: Any) -> None:
    tell_all(
        kind=f"assignments.{kind}",
        to=[account for account in to if account.pk != actor.pk],
        about=estimate,
        once=f"{kind}:{estimate.ref}:{estimate.version}",
        url=_page_of(estimate),
        context={
            "post": titles_of(estimate.description),
            "total": in_each_language(lambda: Amount(estimate.total, estimate.currency_id)),
            **context,
        },
    )


def _page_of(estimate: CostEstimate) -> str:
    if estimate.extension is not None:
        return f"/extensions/{estimate.extension.ref}/cost"
    if estimate.dependants_change is not None:
        return f"/dependants/{estimate.dependants_change.ref}/cost"
    return f"{page_of(estimate.description)}/cost"


@action("assignments.record_actual_cost", target="assignment")
def record_actual_cost(
    *,
    actor: Actor,
    assignment: Assignment,
    kind: str,
    paid_on: date,
    amount: Decimal,
    currency: Currency,
    note: str = "",
) -> ActualCost:
    """Write down what was really paid for an assignment; a correction is a further row with a negative amount.

    The same press again finds what it wrote, so that nothing counts as paid twice. Raises Incomplete for another kind
    than a line has, without an amount, and for a day still to come.
    """
    if kind not in LineKind.values or kind == LineKind.POST_ADJUSTMENT:
        raise Incomplete(_("Choose what was paid."), problems=[Problem("kind", _("Choose what was paid."))])
    if not amount:
        raise Incomplete(_("The amount is missing."), problems=[Problem("amount", _("The amount is missing."))])
    if paid_on > max(timezone.localdate(), day_of(actor)):
        problem = Problem("paid_on", _("This day is still to come."), _("Record a payment once it is made."))
        raise Incomplete(_("Nothing was recorded."), problems=[problem])
    values = {
        "kind": kind,
        "paid_on": paid_on,
        "amount": Amount(amount, currency.code).rounded().value,
        "currency": currency,
        "note": note,
        "recorded_by_id": actor.pk,
    }
    known = made_just_now(ActualCost.objects.filter(assignment=assignment), **values)
    if known is not None:
        return known
    paid = ActualCost.objects.create(assignment=assignment, **values)
    trail.note(actor=actor, verb="record_actual_cost", target=paid)
    return paid


@action("assignments.edit_rates")
def add_rate(*, actor: Actor, rate: Rate) -> Rate:
    """Keep a new rate. Raises Incomplete when it overlaps another of the same kind, category, track and place."""
    hold("rates")
    _refuse_overlap(rate)
    rate.save()
    return rate


@action("assignments.edit_rates", target="rate")
def change_rate(*, actor: Actor, rate: Rate, values: dict[str, Any], seen: int | None = None) -> Rate:
    """Change a rate; estimates that used it keep what they used. Raises Incomplete when it would overlap another, and
    for another line or unit where a cost has used it: services that run are paid by it.
    """
    hold("rates")
    _refuse_another_unit(rate, values)
    for name, value in values.items():
        setattr(rate, name, value)
    _refuse_overlap(rate)
    rate.save()
    return rate


def _refuse_another_unit(rate: Rate, values: dict[str, Any]) -> None:
    changed = [name for name in ("kind", "unit") if values.get(name, getattr(rate, name)) != getattr(rate, name)]
    if changed and costs_that_used(rate).exists():
        problem = Problem(
            changed[-1],
            _("Costs were computed with this rate as “%(line)s”, %(unit)s.")
            % {"line": rate.get_kind_display(), "unit": rate.get_unit_display()},
            _("End it, and add a rate that says otherwise from the day after."),
        )
        raise Incomplete(_("This rate cannot be kept."), problems=[problem])


def _refuse_overlap(rate: Rate) -> None:
    problems = _odd_figures(rate)
    if problems:
        raise Incomplete(_("This rate cannot be kept."), problems=problems)
    if rate.city is not None and rate.country_id is None:
        rate.country_id = rate.city.country_id
    other = overlapping_rates(rate).first()
    if other is not None:
        raise Incomplete(
            _("Two rates would be in force on the same day."),
            problems=[
                Problem(
                    "in_force_from",
                    _("Another rate of the same kind, category, track and place is in force from %(start)s to %(end)s.")
                    % {"start": date_format(other.in_force_from), "end": _until(other)},
                    _("End that one the day before this one begins."),
                )
            ],
        )


def _until(rate: Rate) -> str:
    return date_format(rate.in_force_to) if rate.in_force_to else _("further notice")


LARGEST_FIGURE = {Rate.Unit.PERCENT: 100, Rate.Unit.MULTIPLIER: 5}
"""No agency takes more than all the other lines again, and no post adjustment came near to six times the base."""


def _odd_figures(rate: Rate) -> list[Problem]:
    """What its value and unit leave to be desired."""
    problems = []
    if rate.amount < 0:
        problems.append(Problem("amount", _("A rate is not below zero."), _("A rate of 0 says that nothing is paid.")))
    if rate.unit not in UNITS.get(rate.kind, ()):
        problems.append(
            Problem("unit", _("A rate of this kind has another unit."), _("Choose a unit that fits the kind."))
        )
    elif rate.amount > LARGEST_FIGURE.get(Rate.Unit(rate.unit), rate.amount):
        remedy = _("Write 8 for 8 %.") if rate.unit == Rate.Unit.PERCENT else _("Write 0.342 for 34.2 %.")
        problems.append(Problem("amount", _("This value is too large."), remedy))
    return problems
