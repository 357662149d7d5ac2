"""`minga make_administrator EMAIL`: the first administrator of an installation, or a further one from the machine."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.core.access.actions import grant_role
from minga.core.access.models import Role
from minga.core.acting import SYSTEM
from minga.core.any_case import in_ascii
from minga.core.errors import Refused
from minga.people.models import Account


class Command(BaseCommand):
    """Gives the administrator's role to somebody who has signed up."""

    help = "Make somebody who has signed up an administrator of this installation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the email with which they signed up")

    def handle(self, *_args: Any, email: str, **_options: Any) -> None:
        account = Account.objects.filter(email__any_case=in_ascii(email), erased_at=None).first()
        if account is None:
            raise CommandError(f"Nobody has signed up with {email}. Sign up on the site first, then run this again.")
        if not EmailAddress.objects.filter(user_id=account.pk, email__any_case=account.email, verified=True).exists():
            raise CommandError(
                f"{account.email} is not confirmed yet, so anybody may have signed up with it. Sign in on the site, "
                "enter the code from the email, then run this again."
            )
        try:
            grant_role(actor=SYSTEM, account=account, role=Role.ADMINISTRATOR, reason="minga make_administrator")
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{account.email} is an administrator now; the next page they open asks for a second factor.")
