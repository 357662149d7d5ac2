"""Any recent decision about many may be taken back, not the last alone: for whoever still stands where it left them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import decide, fresh, standing, undo
from tests.clients import signed_in

from minga.assignments.actions.deciding import plan_to_take_back, take_back_many
from minga.assignments.models import Application, ManyDecision
from minga.core.errors import Refused
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db


def states(rows: list[Application]) -> list[str]:
    return [fresh(row).state for row in rows]


def page_of(client: Client, decision: ManyDecision) -> str:
    address = f"/descriptions/{decision.description.ref}/decide/undo/{decision.ref}"
    return client.get(address).content.decode()


def take_back(client: Client, decision: ManyDecision, rows: list[Application]):
    chosen = " ".join(f"{row.ref}:{row.version}" for row in map(fresh, rows))
    address = f"/descriptions/{decision.description.ref}/decide/undo/{decision.ref}"
    return client.post(address, {"chosen": chosen, "from": "selection"}, follow=True)


def test_a_decision_before_the_last_is_taken_back_and_the_last_stays(description, officer):
    first = [standing(description, "longlisted") for _ in range(2)]
    second = [standing(description, "longlisted") for _ in range(2)]
    client = signed_in(officer)
    decide(client, description, "shortlist", first)
    decide(client, description, "shortlist", second)
    earlier = ManyDecision.objects.order_by("pk").first()
    assert "2 candidates go back" in page_of(client, earlier)
    take_back(client, earlier, first)
    assert states(first + second) == ["longlisted"] * 2 + ["shortlisted"] * 2
    undo(client, description)
    assert states(second) == ["longlisted"] * 2


def test_the_page_lists_who_decided_when_about_how_many_and_what_is_left(description, officer):
    rows = [standing(description, "longlisted") for _ in range(3)]
    decide(signed_in(officer), description, "shortlist", rows)
    colleague = signed_in(make.make_officer())
    for page in ("selection", "longlist"):
        shown = colleague.get(f"/descriptions/{description.ref}/{page}").content.decode()
        assert "1 recent decision about many" in shown
        assert str(officer) in shown
        assert "Look at 3" in shown
    take_back(colleague, ManyDecision.objects.get(), rows)
    assert states(rows) == ["longlisted"] * 3
    kept = ManyDecision.objects.get()
    assert (kept.taken_back, kept.made_by) == (3, officer)
    assert "Taken back for 3 by" in colleague.get(f"/descriptions/{description.ref}/selection").content.decode()


def test_whoever_has_moved_on_is_named_with_the_reason_and_the_others_are_taken_back(description, officer):
    rows = [standing(description, "longlisted") for _ in range(3)]
    client = signed_in(officer)
    decide(client, description, "shortlist", rows)
    earlier = ManyDecision.objects.get()
    decide(client, description, "submit_to_host", rows[:1])
    shown = page_of(client, earlier)
    assert "2 candidates go back" in shown
    assert "1 candidate stays as they are" in shown
    assert "Has moved on since: “With the host entity”." in shown
    answer = take_back(client, earlier, rows[1:]).content.decode()
    assert "Taken back for 2 candidates" in answer
    assert "1 stays as they are: Has moved on since" in answer
    assert states(rows) == ["with_host", "longlisted", "longlisted"]


def test_a_later_decision_about_one_is_never_taken_back_in_the_place_of_the_one_about_many(description, officer, host):
    rows = [standing(description, "assessed") for _ in range(2)]
    decide(signed_in(host), description, "reserve", rows)
    kept = ManyDecision.objects.get()
    signed_in(officer).post(f"/candidates/{rows[0].ref}/do/not_select", {"version": fresh(rows[0]).version})
    assert states(rows) == ["not_selected", "reserve"]
    take_back(signed_in(host), kept, rows[1:])
    assert states(rows) == ["not_selected", "assessed"]


def test_somebody_who_moved_on_between_looking_and_pressing_is_shown_again(description, officer):
    rows = [standing(description, "longlisted") for _ in range(2)]
    client = signed_in(officer)
    decide(client, description, "shortlist", rows)
    chosen = " ".join(f"{row.ref}:{row.version}" for row in map(fresh, rows))
    decide(client, description, "submit_to_host", rows[:1])
    kept = ManyDecision.objects.order_by("pk").first()
    answer = client.post(f"/descriptions/{description.ref}/decide/undo/{kept.ref}", {"chosen": chosen})
    assert answer.status_code == 409
    assert "Something changed since you looked" in answer.content.decode()
    assert states(rows) == ["with_host", "shortlisted"]


def test_what_has_been_told_stays_and_says_so(description, officer):
    row = standing(description, "longlisted")
    client = signed_in(officer)
    decide(client, description, "not_select", [row])
    past = timezone.now() - timedelta(seconds=1)
    ManyDecision.objects.update(told_at=past)
    Notice.objects.update(next_try_at=past)
    kept = ManyDecision.objects.get()
    assert "They have been told." in client.get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "The decision has been told already." in page_of(client, kept)
    plan = plan_to_take_back(actor=officer, decision=kept)
    with pytest.raises(Refused):
        take_back_many(actor=officer, decision=kept, plan=plan)
    assert fresh(row).state == "not_selected"


def test_a_host_sees_and_takes_back_its_own_kind_of_decision_only(description, officer, host):
    longlisted = [standing(description, "longlisted")]
    decide(signed_in(officer), description, "shortlist", longlisted)
    decide(signed_in(officer), description, "not_select", [standing(description, "longlisted")])
    theirs = [standing(description, "with_host")]
    decide(signed_in(host), description, "not_assess", theirs)
    client = signed_in(host)
    shown = client.get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "1 recent decision about many" in shown
    for row in ManyDecision.objects.exclude(verb="not_assess"):
        assert client.get(f"/descriptions/{description.ref}/decide/undo/{row.ref}").status_code == 404
    kept = ManyDecision.objects.get(verb="not_assess")
    seen_by_officer = signed_in(officer).get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "Whoever may decide so may take it back." in seen_by_officer
    take_back(client, kept, theirs)
    assert states(theirs) == ["with_host"]


def test_the_list_of_recent_decisions_costs_one_query_for_one_and_for_many(description, officer):
    rows = [standing(description, "longlisted") for _ in range(12)]
    client = signed_in(officer)
    address = f"/descriptions/{description.ref}/selection"

    def counted() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    decide(client, description, "shortlist", rows[:1])
    before = counted()
    for row in rows[1:]:
        decide(client, description, "shortlist", [row])
    assert counted() == before
    assert client.get(address).content.decode().count("Look at 1") == 12


def test_a_decision_of_long_ago_is_not_listed(description, officer):
    decide(signed_in(officer), description, "shortlist", [standing(description, "longlisted")])
    ManyDecision.objects.update(created_at=timezone.now() - timedelta(days=15))
    shown = signed_in(officer).get(f"/descriptions/{description.ref}/selection").content.decode()
    assert "recent decision" not in shown
