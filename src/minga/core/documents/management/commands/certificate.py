"""minga certificate: verify a file, list the keys; rotate, revoke or seal anew the key that signs."""

from __future__ import annotations

import json
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import get_language

from minga.core.acting import SYSTEM
from minga.core.audit.verifying import verify
from minga.core.documents import actions, seals, signing, verdicts
from minga.core.documents.models import SigningKey
from minga.core.documents.showing import shown_facts
from minga.core.errors import Refused

VERIFY = (
    "Say whether this PDF is a true certificate, and if not, why: ends with 0 for a true file, 1 for a refused one, 2 "
    "where it could not be checked."
)
KEYS = "Print the published keys as JSON, as they stand at /.well-known/minga-keys.json."
ROTATE = "Retire the key that signs and make a new one; what the former one signed still verifies."
REVOKE = (
    "Revoke a key that others have come to know: from the moment given on nothing that it signed counts, whatever day "
    "it bears. What the audit trail shows was issued before stays true. The trail is verified first; rows that were "
    "changed prove nothing. Without --sure it only says what would be."
)
RESEAL = (
    "Seal the key that signs under the secret of today (SIGNING_SECRET_FILE, else SECRET_KEY): a former one in "
    "SECRET_KEY_OLD is not needed for it any more."
)


MOST_NAMED = 20
PARTS = ("verify", "keys", "rotate-key", "revoke-key", "reseal-key")


class Command(BaseCommand):
    """verify ends with status 0 for a true file, 1 for a refused one, 2 where it could not be checked."""

    help = "Check the signed PDF of a certificate; list, rotate, revoke or reseal the keys that sign."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar=" | ".join(PARTS))
        verify = parts.add_parser("verify", help="is this PDF a true certificate, and if not, why", description=VERIFY)
        verify.add_argument("file", type=Path, metavar="FILE", help="the PDF")
        verify.add_argument(
            "--keys", type=Path, metavar="FILE", help="published keys (minga-keys.json) instead of this installation's"
        )
        verify.add_argument(
            "--revoked",
            type=Path,
            metavar="FILE",
            help="withdrawn numbers (minga-revoked.json) instead of this installation's",
        )
        verify.add_argument("--json", action="store_true", help="the verdict as JSON")
        parts.add_parser("keys", help="the published keys as JSON", description=KEYS)
        rotate = parts.add_parser("rotate-key", help="retire the key that signs and make a new one", description=ROTATE)
        rotate.add_argument("--reason", default="", help="why; it stands in the audit trail")
        revoke = parts.add_parser("revoke-key", help="revoke a key that others have got hold of", description=REVOKE)
        revoke.add_argument("key", metavar="KEY", help="its key_id, as `minga certificate keys` prints it")
        revoke.add_argument(
            "--since",
            required=True,
            type=_moment,
            metavar="MOMENT",
            help="from when others may have had it, with its time zone: 2026-11-20T08:00+00:00",
        )
        revoke.add_argument("--reason", required=True, help="what happened; it stands in the audit trail")
        revoke.add_argument("--sure", action="store_true", help="do it; without this, only say what would happen")
        parts.add_parser("reseal-key", help="seal the key that signs under today's secret", description=RESEAL)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["part"] == "keys":
            keys = [key.as_json() for key in signing.published_keys()]
            self.stdout.write(json.dumps({"keys": keys}, indent=1))
        elif options["part"] == "rotate-key":
            self._rotate(reason=options["reason"])
        elif options["part"] == "revoke-key":
            self._revoke(options["key"], since=options["since"], reason=options["reason"], sure=options["sure"])
        elif options["part"] == "reseal-key":
            self._reseal()
        else:
            self._verify(options)

    def _rotate(self, *, reason: str) -> None:
        try:
            new = actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key(), reason=reason)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The key {new.key_id} signs from now on. What former keys signed still verifies.")

    def _revoke(self, key_id: str, *, since: datetime, reason: str, sure: bool) -> None:
        key = SigningKey.objects.filter(pk=key_id).first()
        if key is None:
            raise CommandError(f"{key_id}: no key of this installation; minga certificate keys lists them.")
        report = verify()
        if report.findings:
            self.stderr.write(
                f"The audit trail is not whole ({len(report.findings)} findings; minga audit verify names them). Rows "
                "that were changed prove nothing: what they speak of counts as issued by nobody."
            )
        unproven = {found.sequence for found in report.findings}
        before = signing.revoked_numbers()
        try:
            with transaction.atomic():
                key = actions.revoke_signing_key(actor=SYSTEM, key=key, since=since, reason=reason, unproven=unproven)
                gone = [number for number in signing.revoked_numbers() if number not in before]
                transaction.set_rollback(not sure)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"Issued before {since.isoformat()}, and true as before: {len(key.still_true)} files.")
        self.stdout.write(f"Revoked, to be issued anew: {len(gone)} certificates. {', '.join(gone[:MOST_NAMED])}")
        if sure:
            self.stdout.write(f"The key {key.key_id} is revoked. {signing.active_key().key_id} signs from now on.")
        else:
            self.stdout.write(
                "Nothing was changed. It cannot be undone: if this is right, repeat the command with --sure."
            )

    def _reseal(self) -> None:
        try:
            key = actions.reseal_signing_key(actor=SYSTEM, key=signing.active_key())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The key {key.key_id} is sealed under today's secret; the former secret can be removed.")

    def _verify(self, options: dict[str, Any]) -> None:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}", returncode=2) from error
        offline = options["keys"] is not None
        keys = _keys_in(options["keys"]) if offline else signing.published_keys()
        revoked = _revoked_in(options["revoked"]) if options["revoked"] else None
        if revoked is None and not offline:
            revoked = signing.revoked_numbers()
        verdict = seals.verify_certificate_file(content, keys=keys, revoked=revoked)
        self._say(verdict, as_json=options["json"])
        if not verdict.ok:
            raise SystemExit(1)

    def _say(self, verdict: seals.Verdict, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(vars(verdict), ensure_ascii=False, indent=1))
            return
        title, remedy = verdicts.WORDS[verdict.reason_code]
        self.stdout.write(f"{title} ({verdict.reason_code})")
        if verdict.why in verdicts.REASONS:
            self.stdout.write(verdicts.why_words(verdict.why))
        self.stdout.write(str(remedy))
        if verdict.ok and not verdict.revocation_checked:
            self.stdout.write(str(verdicts.NOT_CHECKED))
        for label, value in shown_facts(verdict.facts, language=get_language() or settings.LANGUAGE_CODE):
            self.stdout.write(f"  {label}: {value}")


def _keys_in(path: Path) -> list[seals.PublicKey]:
    try:
        return [seals.PublicKey.from_json(row) for row in json.loads(path.read_text(encoding="utf-8"))["keys"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path}: not a list of published keys ({error})", returncode=2) from error


def _revoked_in(path: Path) -> dict[str, str]:
    """Number -> code of the reason, empty in a list that has none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {str(number): str(found.get("reasons", {}).get(number, "")) for number in found["revoked"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f"{path}: not a list of withdrawn numbers ({error})", returncode=2) from error


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no moment: write 2026-11-20T08:00+00:00") from error
    if moment.tzinfo is None:
        raise ArgumentTypeError("name the time zone too: 2026-11-20T08:00+00:00")
    return moment
