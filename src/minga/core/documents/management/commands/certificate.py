"""minga certificate: verify a file, list the keys, rotate the key that signs, seal it under another secret."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import get_language

from minga.core.acting import SYSTEM
from minga.core.documents import seals, signing, verdicts
from minga.core.documents.showing import shown_facts
from minga.core.errors import Refused

VERIFY = (
    "Say whether this PDF is a true certificate, and if not, why: ends with 0 for a true file, 1 for a refused one, 2 "
    "where it could not be checked."
)
KEYS = "Print the published keys as JSON, as they stand at /.well-known/minga-keys.json."
ROTATE = "Retire the key that signs and make a new one; what the former one signed still verifies."
RESEAL = (
    "Seal the key that signs under the secret of today (SIGNING_SECRET_FILE, else SECRET_KEY): a former one in "
    "SECRET_KEY_OLD is not needed for it any more."
)


class Command(BaseCommand):
    """verify ends with status 0 for a true file, 1 for a refused one, 2 where it could not be checked."""

    help = "Check the signed PDF of a certificate, list the keys that sign, put a new key in their place."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="verify | keys | rotate-key | reseal-key")
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

        parts.add_parser("reseal-key", help="seal the key that signs under today's secret", description=RESEAL)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["part"] == "keys":
            keys = [key.as_json() for key in signing.published_keys()]
            self.stdout.write(json.dumps({"keys": keys}, indent=1))
        elif options["part"] == "rotate-key":
            self._rotate(reason=options["reason"])
        elif options["part"] == "reseal-key":
            self._reseal()
        else:
            self._verify(options)

    def _rotate(self, *, reason: str) -> None:
        try:
            new = signing.rotate_signing_key(actor=SYSTEM, key=signing.active_key(), reason=reason)
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The key {new.key_id} signs from now on. What former keys signed still verifies.")

    def _reseal(self) -> None:
        try:
            key = signing.reseal_signing_key(actor=SYSTEM, key=signing.active_key())
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"The key {key.key_id} is sealed under today's secret; a former secret may go.")

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
        self.stdout.write(str(remedy))
        if verdict.ok and not verdict.revocation_checked:
            self.stdout.write(str(verdicts.NOT_CHECKED))
        for label, value in shown_facts(verdict.facts, language=get_language() or settings.LANGUAGE_CODE):
            self.stdout.write(f"  {label}: {value}")


def _keys_in(path: Path) -> list[seals.PublicKey]:
    try:
        return [seals.PublicKey.from_json(row) for row in json.loads(path.read_text(encoding="utf-8"))["keys"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path}: no list of published keys ({error})", returncode=2) from error


def _revoked_in(path: Path) -> frozenset[str]:
    try:
        return frozenset(str(number) for number in json.loads(path.read_text(encoding="utf-8"))["revoked"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{path}: no list of withdrawn numbers ({error})", returncode=2) from error
