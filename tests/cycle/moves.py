"""The moves that random people make through the volunteer's cycle, and the natural steps that take some of them far."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule
from tests import factories as make
from tests.assignments.description_world import complete_description
from tests.cycle.promises import REACHED, Promises

from minga.assignments.actions import (
    applications,
    assessment,
    clearances,
    cost,
    descriptions,
    offers,
    reserve,
    selection,
    shortlist,
    taking_back,
)
from minga.assignments.models import (
    Application,
    Assessment,
    Clearance,
    ClearanceRequirement,
    Offer,
)
from minga.core.access.models import Role
from minga.core.acting import SYSTEM
from minga.core.days import add_months
from minga.core.notices.models import Notice

SINCE = {"in_force_from": date(2021, 10, 1)}
which = st.integers(min_value=0, max_value=11)


CHOOSING = {
    shortlist.shortlist_application, shortlist.return_to_longlist, shortlist.submit_to_host,
    selection.select_application, selection.do_not_select, selection.select_again, reserve.put_in_reserve,
    reserve.confirm_move_up, assessment.choose_assessor, assessment.write_assessment, assessment.record_assessment,
    offers.make_offer, taking_back.take_back_decision, descriptions.approve_description,
    descriptions.publish_description, descriptions.close_description, descriptions.reopen_description,
    descriptions.fill_description, descriptions.cancel_description,
}  # fmt: skip
"""What nobody does who is a candidate themselves."""


class RandomMoves(Promises):
    """Two seats, six volunteers of whom one is an officer too, two more officers, two finance officers of whom one is
    an officer too and may ask for money as well as decide about it, two hosts of whom one is a stranger.
    """

    @initialize(
        needs_officer=st.booleans(),
        published=st.sampled_from([True, True, True, False]),
        ahead=st.sampled_from([0, 2, 5, 7, 8, 8]),
        chance=st.integers(min_value=0, max_value=5),
    )
    def people(self, needs_officer: bool, published: bool, ahead: int, chance: int) -> None:
        self.description = complete_description(track="online", seats=2, hours_a_week=10, min_experience_months=36)
        self.description.seats.update(city=None)
        self.description.category.reserve_needs_officer = needs_officer
        self.description.category.save()
        rules = self.description.category.rules.all()
        rules.update(min_age=18, min_experience_months=36)
        self.volunteers = [make.make_volunteer(age=40) for _ in range(6)]
        for volunteer in self.volunteers:
            _long_experience(volunteer)
        hosts = [make.make_focal_point(self.description.host), make.make_focal_point(make.make_organisation())]
        make.give_role(self.volunteers[3], Role.PROGRAMME_OFFICER, country="CN")
        officers = [make.make_officer(), self.volunteers[3]]
        finance = [make.make_finance_officer() for _ in range(2)]
        make.give_role(finance[1], Role.PROGRAMME_OFFICER, country="CN")
        self.staff = [*hosts, *officers, *finance, make.make_auditor(), make.make_officer()]
        for kind in ("medical", "security_training"):
            ClearanceRequirement.objects.create(kind=kind, category=self.description.category, **SINCE)
        if published:
            self.publish()
            for number in range(4):
                self.apply_as(self.volunteers[number])
            # One candidate is some natural steps ahead: a walk of 40 moves seldom sees late states otherwise.
            # Six lead to an accepted offer, two more settle its clearances.
            self.go_as_far(0, ahead, chance)

    # -- helpers ----------------------------------------------------------------------------------------------

    def is_involved(self, actor: Any, act: Callable[..., Any], clearance: Clearance | None) -> bool:
        """Whether the actor would choose where they are a candidate, or decide about their own clearance."""
        if clearance is not None:
            return bool(clearances.person_of(clearance).pk == actor.pk)
        own = Application.objects.filter(description=self.description, account_id=actor.pk)
        return act in CHOOSING and own.exclude(state__in=("draft", "withdrawn")).exists()

    def someone(self, number: int) -> Any:
        return self.staff[number % len(self.staff)]

    def publish(self) -> None:
        """The usual way to an open description, so that most examples see applications."""
        host, officer, finance = self.staff[0], self.staff[2], self.staff[4]
        descriptions.submit_description(actor=host, description=self._description())
        cost.compute_cost(actor=finance, description=self._description())
        descriptions.approve_description(actor=officer, description=self._description())
        descriptions.publish_description(actor=officer, description=self._description())

    def candidate(self, number: int) -> Application | None:
        rows = list(Application.objects.filter(description=self.description).order_by("pk"))
        return rows[number % len(rows)] if rows else None

    # -- moves of the description ----------------------------------------------------------------------------

    @rule(who=which, verb=st.sampled_from(["submit", "approve", "publish", "close", "reopen", "fill"]))
    def move_description(self, who: int, verb: str) -> None:
        self.attempt(
            getattr(descriptions, f"{verb}_description"),
            actor=self.staff[2] if who > 5 else self.someone(who),
            description=self._description(),
        )

    @rule(who=which)
    def compute_cost(self, who: int) -> None:
        self.attempt(cost.compute_cost, actor=self.someone(who), description=self._description())

    @rule(who=which, verb=st.sampled_from([cost.request_authorization, cost.authorize_cost]))
    def decide_cost(self, who: int, verb: Callable[..., Any]) -> None:
        estimate = self.description.estimates.order_by("-pk").first()
        if estimate is not None:
            self.attempt(verb, actor=self.someone(who), estimate=estimate)

    def ask_for_money(self, step: int) -> None:
        """The natural ways of a cost: asked for by somebody who decides about others, by them, by somebody else."""
        estimate = self.description.estimates.order_by("-pk").first()
        if estimate is not None:
            act = cost.request_authorization if step == 0 else cost.authorize_cost
            self.attempt(act, actor=self.staff[4] if step == 2 else self.staff[5], estimate=estimate)

    @rule(who=which, rare=st.integers(min_value=0, max_value=5))
    def cancel(self, who: int, rare: int) -> None:
        if rare == 0:
            self.attempt(
                descriptions.cancel_description,
                actor=self.staff[2] if who % 2 else self.someone(who),
                description=self._description(),
                reason="The project ended.",
            )

    # -- moves of volunteers ----------------------------------------------------------------------------------

    @rule(who=which)
    def apply(self, who: int) -> None:
        self.apply_as(self.volunteers[who % len(self.volunteers)])

    def apply_as(self, volunteer: Any) -> None:
        self.attempt(applications.begin_application, actor=volunteer, description=self._description())
        row = Application.objects.filter(description=self.description, account=volunteer).first()
        if row is not None:
            self.attempt(
                applications.submit_application,
                actor=volunteer,
                application=row,
                motivation="I would like to help.",
                available_from=timezone.localdate(),
                share_with_host=True,
            )

    @rule(who=which, number=which, rare=st.integers(min_value=0, max_value=2))
    def withdraw(self, who: int, number: int, rare: int) -> None:
        row = self.candidate(number)
        if row is not None and rare == 0:
            actor = row.account if who % 4 else self.someone(who)
            self.attempt(applications.withdraw_application, actor=actor, application=row)

    @rule(number=which, own=st.booleans(), verb=st.sampled_from([offers.accept_offer, offers.decline_offer]))
    def answer(self, number: int, own: bool, verb: Callable[..., Any]) -> None:
        row = self.candidate(number)
        if row is not None:
            self.attempt(verb, actor=row.account if own else self.volunteers[0], application=row)

    # -- moves of officers and hosts --------------------------------------------------------------------------

    @rule(
        who=which,
        number=which,
        verb=st.sampled_from(
            [
                shortlist.shortlist_application,
                shortlist.return_to_longlist,
                shortlist.submit_to_host,
                selection.select_application,
                reserve.put_in_reserve,
                selection.do_not_select,
                selection.select_again,
                reserve.confirm_move_up,
                offers.expire_offer,
                assessment.record_assessment,
            ]
        ),
    )
    def decide(self, who: int, number: int, verb: Callable[..., Any]) -> None:
        row = self.candidate(number)
        if row is not None:
            self.attempt(verb, actor=self.someone(who), application=row)

    @rule(who=which, number=which, rare=st.integers(min_value=0, max_value=3))
    def take_back(self, who: int, number: int, rare: int) -> None:
        row = self.candidate(number)
        if row is not None and rare == 0:
            Notice.objects.filter(about_ref=row.ref).update(next_try_at=timezone.now() + timedelta(minutes=5))
            self.attempt(taking_back.take_back_decision, actor=self.someone(who), application=row)

    @rule(number=which, steps=st.integers(min_value=1, max_value=6), chance=st.integers(min_value=0, max_value=5))
    def go_on(self, number: int, steps: int, chance: int) -> None:
        """The natural next steps of one candidate."""
        self.go_as_far(number, steps, chance)

    def go_as_far(self, number: int, steps: int, chance: int) -> None:
        for _step in range(steps):
            row = self.candidate(number)
            if row is not None:
                self.natural_step(row, chance)

    def natural_step(self, row: Application, chance: int) -> None:
        """What comes next, done by whom it belongs to."""
        REACHED.add(row.state)
        host, officer = self.staff[0], self.staff[2]
        if row.state == "longlisted":
            self.attempt(shortlist.shortlist_application, actor=officer, application=row)
        elif row.state == "shortlisted":
            self.attempt(shortlist.submit_to_host, actor=officer, application=row)
        elif row.state == "with_host":
            self.assess_by(row, host)
        elif row.state == "assessed":
            verb = (reserve.put_in_reserve, selection.do_not_select, *(selection.select_application,) * 4)[chance]
            self.attempt(verb, actor=host, application=row)
        elif row.state == "selected":
            self.offer_seat(row, chance % 2)
        elif row.state == "offered":
            verb = offers.decline_offer if chance == 2 else offers.accept_offer
            self.attempt(verb, actor=row.account, application=row)
        elif row.state == "lapsed":
            self.attempt(selection.select_again, actor=officer, application=row)
        elif row.state == "accepted":
            self.settle_clearance(row, chance)

    def settle_clearance(self, row: Application, chance: int) -> None:
        """One clearance of the service: passed, failed, or proposed to be waived and waived by a second person."""
        officer, second = self.staff[2], self.staff[-1]
        left = list(Clearance.objects.filter(assignment__offer__application=row, state="required").order_by("pk"))
        if not left:
            return
        mine = left[0]
        if (chance + len(left)) % 2:
            self.attempt(clearances.ask_for_waiver, actor=officer, clearance=mine, reason="Held by the host already.")
            self.attempt(clearances.waive_clearance, actor=second, clearance=mine)
            return
        self.attempt(clearances.request_clearance, actor=officer, clearance=mine)
        if chance == 5:
            self.attempt(clearances.fail_clearance, actor=officer, clearance=mine, result="Not enough.")
        else:
            self.attempt(clearances.pass_clearance, actor=officer, clearance=mine)

    @rule(number=which, who=which)
    def assess(self, number: int, who: int) -> None:
        row = self.candidate(number)
        if row is not None:
            self.assess_by(row, self.someone(who))

    def assess_by(self, row: Application, assessor: Any) -> None:
        host = self.staff[0]
        self.attempt(assessment.choose_assessor, actor=host, application=row, assessor=assessor)
        for written in Assessment.objects.filter(application=row, written_at=None):
            self.attempt(
                assessment.write_assessment,
                actor=written.assessor,
                assessment=written,
                marks={},
                advice="select",
                words="Answers well.",
                finish=True,
            )
        self.attempt(assessment.record_assessment, actor=host, application=row)

    @rule(number=which, seat=st.integers(min_value=0, max_value=1))
    def offer(self, number: int, seat: int) -> None:
        row = self.candidate(number)
        if row is not None:
            self.attempt(selection.select_application, actor=self.staff[0], application=row)
            self.offer_seat(row, seat)

    def offer_seat(self, row: Application, seat: int) -> None:
        starts = timezone.localdate() + timedelta(days=60)
        self.attempt(
            offers.make_offer,
            actor=self.staff[2],
            application=row,
            seat=list(self.description.seats.all())[seat],
            starts_on=starts,
            ends_on=starts + timedelta(days=300),
        )

    @rule(number=which)
    def time_passes_for_an_offer(self, number: int) -> None:
        rows = list(Offer.objects.filter(application__description=self.description, state="open"))
        if rows:
            offer = rows[number % len(rows)]
            Offer.objects.filter(pk=offer.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
            self.attempt(offers.expire_offer, actor=SYSTEM, application=offer.application)

    @rule(
        number=which,
        who=which,
        verb=st.sampled_from(["request", "pass", "fail", "ask", "waive"]),
    )
    def clearance(self, number: int, who: int, verb: str) -> None:
        rows = list(Clearance.objects.order_by("pk"))
        if not rows:
            return
        row, actor = rows[number % len(rows)], self.someone(who)
        moves: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
            "request": (clearances.request_clearance, {}),
            "pass": (clearances.pass_clearance, {}),
            "fail": (clearances.fail_clearance, {"result": "Not enough."}),
            "ask": (clearances.ask_for_waiver, {"reason": "Held by the host already."}),
            "waive": (clearances.waive_clearance, {}),
        }
        act, more = moves[verb]
        self.attempt(act, actor=actor, clearance=row, **more)


def _long_experience(volunteer: Any) -> None:
    from minga.people.models import Education, Experience, Skill

    today = timezone.localdate()
    Experience.objects.create(
        profile=volunteer.profile,
        title="Work",
        organisation="Somewhere",
        starts=add_months(today, -12 * 12),
        ends=today,
    )
    Education.objects.create(profile=volunteer.profile, level=6, institution="A school", finished=2010)
    skill = Skill.objects.filter(code="test-skill").first()
    if skill is not None:
        volunteer.profile.skills.add(skill)
