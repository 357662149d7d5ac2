"""Inviting to a role by email: the letter holds the token, only its address accepts, and every role has its days."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import formats, timezone
from tests.factories import (
    give_role,
    make_account,
    make_administrator,
    make_auditor,
    make_country,
    make_focal_point,
    make_officer,
    make_organisation,
    make_supervisor,
)
from tests.partners.invitations import TODAY, address_in, invite
from tests.people.entrance import answers, code_in

from minga.core import registries
from minga.core.access.models import Holding, Role
from minga.core.access.roles import holds
from minga.core.errors import Incomplete, NotAllowed, Refused
from minga.core.notices.models import Notice
from minga.core.registries import Waiting
from minga.partners.actions import inviting
from minga.partners.models import Invitation
from minga.partners.waiting import for_administrators
from minga.people.actions.erasing import erase_account

pytestmark = pytest.mark.django_db


def test_the_invited_sign_up_accept_and_hold_the_role(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    organisation = make_organisation(name="River Friends")
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(organisation)
    letter = mail.outbox[0]
    assert letter.to == ["new@example.org"]
    assert "River Friends" in letter.body
    address = address_in(letter)
    assert address.rsplit("/", 1)[1] not in str(Invitation.objects.values().get())
    assert "River Friends invites you: Host supervisor" in client.get(address).content.decode()
    person = make_account(email="new@example.org")
    client.force_login(person)
    page = client.get(address, follow=True)
    assert "Accept the role" in page.content.decode()
    assert [row.url for _name, ask in registries.waiting for row in ask(person) if "invit" in row.url] == [
        f"/invitations/{invitation.ref}"
    ]
    client.post(f"/invitations/{invitation.ref}/accept", {"version": 1})
    assert [(row.role, row.scope_key, row.starts) for row in Holding.objects.filter(account=person)] == [
        ("host_supervisor", organisation.ref, TODAY())
    ]
    assert "River Friends" in client.get("/my-roles").content.decode()
    assert Notice.objects.filter(account=invitation.invited_by, kind="partners.invitation_accepted").exists()
    assert client.post(f"/invitations/{invitation.ref}/accept").status_code == 422


def test_a_stranger_reads_who_invites_signs_up_and_lands_at_the_invitation(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(make_organisation(name="River Friends"))
    address = address_in(mail.outbox[0])
    page = client.get(address).content.decode()
    for words in ("River Friends invites you: Host supervisor", str(invitation.invited_by), "new@example.org"):
        assert words in page
    assert formats.date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT") in page
    ways = {way.split("?")[0]: unescape(way) for way in re.findall(r'href="(/account/\w+/\?[^"]+email=[^"]+)"', page)}
    assert set(ways) == {"/account/login/", "/account/signup/"}
    for way in ways.values():
        form = client.get(way).content.decode()
        assert 'value="new@example.org"' in form
        assert f'name="next" value="{address}"' in form
    client.post("/account/signup/", answers(email="new@example.org", next=address))
    landed = client.post("/account/confirm-email/", {"code": code_in(mail.outbox[1])}, follow=True)
    assert landed.request["PATH_INFO"] == f"/invitations/{invitation.ref}"
    assert "Accept the role" in landed.content.decode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "has expired"),
        ({"withdrawn_at": timezone.now()}, "was taken back"),
        ({"accepted_at": timezone.now()}, "has been accepted already"),
    ],
)
def test_a_stranger_is_told_that_an_invitation_no_longer_stands(
    client: Client, django_capture_on_commit_callbacks: Any, change: dict[str, Any], words: str
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invite(make_organisation())
    Invitation.objects.update(**change)
    page = client.get(address_in(mail.outbox[0])).content.decode()
    assert words in page
    assert "/account/signup/?next" not in page


def test_another_address_cannot_accept_even_with_the_letter(
    client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(make_organisation())
    other = make_account()
    client.force_login(other)
    response = client.get(address_in(mail.outbox[0]))
    assert response.status_code == 403
    page = response.content.decode()
    assert "another email address" in page
    assert f"You are signed in with {other.email}." in page
    onward = client.post("/account/logout/", {"next": response.request["PATH_INFO"]})
    assert onward["Location"] == response.request["PATH_INFO"]
    client.force_login(other)
    assert client.post(f"/invitations/{invitation.ref}/accept").status_code == 404
    with pytest.raises(Refused):
        inviting.accept_invitation(actor=other, invitation=invitation)
    assert not Holding.objects.filter(account=other).exists()


def test_an_expired_or_withdrawn_invitation_gives_nothing() -> None:
    organisation = make_organisation()
    invitation = invite(organisation)
    person = make_account(email="new@example.org")
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    with pytest.raises(Refused, match="expired"):
        inviting.accept_invitation(actor=person, invitation=invitation)
    inviting.send_invitation_again(actor=invitation.invited_by, invitation=invitation)
    inviting.withdraw_invitation(actor=invitation.invited_by, invitation=invitation)
    with pytest.raises(Refused, match="taken back"):
        inviting.accept_invitation(actor=person, invitation=invitation)


@pytest.mark.parametrize("wrong", [{"role": "administrator"}, {"role": "programme_officer"}])
def test_an_organisation_gives_only_its_own_roles(wrong: dict[str, str]) -> None:
    with pytest.raises(Incomplete):
        invite(make_organisation(), **wrong)


def test_nobody_is_invited_twice_nor_invites_themselves() -> None:
    organisation = make_organisation()
    first = invite(organisation)
    with pytest.raises(Incomplete, match="Nobody"):
        invite(organisation)
    with pytest.raises(Incomplete):
        invite(organisation, actor=first.invited_by, email=first.invited_by.email)


def test_nobody_accepts_what_they_sent_to_another_address_of_theirs() -> None:
    organisation, focal_point = make_organisation(), make_account()
    give_role(focal_point, Role.HOST_FOCAL_POINT, organisation=organisation)
    EmailAddress.objects.create(user=focal_point, email="second@example.org", verified=True)
    invitation = invite(organisation, actor=focal_point, email="second@example.org", role="host_supervisor")
    with pytest.raises(Refused, match="to themselves"):
        inviting.accept_invitation(actor=focal_point, invitation=invitation)
    assert Holding.objects.filter(account=focal_point).count() == 1


def test_only_its_focal_points_and_officers_invite(client: Client) -> None:
    organisation = make_organisation()
    with pytest.raises(NotAllowed):
        invite(organisation, actor=make_focal_point(make_organisation()))
    with pytest.raises(NotAllowed):
        invite(organisation, actor=make_supervisor(organisation))
    assert invite(organisation, actor=make_officer()).role == "host_supervisor"
    with pytest.raises(Refused):
        invite(make_organisation(state="applied"), actor=make_officer())


def test_a_focal_point_invites_and_ends_on_the_page(client: Client) -> None:
    organisation = make_organisation()
    focal, supervisor = make_focal_point(organisation), make_supervisor(organisation)
    client.force_login(focal)
    page = f"/organisations/{organisation.slug}/people"
    form = {"email": "new@example.org", "role": "host_supervisor", "starts": str(TODAY())}
    assert client.post(page, form).status_code == 302
    assert client.post(page, form).status_code == 422
    assert "new@example.org" in client.get(page).content.decode()
    held = Holding.objects.get(account=supervisor)
    assert client.post(f"{page}/{held.ref}/end", {"version": 1, "reason": ""}).status_code in {409, 422}
    assert client.post(f"{page}/{held.ref}/end", {"version": 1, "reason": "Moved on."}).status_code == 302
    supervisor = type(supervisor).objects.get(pk=supervisor.pk)
    assert not holds(supervisor, Role.HOST_SUPERVISOR)
    assert Notice.objects.filter(account=supervisor, kind="access.role_ended").exists()


def test_the_roles_of_what_an_organisation_does_are_offered(client: Client) -> None:
    client.force_login(make_officer())
    offered = []
    for does in ({"is_host": True}, {"is_host": False, "is_partner": True}, {"is_host": False, "is_funder": True}):
        page = client.get(f"/organisations/{make_organisation(**does).slug}/people")
        offered.append([role for role, _name in page.context["form"].fields["role"].choices])
    host, partner = ["host_focal_point", "host_supervisor"], ["partner_representative"]
    assert offered == [host, partner, host + partner]


def test_a_focal_point_ends_no_role_of_another_organisation(client: Client) -> None:
    mine, other = make_organisation(), make_organisation()
    client.force_login(make_focal_point(mine))
    held = Holding.objects.get(account=make_supervisor(other))
    path = f"/organisations/{mine.slug}/people/{held.ref}/end"
    assert client.post(path, {"version": 1, "reason": "x"}).status_code == 404
    path = f"/organisations/{other.slug}/people/{held.ref}/end"
    assert client.post(path, {"version": 1, "reason": "x"}).status_code == 403


def test_an_administrator_invites_an_officer_for_a_country(client: Client) -> None:
    officer_to_be = make_account(email="new@example.org")
    make_organisation()
    client.force_login(make_administrator())
    form = {"email": "new@example.org", "role": "programme_officer", "country": "CN", "starts": str(TODAY())}
    assert client.post("/roles/invite", form).status_code == 302
    invitation = Invitation.objects.get()
    assert Notice.objects.filter(account=officer_to_be, kind="partners.invited").exists()
    inviting.accept_invitation(actor=officer_to_be, invitation=invitation)
    assert holds(type(officer_to_be).objects.get(pk=officer_to_be.pk), "programme_officer", scope="country", key="CN")
    assert client.post("/roles/invite", {**form, "role": "administrator"}).status_code == 422


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_an_invitation_to_the_whole_platform_says_so(
    client: Client, language: str, django_capture_on_commit_callbacks: Any
) -> None:
    auditor_to_be = make_account(email="new@example.org", language=language)
    client.force_login(make_administrator())
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/roles/invite", {"email": "new@example.org", "role": "auditor", "starts": str(TODAY())})
    words = {"en": "You are invited to work on Minga: Auditor", "zh-hans": "Minga 邀请您担任：审计员"}[language]
    assert words in mail.outbox[0].body
    client.force_login(auditor_to_be)
    assert client.get(f"/invitations/{Invitation.objects.get().ref}?lang={language}").status_code == 200
    assert [row.detail for _name, ask in registries.waiting for row in ask(auditor_to_be) if "invit" in row.url]


def test_roles_whose_part_of_minga_is_not_built_are_offered_nowhere(client: Client) -> None:
    client.force_login(make_administrator())
    for page in ("/roles/invite", f"/people/{make_account().ref}"):
        shown = client.get(page).content.decode()
        assert 'value="programme_officer"' in shown
        for role in (Role.EVENT_MANAGER, Role.VENUE_TEAM_LEADER, Role.FACILITATOR, Role.KNOWLEDGE_EDITOR):
            assert f'value="{role.value}"' not in shown
        assert 'value="event"' not in shown


def test_only_administrators_invite_to_the_platform(client: Client) -> None:
    for account in (make_officer(), make_auditor(), make_account()):
        client.force_login(account)
        assert client.get("/roles/invite").status_code == 403


def test_erasure_takes_the_address_of_an_invitation_with_it() -> None:
    invite(make_organisation())
    person = make_account(email="new@example.org")
    assert registries.personal_data["partners"].export(person)["invitations"][0]["role"] == "host_supervisor"
    erase_account(actor=person, account=person)
    assert not Invitation.objects.exists()


# Roles, as administrators and auditors see them


def test_roles_are_listed_for_administrators_and_auditors_only(client: Client) -> None:
    held = make_officer()
    for account, status in ((make_administrator(), 200), (make_auditor(), 200), (held, 403), (make_account(), 403)):
        client.force_login(account)
        assert client.get("/roles").status_code == status
    assert Client().get("/roles").status_code == 302


def test_an_administrator_ends_a_role_with_a_reason(client: Client) -> None:
    account = make_account()
    give_role(account, Role.AUDITOR)
    held = Holding.objects.get(account=account)
    client.force_login(make_auditor())
    assert client.post(f"/roles/{held.ref}/end", {"version": 1, "reason": "x"}).status_code == 403
    client.force_login(make_administrator())
    assert client.post(f"/roles/{held.ref}/end", {"version": 1, "reason": "Left us."}).status_code == 302
    assert str(account) not in client.get("/roles").content.decode()
    assert str(account) in client.get("/roles?when=before").content.decode()
    assert client.get("/roles?role=auditor&scope=platform&when=all").status_code == 200


def test_a_role_accepted_on_the_day_of_whoever_invited_is_held_at_once() -> None:
    east, west = "Pacific/Kiritimati", "Etc/GMT+12"
    organisation, person = make_organisation(), make_account(email="new@example.org", timezone=west)
    host = make_focal_point(organisation)
    host.timezone = east
    host.save()
    with timezone.override(east):
        invitation = invite(organisation, actor=host)
    with timezone.override(west):
        inviting.accept_invitation(actor=person, invitation=invitation)
        assert holds(person, Role.HOST_SUPERVISOR)


def test_an_open_invitation_names_its_country(client: Client) -> None:
    country = make_country("KE")
    country.names = {"en": "Kenya"}
    country.save()
    inviting.invite_to_platform(
        actor=make_administrator(), email="x@example.org", role="finance_officer", starts=TODAY(), scope="country",
        scope_key="KE",
    )  # fmt: skip
    client.force_login(make_administrator())
    page = client.get("/roles/invite").content.decode()
    assert "Finance officer · Kenya</p>" in page


def test_an_auditor_is_not_invited_for_one_country(client: Client) -> None:
    make_country("KE")
    client.force_login(make_administrator())
    form = {"email": "new@example.org", "role": "auditor", "country": "KE", "starts": str(TODAY())}
    page = client.post("/roles/invite", form)
    assert (page.status_code, "This role is not held there." in page.content.decode()) == (422, True)
    assert not Invitation.objects.exists()


def test_an_administrator_is_told_who_is_missing_until_they_are_asked() -> None:
    administrator = make_administrator()

    def missing() -> list[str]:
        return [str(row.title) for row in for_administrators(administrator) if isinstance(row, Waiting)]

    assert missing() == [
        "Nobody is a programme officer", "Nobody is a finance officer", "You are the only administrator",
    ]  # fmt: skip
    make_officer()
    inviting.invite_to_platform(
        actor=administrator, email="fay@example.org", role=Role.FINANCE_OFFICER, starts=timezone.localdate()
    )
    assert missing() == ["You are the only administrator"]
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert missing() == ["Nobody is a finance officer", "You are the only administrator"]
    assert list(for_administrators(make_officer())) == []


def test_the_way_to_invite_somebody_who_is_missing_has_the_role_chosen(client: Client) -> None:
    client.force_login(make_administrator())
    page = client.get("/roles/invite?role=finance_officer").content.decode()
    assert '<option value="finance_officer" selected>' in page


def test_nobody_accepts_a_role_in_an_organisation_that_is_suspended() -> None:
    organisation, person = make_organisation(), make_account(email="new@example.org")
    invitation = invite(organisation)
    organisation.state = "suspended"
    organisation.save()
    with pytest.raises(Refused, match="suspended"):
        inviting.accept_invitation(actor=person, invitation=invitation)
    with pytest.raises(Refused, match="suspended"):
        inviting.send_invitation_again(actor=invitation.invited_by, invitation=invitation)
    client = Client()
    client.force_login(person)
    assert "invitations" not in client.get("/").content.decode()
    page = client.get(f"/invitations/{invitation.ref}").content.decode()
    assert "Until it is reinstated nobody is invited to it." in page and "Accept the role" not in page
    client.force_login(make_auditor())
    page = client.get(f"/organisations/{organisation.slug}/people").content.decode()
    assert "Cannot be accepted while the registration is suspended" in page
    organisation.state = "registered"
    organisation.save()
    inviting.accept_invitation(actor=person, invitation=invitation)
