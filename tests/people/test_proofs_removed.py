"""Somebody who has lost every second proof: an administrator helps, or the operator of the machine."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from tests.clients import signed_in
from tests.factories import make_account, make_administrator, make_auditor, make_officer
from tests.people.entrance import sign_in, with_password

from minga.core.audit.models import TrailEntry
from minga.core.audit.trail import open_reason
from minga.core.errors import Incomplete, NotAllowed, Refused, Stale
from minga.core.notices.models import Delivery, Notice
from minga.people.actions.factors import remove_second_proofs
from minga.people.models import Account

pytestmark = pytest.mark.django_db
WHY = "Lost the phone; seen in the office with her passport"


def locked_out(account: Account) -> Account:
    """Somebody with an app, a passkey and recovery codes, none of which is at hand any more."""
    with_password(account)
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "key", "credential": {}})
    return account


def take_away(administrator: Account, account: Account, **sent: Any) -> Any:
    address = reverse("people:remove_proofs", args=[account.ref])
    return signed_in(administrator).post(address, {"reason": WHY, **sent}, follow=True)


def test_an_administrator_takes_them_away_and_a_new_one_is_set_up_first(client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    officer, administrator = locked_out(make_officer()), make_administrator()
    assert sign_in(client, officer)["Location"] == "/account/2fa/authenticate/"
    settings.SECOND_FACTOR_REQUIRED = False  # the administrator of this test holds none
    page = signed_in(administrator).get(reverse("people:person", args=[officer.ref])).content.decode()
    assert "Authenticator app · 1 passkey · 10 recovery codes left" in page
    assert "Their second proofs are gone" in take_away(administrator, officer).content.decode()
    assert not Authenticator.objects.filter(user=officer).exists()
    settings.SECOND_FACTOR_REQUIRED = True
    other = Client()
    assert sign_in(other, officer)["Location"] == "/"
    assert other.get("/profile")["Location"].startswith("/account/2fa/")


def test_every_session_of_theirs_ends_and_no_others(client: Client) -> None:
    account, bystander = locked_out(make_account()), with_password(make_account())
    held = list(Authenticator.objects.filter(user=account))
    Authenticator.objects.all().delete()  # so that this test can sign in; they come back below
    sign_in(client, account)
    client.get("/profile")
    other = Client()
    sign_in(other, bystander)
    other.get("/profile")
    Authenticator.objects.bulk_create(held)
    assert UserSession.objects.filter(user=account).count() == 1
    remove_second_proofs(actor=make_administrator(), account=account, reason=WHY)
    assert client.get("/profile").status_code == 302
    assert other.get("/profile").status_code == 200


def test_the_person_is_told_by_letter_and_inbox_whatever_they_wish(django_capture_on_commit_callbacks: Any) -> None:
    account = locked_out(make_account(language="zh-hans"))
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        remove_second_proofs(actor=make_administrator(), account=account, reason=WHY)
    notice = Notice.objects.get(account=account)
    assert (notice.kind, notice.delivery) == ("people.second_proofs_removed", Delivery.AT_ONCE)
    assert [letter.to for letter in mail.outbox] == [[account.email]]
    assert WHY in mail.outbox[0].body
    page = signed_in(account).get(reverse("notices:wishes")).content.decode()
    assert "Your second proofs were removed" not in page


def test_all_of_it_stands_in_the_trail() -> None:
    account, administrator = locked_out(make_account()), make_administrator()
    remove_second_proofs(actor=administrator, account=account, reason=WHY)
    rows = {row.verb: row for row in TrailEntry.objects.filter(actor=administrator.pk, target_ref=account.ref)}
    assert set(rows) == {"remove_second_proofs", "lose_second_proofs"}
    assert rows["lose_second_proofs"].changes == {
        "second_proofs": [{"app": 1, "passkeys": 1, "recovery_codes": 10}, {}]
    }
    assert {open_reason(row) for row in rows.values()} == {WHY}


def test_nobody_takes_their_own_and_only_an_administrator_takes_those_of_others() -> None:
    administrator = locked_out(make_administrator())
    with pytest.raises(NotAllowed):
        remove_second_proofs(actor=administrator, account=administrator, reason=WHY)
    for somebody in (make_officer(), make_auditor(), make_account()):
        with pytest.raises(NotAllowed):
            remove_second_proofs(actor=somebody, account=administrator, reason=WHY)
    page = signed_in(administrator).get(reverse("people:person", args=[administrator.ref])).content.decode()
    assert "Remove them" not in page
    remove_second_proofs(actor=make_administrator(), account=administrator, reason=WHY)
    assert not Authenticator.objects.exists()


def test_a_reason_is_asked_for_and_nothing_is_taken_twice() -> None:
    account, administrator = locked_out(make_account()), make_administrator()
    with pytest.raises(Incomplete):
        remove_second_proofs(actor=administrator, account=account, reason="  ")
    assert "how you made sure" in take_away(administrator, account, reason="").content.decode()
    assert Authenticator.objects.filter(user=account).count() == 3
    seen = Account.objects.get(pk=account.pk).version
    remove_second_proofs(actor=administrator, account=account, reason=WHY, seen=seen)
    with pytest.raises(Stale):
        remove_second_proofs(actor=administrator, account=account, reason=WHY, seen=seen)
    with pytest.raises(Refused, match="no second proof"):
        remove_second_proofs(actor=administrator, account=account, reason=WHY)


def test_a_closed_account_is_left_as_it_is() -> None:
    account = locked_out(make_account(is_active=False))
    with pytest.raises(Refused, match="switched off"):
        remove_second_proofs(actor=make_administrator(), account=account, reason=WHY)


def test_the_operator_helps_the_last_administrator(capsys: pytest.CaptureFixture[str]) -> None:
    only = locked_out(make_administrator())
    with pytest.raises(CommandError, match="--reason"):
        call_command("reset_second_proof", only.email)
    assert Authenticator.objects.filter(user=only).exists()
    call_command("reset_second_proof", only.email.upper(), "--reason", WHY)
    assert "now signs in with the password alone" in capsys.readouterr().out
    assert not Authenticator.objects.exists()
    assert TrailEntry.objects.get(verb="remove_second_proofs").actor is None
    assert Notice.objects.filter(account=only).count() == 1
    with pytest.raises(CommandError, match="no second proof"):
        call_command("reset_second_proof", only.email, "--reason", WHY)
    with pytest.raises(CommandError, match="Nobody has signed up"):
        call_command("reset_second_proof", "nobody@example.org", "--reason", WHY)


def test_whoever_is_asked_for_a_proof_reads_what_to_do_without_one(client: Client) -> None:
    account = with_password(make_account())
    TOTP.activate(account, generate_totp_secret())
    sign_in(client, account)
    assert "I have none of these any more" in client.get("/account/2fa/authenticate/").content.decode()
