"""The heads of pages call the reader “You” where they are waited for, and by their role for everybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests import factories as make
from tests.assignments.cost_world import costed, make_rates
from tests.assignments.selection_world import applied, asked
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.models import Clearance, CostEstimate, Description
from minga.core.access.models import Role

pytestmark = pytest.mark.django_db


def head(account: Any, address: str) -> tuple[str, str]:
    """What happens next and who does it, as the page's head says it; empty where it says nothing."""
    page = signed_in(account).get(address).content.decode()
    found = re.search(
        r'<dl class="mg-next">\s*<div><dt>[^<]*</dt><dd>([^<]*)</dd></div>\s*(?:<div>.*?<dd>([^<]*)<)?', page
    )
    assert found, address
    return found[1], found[2] or ""


def test_the_page_of_a_description_says_you_to_whoever_takes_it_on_and_their_role_to_others() -> None:
    host = make.make_organisation(is_host=True)
    focal_point, officer, auditor = make.make_focal_point(host), make.make_officer(), make.make_auditor()
    post = make.make_description(state="draft", host=host)
    address = f"/descriptions/{post.ref}"
    for state, seen_by_host, seen_by_officer, seen_by_auditor in (
        ("draft", "You", "Host entity", "Host entity"),
        ("submitted", "You or the programme officer", "You or the host entity", "Host entity or programme officer"),
        ("ready_for_sourcing", "Programme officer", "You", "Programme officer"),
        ("filled", "Volunteers", "Volunteers", "Volunteers"),
    ):
        Description.objects.filter(pk=post.pk).update(state=state)
        assert head(focal_point, address)[1] == seen_by_host
        assert head(officer, address)[1] == seen_by_officer
        assert head(auditor, address)[1] == seen_by_auditor


def test_who_is_both_reads_you_where_one_of_the_two_is_waited_for() -> None:
    host = make.make_organisation(is_host=True)
    post, both = make.make_description(state="submitted", host=host), make.make_officer()
    make.give_role(both, Role.HOST_FOCAL_POINT, organisation=host)
    assert head(both, f"/descriptions/{post.ref}")[1] == "You"


def test_who_applied_themselves_is_not_waited_for() -> None:
    post, officer = make.make_opportunity(), make.make_officer()
    address, own = f"/descriptions/{post.ref}", applied(post, account=officer)
    Description.objects.filter(pk=post.pk).update(state="ready_for_sourcing")
    assert head(make.make_officer(), address)[1] == "You"
    assert own.account == officer
    assert head(officer, address)[1] == "Programme officer"


def test_a_cost_waits_for_you_only_if_you_may_authorize_it() -> None:
    make_rates()
    finance, asks = make.make_finance_officer(), make.make_officer()
    make.give_role(asks, Role.FINANCE_OFFICER, country="CN")
    estimate = costed(requested_by=asks)
    Description.objects.filter(pk=estimate.description_id).update(state="submitted")
    address = f"/descriptions/{estimate.description.ref}"
    for page in (address, f"{address}/cost"):
        assert head(finance, page)[1] == "You"
        assert head(asks, page)[1] == "Finance officer"
        assert head(make.make_officer(), page)[1] == "Finance officer"
    finance.language = "zh-hans"
    finance.save()
    assert head(finance, address) == ("批准费用", "您")
    shown = signed_in(asks).get(f"{address}/cost").content.decode()
    assert '<span class="mg-under">You</span>' in shown
    CostEstimate.objects.filter(pk=estimate.pk).update(state="computed")
    assert head(make.make_officer(), f"{address}/cost")[1] == "You or the host entity"


def test_a_clearance_waits_for_the_volunteer_the_officer_in_charge_or_the_second_officer() -> None:
    world = make_service(language="en")
    row = world.service.clearances.get()
    address, second = f"/clearances/{row.ref}", make.make_officer()
    assert head(world.officer, address) == ("Ask the volunteer for it", "You")
    assert head(world.volunteer, address) == ("The officer asks for it", "Programme officer")
    Clearance.objects.filter(pk=row.pk).update(state="requested")
    assert head(world.volunteer, address) == ("Hand in a document", "You")
    assert head(world.officer, address) == ("A document is handed in", "The volunteer")
    Clearance.objects.filter(pk=row.pk).update(waiver_reason="Seen last month", waiver_asked_by=world.officer)
    assert head(second, address) == ("Agree to the waiver, or say why not", "You")
    assert head(world.officer, address)[1] == "Another officer than the one who proposed it"
    assert "Proposed by you" in signed_in(world.officer).get(address).content.decode()
    assert f"Proposed by {world.officer}" in signed_in(second).get(address).content.decode()


def test_a_candidate_waits_for_the_officer_the_host_entity_or_whoever_still_writes() -> None:
    host = make.make_organisation(is_host=True)
    focal_point, supervisor, officer = make.make_focal_point(host), make.make_supervisor(host), make.make_officer()
    row = applied(make.make_description(state="selecting", host=host))
    address = f"/candidates/{row.ref}"
    assert head(officer, address)[1] == "You"
    type(row).objects.filter(pk=row.pk).update(state="with_host")
    row.refresh_from_db()
    asked(row, supervisor)
    assert head(focal_point, address)[1] == "You and the assessors"
    assert head(supervisor, address)[1] == "You and the host entity"
    assert head(officer, address)[1] == "Host entity and assessors"
    type(row).objects.filter(pk=row.pk).update(state="reserve")
    assert head(officer, address)[1] == "Minga by itself, or you"


def test_a_registration_waits_for_its_reviewer_or_for_whoever_sent_it() -> None:
    sender, officer = make.make_account(), make.make_officer()
    row = make.make_organisation(state="applied", registered_by=sender)
    address = f"/organisations/{row.slug}/registration"
    assert head(officer, address) == ("Look at the registration.", "You")
    assert head(sender, address) == ("An officer looks at the registration.", "Programme officer")
    type(row).objects.filter(pk=row.pk).update(state="needs_more")
    assert head(sender, address)[1] == "You"
    assert head(officer, address)[1] == "Whoever registered it"
