"""The letter of an invitation: what it says, in which language, and its token."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from tests.factories import make_account, make_administrator, make_country, make_focal_point, make_organisation
from tests.partners.invitations import TODAY, address_in, invite

from minga.partners.actions import inviting
from minga.partners.letters import usual_language
from minga.partners.models import Invitation

pytestmark = pytest.mark.django_db


def test_sending_again_makes_the_old_letter_useless(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    organisation = make_organisation()
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(organisation)
    client.force_login(invitation.invited_by)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/invitations/{invitation.ref}/again", {"version": 1})
    old, new = (address_in(letter) for letter in mail.outbox)
    client.force_login(make_account(email="new@example.org"))
    assert (client.get(old).status_code, client.get(new).status_code) == (404, 302)


def test_the_letter_says_who_invites_to_which_role(django_capture_on_commit_callbacks: Any) -> None:
    officer = make_administrator()
    make_country("KE")
    with django_capture_on_commit_callbacks(execute=True):
        invite(make_organisation(name="River Friends"))
        for scope, key, role in (("platform", "", "auditor"), ("country", "KE", "programme_officer")):
            inviting.invite_to_platform(
                actor=officer, email="x@example.org", role=role, starts=TODAY(), scope=scope, scope_key=key
            )
    assert [letter.subject for letter in mail.outbox] == [
        "River Friends invites you: Host supervisor",
        "You are invited to work on Minga: Auditor",
        "You are invited to work on Minga: Programme officer for KE",
    ]
    assert all(letter.body.startswith(letter.subject) for letter in mail.outbox)
    assert all(f"{officer} asks you to hold this role from " in letter.body for letter in mail.outbox[1:])


def test_an_unknown_token_says_what_to_do(client: Client) -> None:
    client.force_login(make_account())
    response = client.get("/invitations/letter/nothing")
    assert response.status_code == 404
    assert "use the newest email" in response.content.decode()


@pytest.mark.parametrize(
    ("country", "language"), [("CN", "zh-hans"), ("KE", "en"), ("FR", "en"), ("US", "en"), ("", "zh-hans")]
)
def test_people_of_a_country_are_written_to_in_a_language_of_the_pages_that_is_spoken_there(
    country: str, language: str
) -> None:
    assert usual_language(country, reader="zh-hans") == language


def sent(client: Client, url: str, capture: Any, **answers: str) -> Any:
    """The letter that goes out when the form of a page is sent."""
    mail.outbox.clear()
    with capture(execute=True):
        client.post(url, {"email": "new@example.org", "starts": TODAY().isoformat(), **answers})
    [letter] = mail.outbox
    return letter


def test_a_focal_point_who_reads_english_writes_to_a_chinese_colleague_in_chinese_or_as_they_choose(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    organisation = make_organisation(name="River Friends", country="CN")
    host = make_focal_point(organisation)
    client.force_login(host)
    page, capture = f"/organisations/{organisation.slug}/people", django_capture_on_commit_callbacks
    assert '<option value="zh-hans" selected>' in client.get(page).content.decode()
    usual = sent(client, page, capture, role="host_supervisor")
    assert usual.subject == "River Friends邀请您担任：接收实体督导"
    Invitation.objects.all().delete()
    english = sent(client, page, capture, role="host_supervisor", language="en")
    assert english.subject == "River Friends invites you: Host supervisor"


def test_a_letter_may_say_it_in_each_language_one_beneath_the_other(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    organisation = make_organisation(name="River Friends", country="CN")
    client.force_login(make_focal_point(organisation))
    page = f"/organisations/{organisation.slug}/people"
    letter = sent(client, page, django_capture_on_commit_callbacks, role="host_supervisor", language="all")
    assert letter.subject.endswith(" / River Friends invites you: Host supervisor")
    html = letter.alternatives[0].content
    for text in (letter.body, html):
        assert text.index("邀请您") < text.index("invites you")
        assert text.count(address_in(letter)) == 2
    assert html.index('lang="zh-hans"') < html.index('lang="en"')
    invitation = Invitation.objects.get()
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        inviting.send_invitation_again(actor=invitation.invited_by, invitation=invitation)
    assert mail.outbox[0].subject == letter.subject
    assert '<option value="all" selected>' in client.get(page).content.decode()
    chinese, english = "River Friends邀请您", "River Friends invites"
    for language, begins in (("zh-hans", chinese), ("", chinese), ("en", english)):
        changed = {"email": invitation.email, "language": language}
        again = sent(client, f"/invitations/{invitation.ref}/address", django_capture_on_commit_callbacks, **changed)
        assert again.subject.startswith(begins)
        assert len(again.subject.split(" / ")) == 1
    client.post(f"/invitations/{invitation.ref}/address", {"email": invitation.email, "language": "tlh"})
    invitation.refresh_from_db()
    assert invitation.language == "en"


def test_whoever_has_an_account_reads_the_letter_in_its_language(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    organisation = make_organisation(name="River Friends", country="CN")
    make_account(email="new@example.org", language="en")
    client.force_login(make_focal_point(organisation))
    page = f"/organisations/{organisation.slug}/people"
    letter = sent(client, page, django_capture_on_commit_callbacks, role="host_supervisor", language="all")
    assert letter.subject == "River Friends invites you: Host supervisor"


def test_an_administrator_writes_as_is_usual_in_the_country(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    for code in ("CN", "KE"):
        make_country(code)
    client.force_login(make_administrator())
    assert "As usual in the country, else as you read Minga" in client.get("/roles/invite").content.decode()
    for country, language in (("CN", "zh-hans"), ("KE", "en"), ("", "en")):
        Invitation.objects.all().delete()
        sent(
            client,
            "/roles/invite",
            django_capture_on_commit_callbacks,
            role="programme_officer",
            country=country,
            language="",
        )
        assert Invitation.objects.get().language == language
