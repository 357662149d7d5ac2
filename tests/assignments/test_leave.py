"""Annual leave: what is earned month by month, which days count, and what may be asked for."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests import factories as make
from tests.assignments.service_steps import begin
from tests.assignments.service_world import World, make_service

from minga.assignments.actions import leave as acts
from minga.assignments.models import Assignment, Category, Leave, LeaveEntitlement, Suspension
from minga.assignments.queries.leave import leave_book
from minga.assignments.reference import load_categories
from minga.assignments.waiting.service import for_hosts
from minga.core.errors import Incomplete

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 3, 1)


def earns(category: Category, days: str, **more: Any) -> LeaveEntitlement:
    more = {"in_force_from": date(2021, 10, 1), **more}
    return LeaveEntitlement.objects.create(category=category, days_a_month=Decimal(days), **more)


def served(**more: Any) -> World:
    """A service of a year that began on 1 January 2027, under a category that earns 2.5 days a month."""
    world = make_service(kinds=(), language="en")
    dates = {"starts_on": date(2027, 1, 1), "ends_on": date(2027, 12, 31), "entered_on": date(2027, 1, 1)}
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", **{**dates, **more})
    earns(world.description.category, "2.5")
    world.fresh()
    return world


def ask(world: World, first: date, last: date | None = None, **more: Any) -> Any:
    more = {"kind": "annual", **more}
    return acts.ask_for_leave(
        actor=world.volunteer, assignment=world.service, starts_on=first, ends_on=last or first, **more
    )


def test_each_whole_month_of_service_earns_its_days_and_no_part_of_one() -> None:
    book = leave_book(served().service)
    assert book.earned(date(2027, 1, 30)) == 0
    assert book.earned(date(2027, 1, 31)) == Decimal("2.5")
    assert book.earned(date(2027, 6, 30)) == 15
    assert (book.whole, book.earned(date(2030, 1, 1))) == (30, 30)


def test_a_month_earns_what_was_in_force_on_its_first_day_and_the_country_comes_before_any() -> None:
    world = served()
    LeaveEntitlement.objects.update(in_force_to=date(2027, 3, 31))
    earns(world.description.category, "2", in_force_from=date(2027, 4, 1))
    earns(
        world.description.category,
        "1",
        in_force_from=date(2027, 12, 1),
        country=world.description.seats.get().city.country,
    )
    assert leave_book(world.service).whole == Decimal("2.5") * 3 + 2 * 8 + 1


def test_nothing_is_earned_while_a_service_rests() -> None:
    world = served()
    Suspension.objects.create(
        assignment=world.service, starts_on=date(2027, 2, 1), ends_on=date(2027, 3, 31), reason="Flood"
    )
    book = leave_book(world.fresh())
    assert book.earned(date(2027, 3, 31)) == Decimal("2.5")
    assert book.whole == 25


def test_approved_leave_without_pay_earns_nothing_and_a_day_that_rests_twice_counts_once() -> None:
    world = served()
    asked = ask(world, date(2027, 2, 1), date(2027, 2, 28), kind="unpaid")
    assert leave_book(world.fresh()).whole == 30
    acts.decide_leave(actor=world.supervisor, leave=asked, verb="approve")
    book = leave_book(world.fresh())
    assert book.earned(date(2027, 2, 28)) == Decimal("2.5")
    assert (book.earned(date(2027, 3, 27)), book.earned(date(2027, 3, 28))) == (Decimal("2.5"), 5)
    assert book.whole == Decimal("27.5")
    Suspension.objects.create(
        assignment=world.service, starts_on=date(2027, 2, 15), ends_on=date(2027, 3, 14), reason="Flood"
    )
    assert leave_book(world.fresh()).earned(date(2027, 4, 11)) == 5
    assert leave_book(world.service).earned(date(2027, 4, 10)) == Decimal("2.5")


def test_sick_and_family_leave_go_on_earning() -> None:
    world = served()
    for kind, month in (("sick", 2), ("family", 3)):
        row = ask(world, date(2027, month, 1), date(2027, month, 28), kind=kind)
        acts.decide_leave(actor=world.supervisor, leave=row, verb="approve")
    assert leave_book(world.fresh()).whole == 30


def test_weekends_take_no_day_and_half_a_day_takes_half_of_one() -> None:
    world = served()
    assert ask(world, MONDAY, MONDAY + timedelta(days=7), note="A wedding").days == 6
    assert ask(world, MONDAY + timedelta(days=15), half_day=True, note="A form").days == Decimal("0.5")
    with pytest.raises(Incomplete, match="cannot be asked for") as refused:
        ask(world, date(2027, 3, 13), date(2027, 3, 14))
    assert "no leave is needed" in refused.value.problems[0].message
    with pytest.raises(Incomplete):
        ask(world, MONDAY + timedelta(days=21), MONDAY + timedelta(days=22), half_day=True)


def test_a_week_from_sunday_to_thursday_counts_sunday_and_not_friday() -> None:
    world = served()
    LeaveEntitlement.objects.update(week="sun_thu")
    assert leave_book(world.service).days_of(date(2027, 3, 5), date(2027, 3, 7)) == 1


def test_days_not_earned_by_then_need_a_word_that_the_host_reads_and_more_than_the_whole_service_is_refused() -> None:
    world = served()
    with pytest.raises(Incomplete) as refused:
        ask(world, MONDAY, MONDAY + timedelta(days=11))
    assert refused.value.problems[0].place == "note"
    assert "5 days" in refused.value.problems[0].message
    leave = ask(world, MONDAY, MONDAY + timedelta(days=11), note="My sister marries")
    assert (leave.days, leave.in_advance) == (10, 5)
    [waits] = [row for row in for_hosts(world.supervisor) if "leave" in getattr(row, "title", "")]
    assert "5 days of it not earned by then" in waits.confirm and "My sister marries" in waits.confirm
    with pytest.raises(Incomplete) as refused:
        ask(world, date(2027, 11, 1), date(2027, 11, 30), note="A long journey")
    assert "The whole service earns 30 days" in refused.value.problems[0].message
    assert ask(world, date(2027, 11, 1), date(2027, 11, 30), kind="sick").in_advance == 0


def test_leave_asked_for_later_in_the_year_keeps_its_days_from_what_is_asked_for_before_it() -> None:
    world = served()
    assert ask(world, date(2027, 6, 28), date(2027, 7, 9)).in_advance == 0
    with pytest.raises(Incomplete) as refused:
        ask(world, date(2027, 5, 3), date(2027, 5, 12))
    assert "3 days" in refused.value.problems[0].message


def test_a_refused_or_withdrawn_leave_takes_no_day() -> None:
    world = served()
    leave = ask(world, date(2027, 6, 28), date(2027, 7, 9))
    acts.decide_leave(actor=world.supervisor, leave=leave, verb="refuse", reason="The census")
    assert leave_book(world.fresh()).taken == 0


EVERY_DAY = "Every day from the first to the last counts, weekends and public holidays too."


def test_volunteer_and_host_read_the_balance_and_nobody_where_nothing_is_said() -> None:
    today = timezone.localdate()
    world = make_service(kinds=())
    begin(world)
    for account in (world.volunteer, world.supervisor):
        assert "Annual leave:" not in world.read(account)
        assert EVERY_DAY not in world.read(account)
    asks = reverse("assignments:assignment_task", args=[world.service.ref, "leave"])
    assert EVERY_DAY in world.read(world.volunteer, asks)
    sick = {"kind": "sick", "state": "approved", "starts_on": today, "ends_on": today, "days": 1}
    leave = Leave.objects.create(assignment=world.service, **sick)
    assert EVERY_DAY in world.read(world.supervisor)
    leave.delete()
    earns(world.description.category, "2.5")
    Assignment.objects.filter(pk=world.service.pk).update(
        starts_on=today - timedelta(days=70), entered_on=today - timedelta(days=70), ends_on=today + timedelta(days=400)
    )
    for account in (world.volunteer, world.supervisor, world.officer):
        assert "Annual leave: 5 days earned by today, 0 days taken or asked for." in world.read(account)
    form = world.read(world.volunteer, asks)
    assert "5 days left." in form
    assert "Only working days count: Monday to Friday. Public holidays are not known here" in form
    assert "年假" in world.read(world.volunteer, language="zh-hans")
    Leave.objects.create(
        assignment=world.service, kind="annual", state="approved", starts_on=today, ends_on=today, days=Decimal("5.5")
    )
    assert "asked for. Half a day ahead of what is earned." in world.read(world.volunteer)


def test_an_administrator_keeps_what_is_earned_and_two_rows_never_hold_on_one_day() -> None:
    load_categories()
    category = Category.objects.get(code="youth")
    row = category.leave_entitlements.get()
    assert (row.days_a_month, "Default of Minga" in row.source) == (Decimal("2.5"), True)
    assert not Category.objects.get(code="online").leave_entitlements.exists()
    world, admin = make_service(kinds=(), category=category), make.make_administrator()
    sent = {"days_a_month": "2", "week": "mon_fri", "in_force_from": "2027-01-01", "in_force_to": "", "country": ""}
    page = world.press(admin, "entitlement_new", category.ref, **sent)
    assert (page.status_code, "is in force from" in page.content.decode()) == (422, True)
    world.press(
        admin, "entitlement", category.ref, row.ref, thing=row,
        **{**sent, "days_a_month": "2.5", "in_force_from": "2021-10-01", "in_force_to": "2026-12-31"},
    )  # fmt: skip
    page = world.press(admin, "entitlement_new", category.ref, **sent)
    assert page.status_code == 200
    assert "2 days with each whole month of service." in page.content.decode()
    assert category.leave_entitlements.count() == 2
    load_categories()
    assert category.leave_entitlements.count() == 2
