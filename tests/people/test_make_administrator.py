"""The first administrator comes from the command line."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from tests.factories import make_account

from minga.core.access.models import Role
from minga.core.access.roles import holds

pytestmark = pytest.mark.django_db


def test_somebody_who_signed_up_becomes_administrator() -> None:
    account = make_account(email="first@example.org")
    address = EmailAddress.objects.create(user=account, email="first@example.org", primary=True)
    with pytest.raises(CommandError, match="is not confirmed yet"):
        call_command("make_administrator", "First@example.org")
    address.set_verified()
    call_command("make_administrator", "First@example.org")
    assert holds(account, Role.ADMINISTRATOR)
    with pytest.raises(CommandError):
        call_command("make_administrator", "first@example.org")


def test_who_has_not_signed_up_is_told_to() -> None:
    with pytest.raises(CommandError, match="Sign up on the site first"):
        call_command("make_administrator", "nobody@example.org")
