"""Where nobody is there to decide: who is told instead, who sees it, and what the person who waits reads."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests import factories as make
from tests.assignments.cost_world import costed, make_rates, press
from tests.assignments.description_world import complete_description
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.models import Assignment, Clearance, Description
from minga.assignments.queries.holders import officers_of
from minga.assignments.waiting.administrators import for_administrators
from minga.assignments.waiting.roles import for_officers
from minga.core.access.models import Holding, Role
from minga.core.notices.models import Notice
from minga.core.questions import MOST
from minga.core.registries import More, Waiting
from minga.people.models import Account
from minga.places.models import Country

pytestmark = pytest.mark.django_db


def role_ended(account: Account) -> None:
    Holding.objects.filter(account=account).delete()


def switched_off(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def moved_on(account: Account) -> None:
    """Still an officer, in another country."""
    Holding.objects.filter(account=account).delete()
    make.make_country("KE")
    make.give_role(account, Role.PROGRAMME_OFFICER, country="KE")


def waits(account: Account) -> list[Any]:
    return [row.url for row in for_officers(Account.objects.get(pk=account.pk))]


@pytest.mark.parametrize("leaves", [role_ended, switched_off, moved_on])
def test_what_an_officer_leaves_behind_waits_for_their_colleagues(leaves: Callable[[Account], None]) -> None:
    gone, colleague, far = make.make_officer(), make.make_officer(), make.make_officer(country="DE")
    sent = make.make_description(state="submitted", officer=gone)
    chosen = make.make_description(state="selecting", officer=gone)
    service = make_service(kinds=()).service
    Assignment.objects.filter(pk=service.pk).update(state="preparing")
    Description.objects.filter(pk=service.description_id).update(officer=gone)
    assert waits(colleague) == []
    assert list(officers_of(sent)) == [gone]
    leaves(gone)
    rows = waits(colleague)
    for row, part in ((sent, "descriptions"), (chosen, "descriptions"), (service, "assignments")):
        assert any(url.startswith(f"/{part}/{row.ref}") for url in rows), (part, rows)
    assert colleague in officers_of(Description.objects.get(pk=sent.pk))
    assert gone not in officers_of(Description.objects.get(pk=sent.pk))
    assert waits(far) == []


def test_a_regional_manager_of_the_platform_is_told_where_nobody_else_is() -> None:
    manager = make.make_account()
    make.give_role(manager, Role.REGIONAL_MANAGER)
    description = make.make_description(state="submitted")
    assert list(officers_of(description)) == [manager]


def board(account: Account) -> list[tuple[str, str]]:
    rows = [row for row in for_administrators(account) if isinstance(row, Waiting)]
    return [(str(row.title), row.url) for row in rows if "rates" not in row.url]


def told(account: Account) -> list[str]:
    kinds = Notice.objects.filter(account=account).values_list("kind", flat=True)
    return [kind for kind in kinds if "rates" not in kind]


def test_a_description_of_a_country_without_officers_is_told_to_the_administrators() -> None:
    administrator, _far = make.make_administrator(), make.make_officer(country="DE")
    row = complete_description()
    host = signed_in(make.make_focal_point(row.host))
    words = "Nobody is a programme officer for CN yet."
    assert words in host.get(f"/descriptions/{row.ref}").content.decode()
    sent = host.post(f"/descriptions/{row.ref}/do/submit", {"version": str(row.version)}, follow=True).content.decode()
    assert ("the administrators are told" in sent, "officers of the country are told" in sent) == (True, False)
    assert told(administrator) == ["assignments.officer_missing"]
    invite = "/roles/invite?role=programme_officer&country=CN"
    assert board(administrator) == [("Nobody is a programme officer for CN", invite)]
    make.make_officer()
    assert board(administrator) == []
    assert words not in host.get(f"/descriptions/{row.ref}").content.decode()


def test_a_cost_that_nobody_else_can_authorize_is_told_to_the_administrators() -> None:
    make_rates()
    administrator, both = make.make_administrator(), make.make_officer()
    make.give_role(both, Role.FINANCE_OFFICER)
    estimate = costed(requested_by=both)
    assert told(administrator) == ["assignments.finance_missing"]
    words = "Nobody else is a finance officer for CN yet"
    page = f"/descriptions/{estimate.description.ref}/cost"
    assert words in signed_in(both).get(page).content.decode()
    invite = "/roles/invite?role=finance_officer&country=CN"
    assert board(administrator) == [("Nobody can authorize a cost for CN", invite)]
    make.give_role(make.make_account(), Role.FINANCE_OFFICER, country="CN")
    assert board(administrator) == []
    assert words not in signed_in(both).get(page).content.decode()
    assert press(signed_in(both), estimate, "request") == 422


def test_a_waiver_that_nobody_else_can_agree_to_is_told_to_the_administrators() -> None:
    administrator, world = make.make_administrator(), make_service(kinds=("visa",))
    clearance = Clearance.objects.get(assignment=world.service)
    role_ended(world.colleague)
    officer = signed_in(world.officer)
    sent = {"version": str(clearance.version), "reason": "A neighbour's citizen needs none."}
    assert officer.post(f"/clearances/{clearance.ref}/do/ask_for_waiver", sent).status_code == 302
    assert told(administrator) == ["assignments.second_officer_missing"]
    page = officer.get(f"/clearances/{clearance.ref}").content.decode()
    assert "No other officer is there yet to decide about it" in page


@pytest.mark.parametrize("alone", [True, False])
def test_whoever_asks_for_an_extension_reads_who_is_told_of_it(alone: bool) -> None:
    administrator, world = make.make_administrator(), make_service(kinds=())
    Assignment.objects.filter(pk=world.service.pk).update(state="serving")
    if alone:
        role_ended(world.colleague)
        role_ended(world.officer)
    sent = {
        "version": str(Assignment.objects.get(pk=world.service.pk).version),
        "new_end": (world.service.ends_on + timedelta(days=30)).isoformat(),
        "reason": "The work goes on.",
        "funding_note": "The host entity.",
    }
    asking = signed_in(world.focal_point)
    page = asking.post(f"/assignments/{world.service.ref}/extend", sent, follow=True).content.decode()
    assert ("The officers are told." in page) is not alone
    assert ("No programme officer is there yet who could decide: the administrators are told." in page) is alone
    assert told(administrator) == (["assignments.second_officer_missing"] if alone else [])


def test_many_countries_without_officers_are_counted_beyond_the_first() -> None:
    administrator, _far = make.make_administrator(), make.make_officer(country="DE")
    host = make.make_organisation()
    for number in range(MOST + 3):
        code = f"X{chr(65 + number)}"
        Country.objects.create(iso2=code, iso3=f"X{code}", m49=str(900 + number), names={"en": code})
        Description.objects.filter(pk=make.make_description(state="sourcing", host=host).pk).update(country=code)
    more = [row.count for row in for_administrators(administrator) if isinstance(row, More)]
    assert (len(board(administrator)), more) == (MOST, [3])
