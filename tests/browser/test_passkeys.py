"""A passkey in a real browser, by an authenticator that Chromium pretends to have: added, used, kept, removed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from tests.browser.people import Visitor
from tests.factories import give_role, make_account

from minga.core.access.models import Role
from minga.people.models import Account

pytestmark = pytest.mark.django_db(transaction=True)

PHONE_WITH_FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_authenticator(person: Visitor) -> Visitor:
    """The person's browser has a device that keeps passkeys and says yes."""
    devtools = person.context.new_cdp_session(person.page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_WITH_FINGER})
    return person


def make_auditor_without_password() -> Account:
    """Somebody who comes by another house's account: no password could be asked for."""
    account = make_account()
    account.set_unusable_password()
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    give_role(account, Role.AUDITOR)
    return account


def test_the_first_passkey_leads_to_the_codes_and_the_page_that_was_wanted(
    visitor: Callable[..., Visitor], settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    person = with_authenticator(visitor(account=make_auditor_without_password()))
    person.go("/roles?state=ended")
    person.press("Add a passkey")
    person.press("Add passkey")
    person.page.wait_for_url("**/account/2fa/recovery-codes/")
    assert person.reads("10 of 10 codes are left.")
    person.press("Go on to the page you wanted")
    assert person.page.url.endswith("/roles?state=ended")
    person.go("/account/2fa/recovery-codes/")
    assert not person.page.get_by_text("Go on to the page you wanted").count()


def test_a_passkey_signs_in_and_the_last_one_stays_while_a_role_asks_for_it(
    visitor: Callable[..., Visitor], settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    account = make_auditor_without_password()
    person = with_authenticator(visitor(account=account, phone=True))
    person.go("/account/2fa/webauthn/add/")
    person.press("Add passkey")
    person.page.wait_for_url("**/account/2fa/recovery-codes/")
    person.context.clear_cookies()
    person.go("/account/login/?next=/account/2fa/webauthn/")
    person.press("Sign in with a passkey")
    person.page.wait_for_url("**/account/2fa/webauthn/")
    person.press("Remove", exact=True)
    assert person.heading == "This passkey stays for now"
    account.holdings.all().delete()
    person.page.reload()
    assert person.heading == "Is it you?"
    person.press("Use a passkey")
    person.page.wait_for_url("**/remove/")
    assert person.reads("your recovery codes no longer count")
    person.press("Remove passkey")
    assert person.reads("No passkey yet.")
