"""Random people make random moves about one service, from its first day to its certificate."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from tests import factories as make
from tests.assignments.service_steps import WORDS, costs_nothing
from tests.assignments.service_world import make_service
from tests.cycle.promises import FOUND, Promises

from minga.assignments.actions import certificates, clearances, extensions, hours, leave, performance, service
from minga.assignments.models import (
    Assignment,
    Certificate,
    Contract,
    Extension,
    HoursRecord,
    Leave,
    LeaveEntitlement,
    PerformanceAssessment,
    Suspension,
)
from minga.assignments.queries.service import longest_end
from minga.core.acting import SYSTEM
from minga.core.written import Written

who = st.integers(min_value=0, max_value=23)
"""Somebody at random; from 8 on whoever it belongs to."""
day = st.integers(min_value=-75, max_value=75)
which = st.integers(min_value=0, max_value=3)
BEGAN, LASTS = 60, 30
"""Days since the first day, and until the last."""

SERVICE = Written(lambda pk: Assignment.objects.filter(pk=pk).select_related("description__category"), 1, 2)
HOURS = Written(lambda pk: HoursRecord.objects.filter(assignment=pk).order_by(), 1, 2)
LEAVES = Written(lambda pk: Leave.objects.filter(assignment=pk).order_by("starts_on", "pk"), 1, 2)
LONGER = Written(lambda pk: Extension.objects.filter(assignment=pk).order_by("pk"), 1, 2)
RESTS = Written(lambda pk: Suspension.objects.filter(assignment=pk).order_by("starts_on", "pk"), 1, 2)
WRITTEN = Written(
    lambda pk: PerformanceAssessment.objects.filter(assignment=pk, written_at__isnull=False).values_list("side"), 1, 2
)
CERTIFIED = Written(lambda pk: Certificate.objects.filter(assignment=pk).values_list("ref"), 1, 2)


class RandomService(Promises):
    """A volunteer who has begun, all who have to do with them, and three who have not."""

    @initialize(limit=st.sampled_from([3, 4, None]))
    def people(self, limit: int | None) -> None:
        self.today = timezone.localdate()
        category = make.make_category("specialist", max_duration_months=limit)
        LeaveEntitlement.objects.create(
            category=category, days_a_month=Decimal("2.5"), in_force_from=self.today - timedelta(days=400)
        )
        world = make_service(kinds=(), category=category, days=LASTS)
        self.description, self.key, self.person = world.description, world.service.pk, world.volunteer
        self.officer, self.colleague = world.officer, world.colleague
        self.host, self.supervisor = world.focal_point, world.supervisor
        self.all = [
            self.person, self.officer, self.colleague, self.host, self.supervisor, make.make_volunteer(),
            make.make_auditor(), make.make_focal_point(make.make_organisation()),
        ]  # fmt: skip
        first = self.today - timedelta(days=BEGAN)
        Assignment.objects.filter(pk=self.key).update(starts_on=first)
        now = timezone.now()
        Contract.objects.create(
            assignment=world.service, issued_at=now, volunteer_signed_at=now, officer_signed_at=now
        )  # fmt: skip
        clearances.confirm_clearances(actor=self.officer, assignment=self.service())
        service.confirm_entry(actor=self.supervisor, assignment=self.service(), entered_on=first)

    def service(self) -> Assignment:
        return Assignment.objects.get(pk=self.key)

    def actor(self, number: int, usual: Any) -> Any:
        return usual if number >= len(self.all) else self.all[number]

    def on(self, offset: int) -> date:
        return self.today + timedelta(days=offset)

    # -- moves ------------------------------------------------------------------------------------------------

    @rule(who=who, offset=day, many=st.sampled_from([0, 8, 40, 160, 700, 745]))
    def record_hours(self, who: int, offset: int, many: int) -> None:
        actor = self.actor(who, self.person)
        month, worked = self.on(offset), Decimal(many)
        self.attempt(hours.record_hours, actor=actor, assignment=self.service(), month=month, hours=worked)

    @rule(who=who, number=which, verb=st.sampled_from(["verify", "verify", "dispute", "remove"]))
    def look_at_hours(self, who: int, number: int, verb: str) -> None:
        rows = list(HoursRecord.objects.filter(assignment=self.key).order_by("pk"))
        if rows:
            record, more = rows[number % len(rows)], {"reason": "Too many."} if verb == "dispute" else {}
            actor = self.actor(who, self.person if verb == "remove" else self.supervisor)
            self.attempt(getattr(hours, f"{verb}_hours"), actor=actor, record=record, **more)

    @rule(
        who=who, offset=day, length=st.integers(0, 20), half=st.sampled_from([False, False, False, True]),
        kind=st.sampled_from([Leave.Kind.UNPAID, Leave.Kind.SICK, Leave.Kind.ANNUAL]),
    )  # fmt: skip
    def ask_for_leave(self, who: int, offset: int, length: int, half: bool, kind: str) -> None:
        first, last = self.on(offset), self.on(offset + length)
        days = {"starts_on": first, "ends_on": last, "half_day": half, "note": "A wedding."}
        self.attempt(
            leave.ask_for_leave, actor=self.actor(who, self.person), assignment=self.service(), kind=kind, **days
        )

    @rule(who=who, number=which, verb=st.sampled_from(["approve", "refuse", "withdraw"]))
    def answer_leave(self, who: int, number: int, verb: str) -> None:
        rows = list(Leave.objects.filter(assignment=self.key).order_by("-pk"))
        if not rows:
            return
        asked = rows[number % len(rows)]
        if verb == "withdraw":
            self.attempt(leave.withdraw_leave, actor=self.actor(who, self.person), leave=asked)
        else:
            actor = self.actor(who, self.supervisor)
            self.attempt(leave.decide_leave, actor=actor, leave=asked, verb=verb, reason="The team is away.")

    @rule(who=who, days=st.integers(min_value=-5, max_value=90))
    def ask_for_more_time(self, who: int, days: int) -> None:
        row = self.service()
        self.attempt(
            extensions.ask_for_extension, actor=self.actor(who, self.host), assignment=row,
            new_end=row.ends_on + timedelta(days=days), reason="More to do.", funding_note="The host entity",
        )  # fmt: skip
        asked = row.extensions.filter(state="requested", estimates=None).first()
        if asked is not None:
            costs_nothing(asked)

    @rule(who=who, number=which, verb=st.sampled_from(["approve", "approve", "refuse"]))
    def answer_more_time(self, who: int, number: int, verb: str) -> None:
        rows = list(Extension.objects.filter(assignment=self.key).order_by("-pk"))
        if rows:
            actor, asked = self.actor(who, self.officer), rows[number % len(rows)]
            self.attempt(extensions.decide_extension, actor=actor, extension=asked, verb=verb)

    @rule(who=who, offset=day, without_pay=st.booleans())
    def suspend(self, who: int, offset: int, without_pay: bool) -> None:
        self.attempt(
            service.suspend_service, actor=self.actor(who, self.officer), assignment=self.service(),
            starts_on=self.on(offset), reason="A flood.", without_pay=without_pay,
        )  # fmt: skip

    @rule(who=who)
    def resume(self, who: int) -> None:
        self.attempt(service.resume_service, actor=self.actor(who, self.officer), assignment=self.service())

    @rule(
        who=who, offset=day, rare=which, by_clock=st.booleans(),
        kind=st.sampled_from([*Assignment.EndKind.values, "completed"]),
    )  # fmt: skip
    def end(self, who: int, offset: int, rare: int, by_clock: bool, kind: str) -> None:
        if rare < 2:
            actor = SYSTEM if by_clock and kind == "completed" else self.actor(who, self.officer)
            self.attempt(
                service.end_service, actor=actor, assignment=self.service(), end_kind=kind, ended_on=self.on(offset),
                reason="All that was agreed is done.",
            )  # fmt: skip

    @rule(who=who, finish=st.booleans(), side=st.sampled_from(["host_assessment", "volunteer_report"]))
    def write(self, who: int, finish: bool, side: str) -> None:
        actor = self.actor(who, self.supervisor if side == "host_assessment" else self.person)
        act, fields = getattr(performance, f"write_{side}"), {"overall": 4, "results": "A register."}
        self.attempt(act, actor=actor, assignment=self.service(), fields=fields, finish=finish)

    @rule(who=who)
    def close(self, who: int) -> None:
        self.attempt(service.close_service, actor=self.actor(who, self.officer), assignment=self.service())

    @rule(who=who)
    def certify(self, who: int) -> None:
        if not CERTIFIED(self.key):  # one is made and sealed; that takes a while
            self.attempt(
                certificates.issue_certificate, actor=self.actor(who, self.officer), assignment=self.service(),
                language="en", second_language="zh-hans", service_content=WORDS,
            )  # fmt: skip

    # -- promises ---------------------------------------------------------------------------------------------

    def what_else_holds(self) -> None:
        self.row = SERVICE(self.key)[0]
        self.first = self.row.entered_on or self.row.starts_on
        self.last = self.row.ended_on or self.row.ends_on
        self.it_ends_within_what_was_agreed()
        self.hours_lie_on_days_of_the_service()
        self.no_leave_lies_over_leave()
        self.more_time_is_given_within_the_longest()
        self.it_rests_once_at_a_time()
        self.what_is_closed_is_complete()

    def it_ends_within_what_was_agreed(self) -> None:
        assert (self.row.ended_on is None) == (self.row.state not in ("ended", "closed"))
        assert self.first <= self.last <= self.row.ends_on

    def hours_lie_on_days_of_the_service(self) -> None:
        for record in HOURS(self.key):
            month = record.month
            first = max(self.first, month)
            last = min(self.last, self.today, month.replace(day=monthrange(month.year, month.month)[1]))
            assert first <= last, "hours of a month without service"
            if record.state != "disputed":
                assert 0 < record.hours <= 24 * ((last - first).days + 1), "more hours than the days have"
            if record.state == "verified":
                assert record.verified_by_id not in (None, record.recorded_by_id, self.person.pk)

    def no_leave_lies_over_leave(self) -> None:
        rows = [row for row in LEAVES(self.key) if row.state in ("requested", "approved")]
        assert all(one.ends_on < next_.starts_on for one, next_ in pairwise(rows))
        assert all(self.row.starts_on <= row.starts_on <= row.ends_on <= self.row.ends_on for row in rows)
        assert not any(row.state == "requested" and row.starts_on > self.last for row in rows), "asked of nobody"
        assert all(row.decided_by_id != self.person.pk for row in rows)

    def more_time_is_given_within_the_longest(self) -> None:
        rows = LONGER(self.key)
        assert sum(row.state == "requested" for row in rows) <= 1
        given = [row for row in rows if row.state == "approved"]
        assert all(row.decided_by_id not in (None, row.asked_by_id) for row in given)
        agreed = max((row.new_end for row in given), default=self.on(LASTS))
        assert self.row.ends_on == agreed
        longest = longest_end(self.row) if given else None
        assert longest is None or self.row.ends_on <= longest
        assert not any(row.state == "requested" for row in rows) or self.row.state in ("serving", "suspended")

    def it_rests_once_at_a_time(self) -> None:
        rows = RESTS(self.key)
        FOUND.update(("Suspension", "over" if row.ends_on else "open") for row in rows)
        still = [row for row in rows if row.ends_on is None]
        if self.row.state in ("serving", "suspended"):
            assert len(still) == (self.row.state == "suspended")

    def what_is_closed_is_complete(self) -> None:
        if self.row.state == "closed":
            assert all(row.state == "verified" for row in HOURS(self.key))
            assert self.row.end_kind == "not_started" or {side for (side,) in WRITTEN(self.key)} == {
                "host",
                "volunteer",
            }
        else:
            assert not CERTIFIED(self.key), "certified before it was closed"
        FOUND.update(("Certificate", "issued") for _row in CERTIFIED(self.key))
