"""`minga reset_second_proof EMAIL --reason "…"`: for whoever lost passkeys, app and codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from minga.core.acting import SYSTEM
from minga.core.any_case import in_ascii
from minga.core.errors import Incomplete, Refused
from minga.people.actions.factors import remove_second_proofs
from minga.people.models import Account


class Command(BaseCommand):
    """Takes the second proofs of one person away, from the machine."""

    help = (
        "Remove the passkeys, the authenticator app and the recovery codes of somebody who has lost them. The password "
        "stays, their sessions end, and they are told. For an administrator when there is no second one."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the email with which they sign in")
        parser.add_argument(
            "--reason",
            default="",
            help="why, and how you made sure that it is them; they read it, and the audit trail keeps it",
        )

    def handle(self, *_args: Any, email: str, reason: str, **_options: Any) -> None:
        account = Account.objects.filter(email__any_case=in_ascii(email), erased_at=None).first()
        if account is None:
            raise CommandError(f"Nobody has signed up with {email}.")
        if not reason.strip():
            raise CommandError('Say why, and how you made sure that it is them: --reason "…". They will read it.')
        try:
            remove_second_proofs(actor=SYSTEM, account=account, reason=reason)
        except Incomplete as error:
            raise CommandError("; ".join(str(problem.message) for problem in error.problems)) from error
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{account.email} now signs in with the password alone, and has been told; where a role needs a second "
            "proof, the next page asks for a new one."
        )
