"""What must stay true of the volunteer's cycle after every move, whoever made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, invariant

from minga.assignments.models import (
    Application,
    ApplicationStep,
    Assignment,
    Clearance,
    CostEstimate,
    Description,
    DescriptionText,
    Extension,
    HoursRecord,
    Leave,
    Offer,
    OpportunityRow,
    Seat,
)
from minga.assignments.queries.opportunity_cards import card_parts
from minga.assignments.queries.seats import with_taken
from minga.assignments.states import APPLICATION, DESCRIPTION, OPEN_APPLICATION_STATES
from minga.core.audit.models import TrailEntry
from minga.core.audit.verifying import verify
from minga.core.errors import Refused
from minga.core.written import Written, put_beside

REACHED: set[str] = set()
"""States of applications that the walk has seen."""
FOUND: set[tuple[str, str]] = set()
"""(kind of thing, state) of all that the promises were held against: what is not here was never tried."""

# What is read after every move, a thousand times: the words of each question are written once.
POST = Written(lambda pk: Description.objects.filter(pk=pk).order_by(), 1, 2)
TEXTS = Written(lambda pk: DescriptionText.objects.filter(description=pk), 1, 2)
SEATS = Written(lambda pk: with_taken(Seat.objects.filter(description=pk).select_related("city")), 1, 2)
SHOWN = Written(lambda pk: OpportunityRow.objects.filter(pk=pk).order_by(), 1, 2)
CANDIDATES = Written(
    lambda pk: Application.objects.filter(description=pk).order_by().values_list("pk", "state", "told_at"), 1, 2
)
STEPS = Written(
    lambda pk: (
        ApplicationStep.objects.filter(application__description=pk, left_at__isnull=True)
        .order_by()
        .values_list("application_id", "state")
    ),
    1,
    2,
)
HELD = Written(
    lambda pk: Offer.objects.filter(seat__description=pk, state__in=("open", "accepted")).values_list("seat_id"), 1, 2
)
SERVICES = Written(lambda pk: Assignment.objects.filter(description=pk).order_by().values_list("pk"), 1, 2)
DECIDED = Written(
    lambda pk: (
        CostEstimate.objects.filter(description=pk, decided_by__isnull=False)
        .order_by()
        .values_list("decided_by_id", "requested_by_id")
    ),
    1,
    2,
)
WAIVED = Written(
    lambda beyond: (
        Clearance.objects.filter(state="waived", pk__gt=beyond)
        .order_by()
        .values_list("waiver_reason", "waiver_asked_by_id", "waived_by_id")
    ),
    1,
    2,
)
STATES = {
    model.__name__: Written(
        lambda beyond, model=model: model.objects.filter(pk__gt=beyond).order_by().values_list("ref", "state"), 1, 2
    )
    for model in (Description, Application, Offer, CostEstimate, Clearance, Assignment, Leave, Extension, HoursRecord)
}
TRAIL = Written(lambda beyond: TrailEntry.objects.filter(sequence__gt=beyond).order_by("sequence"), 1, 2)


class Promises(RuleBasedStateMachine):
    """Of one description, which the walk makes."""

    description: Description
    read_until = 0
    """The last row of the trail that was read."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        """Reference -> the state that the trail said last."""

        self.block = transaction.atomic()
        self.block.__enter__()
        self.done = 0

    def teardown(self) -> None:
        try:
            if TrailEntry.objects.exists():  # these people were made by no action: none may have come to anything
                assert verify().findings == []
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    def attempt(self, act: Callable[..., Any], **kwargs: Any) -> None:
        """Try an action; a refusal of ours is a good answer and leaves nothing behind."""
        trail = TrailEntry.objects.count()
        involved = self.is_involved(kwargs["actor"], act, kwargs.get("clearance"))
        try:
            act(**kwargs)
            assert not involved, f"{act.__name__} by somebody whom it concerns"
            self.done += 1
        except Refused as refusal:
            assert str(refusal)
            assert TrailEntry.objects.count() == trail

    def is_involved(self, actor: Any, act: Callable[..., Any], clearance: Clearance | None) -> bool:
        """Whether nobody in the actor's place may do this at all."""
        return False

    def _description(self) -> Description:
        self.description.refresh_from_db()
        return self.description

    @invariant()
    def the_promises_hold(self) -> None:
        """Read what stands in the database now, and look at it from every side."""
        self.post = POST(self.description.pk)[0]
        self.candidates = CANDIDATES(self.description.pk)
        self.seats_are_never_overfilled()
        self.cost_is_never_approved_by_its_requester()
        self.every_waiver_took_two_people()
        self.every_state_stands_in_its_table()
        self.every_change_of_state_stands_in_the_trail()
        self.each_application_is_in_one_stage()
        self.nobody_is_left_without_an_answer()
        self.the_search_shows_what_is_open_as_it_stands()
        self.whoever_accepted_has_an_assignment()
        self.what_else_holds()

    def what_else_holds(self) -> None:
        """More promises, of walks that need them."""

    def seats_are_never_overfilled(self) -> None:
        held = Counter(HELD(self.post.pk))
        assert all(number <= 1 for number in held.values())
        assert sum(state in {"offered", "accepted"} for _pk, state, _told in self.candidates) <= 2

    def cost_is_never_approved_by_its_requester(self) -> None:
        for decided_by, requested_by in DECIDED(self.post.pk):
            assert decided_by != requested_by

    def every_waiver_took_two_people(self) -> None:
        for reason, asked_by, waived_by in WAIVED(0):
            assert reason
            assert None not in (asked_by, waived_by)
            assert asked_by != waived_by

    def every_state_stands_in_its_table(self) -> None:
        assert self.post.state in DESCRIPTION.states
        found = {state for _pk, state, _told in self.candidates}
        assert found <= set(APPLICATION.states)
        REACHED.update(found)

    def every_change_of_state_stands_in_the_trail(self) -> None:
        self._read_trail()
        for name, states in STATES.items():
            for ref, state in states(0):
                FOUND.add((name, state))
                said = self.told.get(ref, state)  # rows that the factories made have none before their first move
                assert said == state, f"{name} is {state}, the trail says {said}"

    def _read_trail(self) -> None:
        """What the trail has said since the last move, into `told`."""
        for entry in TRAIL(self.read_until):
            self.read_until = entry.sequence
            if "state" in entry.changes:
                self.told[entry.target_ref] = entry.changes["state"][1]

    def each_application_is_in_one_stage(self) -> None:
        assert sorted(STEPS(self.post.pk)) == sorted((pk, state) for pk, state, _told in self.candidates)

    def nobody_is_left_without_an_answer(self) -> None:
        if self.post.state in ("filled", "cancelled"):
            assert not any(state in OPEN_APPLICATION_STATES for _pk, state, _told in self.candidates)
        assert not any(state == "not_selected" and told is None for _pk, state, told in self.candidates)

    def the_search_shows_what_is_open_as_it_stands(self) -> None:
        row, post = SHOWN.one(self.post.pk), self.post
        if row is not None:
            assert (row.is_open, row.closes_on) == (post.is_open, post.closes_on)
            put_beside(post, "seats", SEATS(post.pk))
            put_beside(post, "texts", TEXTS(post.pk))
            assert row.card == (card_parts(post) if post.is_open else None)

    def whoever_accepted_has_an_assignment(self) -> None:
        accepted = sum(state == "accepted" for _pk, state, _told in self.candidates)
        assert len(SERVICES(self.post.pk)) == accepted
