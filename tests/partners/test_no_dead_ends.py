"""Whoever registered an organisation, or ends a role of their own, is left with a way on."""

from __future__ import annotations

import pytest
from tests.clients import signed_in
from tests.factories import make_account, make_focal_point, make_organisation

from minga.core.access.models import Holding

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("state", "follows"),
    [
        ("applied", "An officer looks at the registration."),
        ("under_review", "An officer checks references and due diligence, then decides."),
        ("needs_more", "Add what is asked for, then send it again."),
        ("refused", "Once the reason has changed, whoever registered it sends it again"),
    ],
)
def test_the_first_page_of_whoever_registered_says_where_it_stands_and_leads_there(state: str, follows: str) -> None:
    account = make_account()
    row = make_organisation(state=state, registered_by=account)
    shown = signed_in(account).get("/").content.decode()
    assert f'href="/organisations/{row.slug}/registration"' in shown
    assert follows in shown


def test_the_first_page_says_nothing_of_a_registration_that_is_over_or_of_others() -> None:
    account = make_account()
    make_organisation(state="registered", registered_by=account)
    make_organisation(state="applied", registered_by=make_account())
    assert "Your registration" not in signed_in(account).get("/").content.decode()


def test_who_ends_their_own_role_comes_to_a_page_they_may_read_and_the_last_is_told_what_it_means() -> None:
    row = make_organisation(is_host=True)
    first, second = make_focal_point(row), make_focal_point(row)
    asked, page = "Nobody else acts for the organisation", f"/organisations/{row.slug}/people"
    assert asked not in signed_in(first).get(page).content.decode()
    held = Holding.objects.get(account=first, scope_key=row.ref)
    sent = {"reason": "I leave.", "version": held.version}
    answer = signed_in(first).post(f"{page}/{held.ref}/end", sent, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain == [(f"/organisations/{row.slug}", 302)]
    assert "The role has ended." in answer.content.decode()
    assert asked in signed_in(second).get(page).content.decode()


def test_the_first_page_of_a_host_entity_says_that_its_registration_is_suspended() -> None:
    account = make_focal_point(make_organisation(name="Example House", is_host=True, state="suspended"))
    shown = signed_in(account).get("/").content.decode()
    assert "nothing is published or offered until an officer reinstates it" in shown
    other = make_focal_point(make_organisation(is_host=True))
    assert "nothing is published" not in signed_in(other).get("/").content.decode()
