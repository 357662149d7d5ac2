"""What must stay true of the volunteer's cycle after every move, whoever made it."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects
from hypothesis.stateful import RuleBasedStateMachine, invariant

from minga.assignments.models import (
    Application,
    ApplicationStep,
    Assignment,
    Clearance,
    CostEstimate,
    Description,
    Offer,
    OpportunityRow,
    Seat,
)
from minga.assignments.queries.opportunity_cards import card_parts
from minga.assignments.queries.seats import with_taken
from minga.assignments.states import APPLICATION, DESCRIPTION, OPEN_APPLICATION_STATES
from minga.core.audit.models import TrailEntry

AUDITED = (Description, Application, Offer, CostEstimate, Clearance, Assignment)
REACHED: set[str] = set()
"""States of applications that the walk has seen."""


class Promises(RuleBasedStateMachine):
    """Of one description, which the walk makes."""

    description: Description
    read_until = 0
    """The last row of the trail that was read."""

    def __init__(self) -> None:
        super().__init__()
        self.told: dict[str, str] = {}
        """Reference -> the state that the trail said last."""

    def _description(self) -> Description:
        self.description.refresh_from_db()
        return self.description

    @invariant()
    def seats_are_never_overfilled(self) -> None:
        for seat in self.description.seats.all():
            assert seat.offers.filter(state__in=("open", "accepted")).count() <= 1
        rows = Application.objects.filter(description=self.description)
        assert rows.filter(state__in=("offered", "accepted")).count() <= 2

    @invariant()
    def cost_is_never_approved_by_its_requester(self) -> None:
        for row in CostEstimate.objects.filter(description=self.description, decided_by__isnull=False):
            assert row.decided_by_id != row.requested_by_id

    @invariant()
    def every_waiver_took_two_people(self) -> None:
        for row in Clearance.objects.filter(state="waived"):
            assert row.waiver_reason
            assert None not in (row.waiver_asked_by_id, row.waived_by_id)
            assert row.waiver_asked_by_id != row.waived_by_id

    @invariant()
    def every_state_stands_in_its_table(self) -> None:
        assert self._description().state in DESCRIPTION.states
        found = set(Application.objects.filter(description=self.description).values_list("state", flat=True))
        assert found <= set(APPLICATION.states)
        REACHED.update(found)

    @invariant()
    def every_change_of_state_stands_in_the_trail(self) -> None:
        self._read_trail()
        for model in AUDITED:
            for ref, state in model.objects.values_list("ref", "state"):
                said = self.told.get(ref, state)  # rows that the factories made have none before their first move
                assert said == state, f"{model.__name__} is {state}, the trail says {said}"

    def _read_trail(self) -> None:
        """What the trail has said since the last move, into `told`."""
        for entry in TrailEntry.objects.filter(sequence__gt=self.read_until).order_by("sequence"):
            self.read_until = entry.sequence
            if "state" in entry.changes:
                self.told[entry.target_ref] = entry.changes["state"][1]

    @invariant()
    def each_application_is_in_one_stage(self) -> None:
        rows = Application.objects.filter(description=self.description).values_list("pk", "state")
        stages = ApplicationStep.objects.filter(application__description=self.description, left_at__isnull=True)
        assert sorted(stages.values_list("application_id", "state")) == sorted(rows)

    @invariant()
    def nobody_is_left_without_an_answer(self) -> None:
        rows = Application.objects.filter(description=self.description)
        if self._description().state in ("filled", "cancelled"):
            assert not rows.filter(state__in=OPEN_APPLICATION_STATES).exists()
        assert not rows.filter(state="not_selected", told_at__isnull=True).exists()

    @invariant()
    def the_search_shows_what_is_open_as_it_stands(self) -> None:
        row, post = OpportunityRow.objects.filter(pk=self.description.pk).first(), self._description()
        if row is not None:
            prefetch_related_objects([post], Prefetch("seats", with_taken(Seat.objects.all())))
            assert (row.is_open, row.closes_on) == (post.is_open, post.closes_on)
            assert row.card == (card_parts(post) if post.is_open else None)

    @invariant()
    def whoever_accepted_has_an_assignment(self) -> None:
        accepted = Application.objects.filter(description=self.description, state="accepted").count()
        assert Assignment.objects.filter(description=self.description).count() == accepted
