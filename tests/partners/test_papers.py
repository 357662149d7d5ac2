"""The papers of a registration: who adds, reads and takes them away, and what is no paper."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_account, make_auditor, make_country, make_focal_point, make_officer, make_organisation

from minga.core.documents.models import StoredFile
from minga.partners.actions import registration as acts
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"


@pytest.fixture
def sender() -> Any:
    return make_account()


@pytest.fixture
def registration(sender: Any) -> Organisation:
    """Civil society that was asked for more."""
    officer = make_officer()
    facts = {"name": "River Friends", "type": "civil_society", "country": make_country("CN"), "is_host": True}
    row = acts.register_organisation(actor=sender, fields=facts)
    row = acts.start_review(actor=officer, organisation=row)
    return acts.ask_for_more(actor=officer, organisation=row, reason="Send your statutes.")


def add(account: Any, row: Organisation, content: bytes = PDF, name: str = "statutes.pdf") -> Any:
    upload = SimpleUploadedFile(name, content)
    return signed_in(account).post(f"/organisations/{row.slug}/registration/papers", {"paper": upload})


def test_what_is_asked_for_is_sent_with_words_and_read_by_the_officer(sender: Any, registration: Organisation) -> None:
    page = f"/organisations/{registration.slug}/registration"
    assert "Is it legally registered where it works?" in signed_in(sender).get(page).content.decode()
    assert add(sender, registration).status_code == 302
    answer = {"reason": "The statutes are there now.", "version": Organisation.objects.get().version}
    assert signed_in(sender).post(f"{page}/send_again", answer).status_code == 302
    read = signed_in(make_officer()).get(page).content.decode()
    paper = StoredFile.objects.get()
    assert "The statutes are there now." in read
    assert f'href="/files/{paper.ref}"' in read


def test_only_those_who_follow_or_review_a_registration_open_its_papers(
    sender: Any, registration: Organisation
) -> None:
    add(sender, registration)
    address = f"/files/{StoredFile.objects.get().ref}"
    readers = [sender, make_officer(), make_auditor()]
    others = [make_account(), make_focal_point(make_organisation()), make_officer(country="KE")]
    assert [signed_in(one).get(address).status_code for one in readers] == [200, 200, 200]
    assert all(signed_in(one).get(address).status_code in {403, 404} for one in others)
    assert Client().get(address).status_code != 200


def test_a_paper_is_taken_away_after_a_question_that_says_which(sender: Any, registration: Organisation) -> None:
    add(sender, registration)
    paper = StoredFile.objects.get()
    page = signed_in(sender).get(f"/organisations/{registration.slug}/registration").content.decode()
    form = page[page.index(f"/papers/{paper.ref}") :].split("</form>")[0]
    assert f'<summary class="btn btn-quiet" aria-describedby="paper-{paper.ref}">Remove</summary>' in form
    assert "it does not come back" in form
    assert f'id="paper-{paper.ref}" dir="auto">statutes.pdf</a>' in page


def test_a_paper_is_taken_away_until_the_review_goes_on(sender: Any, registration: Organisation) -> None:
    add(sender, registration)
    add(sender, registration, name="accounts.pdf")
    first, second = StoredFile.objects.order_by("pk")
    path = f"/organisations/{registration.slug}/registration/papers/"
    assert signed_in(sender).post(f"{path}{first.ref}").status_code == 302
    acts.send_again(actor=sender, organisation=registration, answer="Done.")
    assert signed_in(sender).post(f"{path}{second.ref}").status_code == 403
    assert list(StoredFile.objects.values_list("name", flat=True)) == ["accounts.pdf"]


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"MZ\x90\0", "not of a type that a paper may have"), (b"", "This file is empty."), (None, "Choose a file.")],
)
def test_what_is_no_paper_is_refused_beside_the_field(
    sender: Any, registration: Organisation, content: bytes | None, words: str
) -> None:
    if content is None:
        response = signed_in(sender).post(f"/organisations/{registration.slug}/registration/papers", {})
    else:
        response = add(sender, registration, content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not StoredFile.objects.exists()


def test_papers_stay_with_the_organisation_when_their_bringer_is_erased(
    sender: Any, registration: Organisation
) -> None:
    from minga.people.actions.erasing import erase_account

    add(sender, registration)
    erase_account(actor=sender, account=sender)
    assert StoredFile.objects.get().subject_ref == registration.ref
