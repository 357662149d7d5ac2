"""An organisation that an officer enters for others: reviewed like any other, with a host of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_account, make_administrator, make_country, make_officer

from minga.core.access.models import Holding
from minga.core.errors import NotAllowed
from minga.core.notices.models import Notice
from minga.core.registries import Waiting
from minga.partners.actions import registration as acts
from minga.partners.models import Organisation, Reference
from minga.partners.waiting import for_administrators, for_officers

pytestmark = pytest.mark.django_db

ENTERED = {
    "name": "Lake Friends",
    "type": "university",
    "country": "KE",
    "does": "is_host",
    "about_en": "We keep it clean.",
}


@pytest.fixture
def officer() -> Any:
    make_country("KE")
    return make_officer(country="KE")


def entered_by(officer: Any) -> tuple[Organisation, str, str]:
    """What an officer enters, the page of its registration, and what they read there then."""
    said = signed_in(officer).post("/organisations/register", ENTERED, follow=True).content.decode()
    row = Organisation.objects.get()
    return row, f"/organisations/{row.slug}/registration", said


def waits(account: Any, rows: Any = for_officers) -> list[str]:
    return [row.url for row in rows(account) if isinstance(row, Waiting) and "/registration" in row.url]


def test_an_officer_finds_where_to_enter_one_and_a_colleague_reviews_it_and_invites_its_first_person(
    client: Client, officer: Any
) -> None:
    colleague = make_officer(country="KE")
    client.force_login(officer)
    assert "Enter an organisation" in client.get("/organisations").content.decode()
    assert "Enter the organisation" in client.get("/organisations/register").content.decode()
    row, at, said = entered_by(officer)
    assert "A colleague reviews it: nobody reviews what they entered themselves." in said
    assert "You entered it yourself, so somebody else reviews it" in said
    assert (waits(officer), waits(colleague)) == ([], [at])
    assert list(Notice.objects.values_list("kind", "account")) == [("partners.registration_received", colleague.pk)]
    client.force_login(colleague)
    client.post(f"{at}/review")
    assert "you invite its first focal point next" in client.get(at).content.decode()
    answer = client.post(f"{at}/register", follow=True)
    assert answer.redirect_chain == [(f"/organisations/{row.slug}/people", 302)]
    assert "Nobody acts for it yet" in answer.content.decode()
    row.refresh_from_db()
    assert row.state == "registered"
    assert not Holding.objects.filter(scope_key=row.ref).exists()


@pytest.mark.parametrize("verb", ["review", "ask_for_more", "register", "refuse"])
def test_whoever_entered_it_takes_no_step_of_its_review_and_reads_why(officer: Any, verb: str) -> None:
    colleague = make_officer(country="KE")
    row, at, _said = entered_by(officer)
    if verb != "review":
        acts.start_review(actor=colleague, organisation=row)
    before = Organisation.objects.get().state
    browser = signed_in(officer)
    assert f"{at}/{verb}" not in browser.get(at).content.decode()
    answer = browser.post(f"{at}/{verb}", {"reason": "I know them."})
    assert (answer.status_code, "nobody reviews what they entered themselves" in answer.content.decode()) == (403, True)
    assert Organisation.objects.get().state == before
    assert f"{at}/{verb}" in signed_in(colleague).get(at).content.decode()


def test_whoever_entered_it_may_suspend_it_and_a_colleague_reinstates_it(officer: Any) -> None:
    row, _at, _said = entered_by(officer)
    Organisation.objects.update(state="registered")
    acts.decide_registration(actor=officer, organisation=row, verb="suspend", reason="No answer to us.")
    with pytest.raises(NotAllowed, match="nobody reviews what they entered themselves"):
        acts.decide_registration(actor=officer, organisation=row, verb="reinstate")
    acts.decide_registration(actor=make_officer(country="KE"), organisation=row, verb="reinstate")
    assert Organisation.objects.get().state == "registered"


def test_where_nobody_else_is_there_administrators_are_told_and_review_it(officer: Any) -> None:
    administrator = make_administrator()
    _row, at, said = entered_by(officer)
    assert "the administrators are told, and one of them reviews it" in said and "the only officer there" in said
    notice = Notice.objects.get()
    assert (notice.kind, notice.account, notice.url) == ("partners.nobody_else_reviews", administrator, at)
    assert waits(administrator, for_administrators) == [at]
    browser = signed_in(administrator)
    browser.post(f"{at}/review")
    browser.post(f"{at}/register")
    assert Organisation.objects.get().state == "registered"
    assert waits(administrator, for_administrators) == []


def test_administrators_are_not_asked_where_a_colleague_is_there(officer: Any) -> None:
    administrator, colleague = make_administrator(), make_officer()
    make_officer(country="CN")
    entered_by(officer)
    assert len(waits(administrator, for_administrators)) == 1  # one for another country is no colleague here
    Holding.objects.filter(account=colleague).update(scope="platform", scope_key="")
    assert waits(administrator, for_administrators) == []


def test_an_administrator_who_entered_it_does_not_review_it_either() -> None:
    make_country("KE")
    administrator, other = make_administrator(), make_administrator()
    row, _at, _said = entered_by(administrator)
    with pytest.raises(NotAllowed, match="nobody reviews what they entered themselves"):
        acts.start_review(actor=administrator, organisation=row)
    assert [notice.account for notice in Notice.objects.all()] == [other]
    assert acts.start_review(actor=other, organisation=row).state == "under_review"


def test_the_same_press_twice_registers_one_and_names_one_reference() -> None:
    person, country = make_account(), make_country("KE")
    fields = {
        "name": "Lake Friends",
        "type": "foundation",
        "country": country,
        "is_host": True,
        "about": {"en": "Clean."},
    }
    first = acts.register_organisation(actor=person, fields=fields)
    assert acts.register_organisation(actor=person, fields=fields).pk == first.pk
    for _press in range(2):
        acts.add_reference(
            actor=person, organisation=first, reference={"name": "A", "position": "Head", "email": "a@example.org"}
        )
    assert (Organisation.objects.count(), Reference.objects.count()) == (1, 1)
