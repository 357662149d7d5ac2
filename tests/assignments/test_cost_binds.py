"""What somebody authorized is what is spent: by this payer, for these seats, and line by line."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.cost_world import costed, make_rates, press
from tests.assignments.description_world import fresh
from tests.assignments.selection_world import applied
from tests.assignments.waiting_world import make_service
from tests.clients import signed_in

from minga.assignments.actions.cost import compute_cost
from minga.assignments.actions.descriptions import approve_description
from minga.assignments.actions.editing import update_section
from minga.assignments.actions.offers import make_offer
from minga.assignments.models import Application, Assignment, CostEstimate, Description, Offer, Rate, Seat
from minga.assignments.queries.cost import is_old, seats_of
from minga.core.errors import Incomplete, Refused
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db


def paid_by(funder: Any, description: Description, *, actor: Any) -> None:
    shares = [{"funder": funder, "percent": Decimal(100)}] if funder is not None else []
    content = {"funding": "fully_funded" if shares else "host_funded", "shares": shares}
    update_section(actor=actor, description=description, section="funding", content=content)


def authorized_by_the_host(**fields: Any) -> tuple[Any, CostEstimate]:
    """An officer, and a cost that was asked for and authorized while the host entity paid."""
    make_rates()
    officer = make.make_officer()
    estimate = costed(requested_by=officer, **fields)
    press(signed_in(make.make_finance_officer()), estimate, "authorize")
    estimate.refresh_from_db()
    assert estimate.state == "authorized"
    return officer, estimate


def now(estimate: CostEstimate) -> CostEstimate:
    return CostEstimate.objects.get(pk=estimate.pk)


def test_a_cost_that_was_authorized_for_one_payer_binds_no_other() -> None:
    officer, estimate = authorized_by_the_host()
    post, funder = estimate.description, make.make_organisation(is_funder=True)
    paid_by(funder, post, actor=officer)
    assert is_old(now(estimate))
    assert Notice.objects.filter(kind="assignments.cost_outdated").exists()
    with pytest.raises(Incomplete) as refused:
        approve_description(actor=officer, description=fresh(post))
    assert [problem.place for problem in refused.value.problems] == ["cost"]
    paid_by(None, fresh(post), actor=officer)
    assert not is_old(now(estimate)), "the one who authorized it pays again"
    assert approve_description(actor=officer, description=fresh(post)).state == "ready_for_sourcing"


def test_who_pays_may_be_named_after_the_cost_was_computed_and_before_it_is_asked_for() -> None:
    make_rates()
    officer = make.make_officer()
    estimate = costed()
    paid_by(make.make_organisation(is_funder=True), estimate.description, actor=officer)
    assert not is_old(now(estimate))
    assert press(signed_in(officer), estimate, "request") == 302
    assert now(estimate).state == "requested"
    paid_by(make.make_organisation(is_funder=True), fresh(estimate.description), actor=officer)
    assert press(signed_in(make.make_finance_officer()), estimate, "authorize") == 422
    assert now(estimate).state == "requested"


def selected(estimate: CostEstimate) -> Application:
    Description.objects.filter(pk=estimate.description_id).update(state="selecting", published_at=timezone.now())
    return applied(fresh(estimate.description), state="selected")


def offered(officer: Any, row: Application, seat: Seat) -> Offer:
    first = timezone.localdate() + timedelta(days=60)
    return make_offer(
        actor=officer, application=Application.objects.get(pk=row.pk), seat=seat, starts_on=first,
        ends_on=first + timedelta(days=30),
    )  # fmt: skip


def why_not(officer: Any, row: Application, seat: Seat) -> list[str]:
    with pytest.raises(Incomplete) as refused:
        offered(officer, row, seat)
    return [str(problem.message) for problem in refused.value.problems]


def test_a_seat_that_came_after_the_cost_was_authorized_is_offered_once_its_cost_is_too() -> None:
    officer, estimate = authorized_by_the_host()
    row, city = selected(estimate), estimate.description.seats.get().city
    update_section(
        actor=officer, description=estimate.description, section="seats",
        content={"seats": [{"key_of_new": "a-new-seat", "city": city}]},
    )  # fmt: skip
    new = Seat.objects.get(ref="a-new-seat")
    [said] = why_not(officer, row, new)
    assert said == "The cost that was authorized is without this seat, or has it in another place."
    page = signed_in(officer).get(f"/descriptions/{estimate.description.ref}").content.decode()
    assert "is without these seats, or has them in another place: Seat 2." in page
    again = compute_cost(actor=officer, description=fresh(estimate.description))
    assert why_not(officer, row, new) == ["The cost has not been authorized."]
    page = signed_in(officer).get(f"/descriptions/{estimate.description.ref}").content.decode()
    assert "Until it is, nobody is offered a seat." in page
    press(signed_in(officer), again, "request")
    finance = signed_in(make.make_finance_officer())
    press(finance, again, "refuse", reason="Too dear")
    assert why_not(officer, row, new) == ["The cost has not been authorized."]
    again = compute_cost(actor=officer, description=fresh(estimate.description))
    press(signed_in(officer), again, "request")
    press(finance, again, "authorize")
    page = signed_in(officer).get(f"/descriptions/{estimate.description.ref}").content.decode()
    assert "nobody is offered" not in page
    assert offered(officer, row, new).seat == new


def test_a_seat_put_elsewhere_costs_what_nobody_authorized() -> None:
    officer, estimate = authorized_by_the_host()
    row, seat = selected(estimate), estimate.description.seats.get()
    home, elsewhere = seat.city, make.make_city(name="Chengdu")
    for city, is_refused in ((elsewhere, True), (home, False)):
        content = {"seats": [{"ref": seat.ref, "city": city}]}
        update_section(actor=officer, description=fresh(estimate.description), section="seats", content=content)
        seat.refresh_from_db()
        if is_refused:
            assert len(why_not(officer, row, seat)) == 1
        else:
            assert offered(officer, row, seat).seat == seat


def test_fewer_seats_than_authorized_keep_nobody_from_an_offer_nor_does_a_cost_of_nothing() -> None:
    officer, estimate = authorized_by_the_host(seats=2)
    row = selected(estimate)
    first, second = estimate.description.seats.all()
    content = {"seats": [{"ref": second.ref, "city": second.city, "is_cancelled": True}]}
    update_section(actor=officer, description=fresh(estimate.description), section="seats", content=content)
    assert is_old(now(estimate)) and offered(officer, row, first).seat == first
    Rate.objects.update(amount=0)
    free = costed(host=make.make_organisation())
    assert (free.total, free.state) == (0, "computed")
    row = selected(free)
    assert offered(officer, row, free.description.seats.get())


def test_a_seat_in_place_of_one_that_was_removed_is_not_taken_for_it() -> None:
    make_rates()
    officer = make.make_officer()
    estimate = costed(requested_by=officer, seats=2)
    post, second = estimate.description, estimate.description.seats.get(number=2)
    for row in ({"ref": second.ref, "remove": True}, {"key_of_new": "a-new-seat", "city": second.city}):
        update_section(actor=officer, description=fresh(post), section="seats", content={"seats": [row]})
    assert list(post.seats.values_list("number", flat=True)) == [1, 3]
    assert is_old(now(estimate)), "of the seat that is there now no line was computed"
    again = compute_cost(actor=officer, description=fresh(post))
    assert sum(seat.total for seat in seats_of(again)) == again.total
    assert [seat.seat.number for seat in seats_of(again)] == [1, 3]


def test_rates_that_leave_out_one_day_are_missed_only_where_a_month_begins_on_it() -> None:
    make_rates()
    living = Rate.objects.get(kind="living_allowance")
    Rate.objects.filter(pk=living.pk).update(in_force_to=date(2027, 6, 30))
    later = {"unit": "month", "currency": living.currency, "source": "A table"}
    Rate.objects.create(kind="living_allowance", amount="1100", in_force_from=date(2027, 7, 2), **later)
    officer = make.make_officer()
    estimate = costed(starts_on=date(2027, 6, 2), duration_months=3)
    lines = estimate.lines.filter(kind="living_allowance").order_by("month")
    assert [line.amount for line in lines] == [1000, 1100, 1100]
    post = costed(starts_on=date(2027, 6, 2), duration_months=3).description
    Description.objects.filter(pk=post.pk).update(starts_on=date(2027, 6, 1))
    with pytest.raises(Incomplete) as refused:
        compute_cost(actor=officer, description=fresh(post))
    [problem] = refused.value.problems
    assert "July 1, 2027" in str(problem.message) or "1 July 2027" in str(problem.message)


def test_an_authorized_cost_that_still_holds_is_computed_again_by_an_officer_only() -> None:
    officer, estimate = authorized_by_the_host()
    post, host = estimate.description, make.make_focal_point(organisation=estimate.description.host)
    page = signed_in(host).get(f"/descriptions/{post.ref}/cost").content.decode()
    assert "nothing that it was computed from has changed" in page and "Compute again" not in page
    with pytest.raises(Refused, match="nothing that it was computed from has changed"):
        compute_cost(actor=host, description=fresh(post))
    assert now(estimate).state == "authorized"
    assert compute_cost(actor=officer, description=fresh(post)).state == "computed"
    assert now(estimate).state == "superseded"


def test_a_cost_at_which_somebody_serves_stays_as_it_was_authorized() -> None:
    officer, estimate = authorized_by_the_host()
    service = make_service(description=fresh(estimate.description), state="serving")
    with pytest.raises(Refused, match="Somebody serves at this cost"):
        compute_cost(actor=officer, description=fresh(estimate.description))
    assert now(estimate).state == "authorized"
    Assignment.objects.filter(pk=service.pk).update(state="closed")
    assert compute_cost(actor=officer, description=fresh(estimate.description)).state == "computed"
