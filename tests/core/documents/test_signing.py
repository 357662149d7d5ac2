from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from tests.factories import give_role, make_account

from minga.core.access.models import Role
from minga.core.acting import SYSTEM
from minga.core.audit import guarding, trail
from minga.core.audit.models import TrailEntry
from minga.core.documents import actions, keys, seals, signing
from minga.core.documents.models import SigningKey, StoredFile
from minga.core.documents.storing import store_made
from minga.core.errors import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.core.documents.only_documents")]
PDF = b"%PDF-1.7\nhello\nstartxref\n1234\n%%EOF\n"


def sealed(number: str = "2026-1") -> bytes:
    return signing.seal_certificate(PDF, signing.sign_certificate({"number": number, "issued_on": "2026-03-05"}))


def verdict(data: bytes) -> str:
    return seals.verify_certificate_file(data, keys=signing.published_keys(), revoked=()).reason_code


def test_the_first_signature_makes_the_first_key_and_keeps_its_private_half_sealed() -> None:
    assert verdict(sealed()) == "valid"
    row = SigningKey.objects.get()
    assert len(bytes(row.private_key or b"")) == 12 + 32 + 16
    assert TrailEntry.objects.get(target_type="documents.signingkey").verb == "create_signing_key"


def test_a_rotated_key_still_verifies_and_signs_no_more() -> None:
    old = sealed()
    new = actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key(), reason="Every year")
    former = SigningKey.objects.exclude(pk=new.pk).get()
    assert verdict(old) == "valid"
    assert verdict(sealed("2026-2")) == "valid"
    assert (former.private_key, former.retired_at is not None) == (None, True)
    with pytest.raises(Refused, match="retired already"):
        actions.rotate_signing_key(actor=SYSTEM, key=former)


def test_what_was_signed_before_a_rotation_is_true_wherever_its_day_was() -> None:
    """In Kiritimati it is tomorrow already when a key retires in the evening of Greenwich."""
    old = signing.seal_certificate(PDF, signing.sign_certificate({"number": "2026-1", "issued_on": "2026-12-01"}))
    later = signing.seal_certificate(PDF, signing.sign_certificate({"number": "2026-2", "issued_on": "2026-12-02"}))
    actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key())
    SigningKey.objects.filter(retired_at__isnull=False).update(retired_at=datetime(2026, 11, 30, 11, tzinfo=UTC))
    assert (verdict(old), verdict(later)) == ("valid", "retired_key")


def test_of_many_keys_each_verifies_what_it_signed() -> None:
    signed = []
    for number in range(4):
        signed.append(sealed(f"2026-{number}"))
        run("rotate-key", "--reason", "Every year")
    assert [verdict(one) for one in signed] == ["valid"] * 4
    gone = seals.verify_certificate_file(signed[0], keys=signing.published_keys(), revoked={"2026-0"})
    assert gone.reason_code == "revoked"
    assert seals.verify_certificate_file(signed[3], keys=signing.published_keys()[2:]).reason_code == "unknown_key"


def test_a_secret_that_is_lost_while_minga_runs_is_said_and_verifying_goes_on(settings: Any, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("of a file")
    settings.SIGNING_SECRET_FILE = str(secret)
    old = sealed()
    secret.unlink()
    with pytest.raises(keys.SecretGone, match="No such file"):
        sealed("2026-2")
    with pytest.raises(CommandError, match="SIGNING_SECRET_FILE"):
        run("rotate-key")
    assert (verdict(old), SigningKey.objects.filter(retired_at=None).count()) == ("valid", 1)


def test_two_keys_never_sign_at_once() -> None:
    signing.active_key()
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.create_signing_key(actor=SYSTEM)


def test_only_an_administrator_rotates() -> None:
    key = signing.active_key()
    with pytest.raises(NotAllowed):
        actions.rotate_signing_key(actor=make_account(), key=key)
    admin = make_account()
    give_role(admin, Role.ADMINISTRATOR)
    assert actions.rotate_signing_key(actor=admin, key=key).retired_at is None


def test_another_secret_opens_no_key_and_says_what_to_do(settings: Any, tmp_path: Path) -> None:
    old = sealed()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another"
    with pytest.raises(keys.KeyLocked, match="rotate-key"):
        sealed()
    assert verdict(old) == "valid"
    settings.SECRET_KEY_FALLBACKS = [former]
    assert verdict(sealed()) == "valid"
    settings.SECRET_KEY_FALLBACKS = []
    secret = tmp_path / "secret"
    secret.write_text("from a file")
    settings.SIGNING_SECRET_FILE = str(secret)
    actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key())
    settings.SECRET_KEY = "yet another"
    assert verdict(sealed()) == "valid"


def test_a_key_sealed_anew_needs_no_former_secret(settings: Any) -> None:
    old = sealed()
    former, settings.SECRET_KEY = settings.SECRET_KEY, "the secret of today"
    with pytest.raises(CommandError, match="SECRET_KEY_OLD"):
        run("reseal-key")
    settings.SECRET_KEY_FALLBACKS = [former]
    assert "the former secret can be removed" in run("reseal-key")[1]
    settings.SECRET_KEY_FALLBACKS = []
    assert (verdict(sealed("2026-2")), verdict(old), SigningKey.objects.count()) == ("valid", "valid", 1)
    assert TrailEntry.objects.filter(verb="reseal_signing_key").count() == 1


def test_a_key_that_retired_is_not_sealed_anew_and_no_secret_is_blamed() -> None:
    key = signing.active_key()
    actions.rotate_signing_key(actor=SYSTEM, key=key)
    with pytest.raises(Refused, match="retired already"):
        actions.reseal_signing_key(actor=SYSTEM, key=key)


def test_the_issuers_address_may_change_without_breaking_what_was_signed(settings: Any) -> None:
    settings.SITE_URL = "https://old.example.org"
    old = sealed()
    settings.SITE_URL = "https://new.example.org"
    assert verdict(old) == "valid"


def test_keys_and_withdrawn_numbers_are_published_to_all(client: Client) -> None:
    key = signing.active_key()
    answer = client.get("/.well-known/minga-keys.json")
    assert [row["key_id"] for row in answer.json()["keys"]] == [key.key_id]
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert client.get("/.well-known/minga-revoked.json").json()["revoked"] == []


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("certificate", *arguments, stdout=out, stderr=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_accepts_a_true_file_and_refuses_others_with_the_reason(tmp_path: Path) -> None:
    file, keys, revoked = tmp_path / "c.pdf", tmp_path / "keys.json", tmp_path / "revoked.json"
    file.write_bytes(sealed())
    keys.write_text(run("keys")[1])
    revoked.write_text(json.dumps({"revoked": ["2026-1"]}))
    assert run("verify", str(file))[0] == 0
    status, said = run("verify", str(file), "--keys", str(keys))
    assert (status, "not checked" in said) == (0, True)
    status, said = run("verify", str(file), "--keys", str(keys), "--revoked", str(revoked), "--json")
    assert (status, json.loads(said)["reason_code"]) == (1, "revoked")
    file.write_bytes(sealed().replace(b"hello", b"hallo"))
    status, said = run("verify", str(file))
    assert (status, "changed_bytes" in said) == (1, True)
    run("rotate-key", "--reason", "Lost laptop")
    assert len(json.loads(run("keys")[1])["keys"]) == 2
    with pytest.raises(CommandError, match="No such file"):
        run("verify", str(tmp_path / "none.pdf"))
    with pytest.raises(CommandError, match="not a list of published keys"):
        run("verify", str(file), "--keys", str(file))


def kept(number: str) -> bytes:
    """A sealed file that the trail tells of, as issuing a certificate keeps one."""
    content = sealed(number)
    with transaction.atomic(), trail.collecting():
        store_made(owner=None, kind="assignments.certificate", content=content, content_type="application/pdf",
                   name="c.pdf", actor=SYSTEM)  # fmt: skip
    return content


def test_of_a_key_that_became_known_only_what_the_trail_shows_was_issued_before_stays_true(tmp_path: Path) -> None:
    before = kept("2026-1")
    StoredFile.objects.all().delete()  # as erasure takes the file
    since = timezone.now()
    after, forged = kept("2026-2"), sealed("2026-9")  # whoever knows the key dates it as they like
    key = signing.active_key()
    assert [verdict(one) for one in (before, after, forged)] == ["valid"] * 3
    order = ("revoke-key", key.key_id, "--since", since.isoformat(), "--reason", "A laptop was stolen")
    code, said = run(*order)
    assert (code, "true as before: 1 files" in said, "Nothing was changed" in said) == (0, True, True), said
    assert [verdict(one) for one in (before, after, forged)] == ["valid"] * 3
    assert (run(*order, "--sure")[0], signing.active_key().key_id == key.key_id) == (0, False)
    assert [verdict(one) for one in (before, after, forged)] == ["valid", "revoked_key", "revoked_key"]
    assert verdict(kept("2026-3")) == "valid"
    list_of_keys = tmp_path / "keys.json"
    list_of_keys.write_text(run("keys")[1], encoding="utf-8")
    for content, wanted in ((before, "valid"), (forged, "revoked_key")):
        (tmp_path / "c.pdf").write_bytes(content)
        said = run("verify", str(tmp_path / "c.pdf"), "--keys", str(list_of_keys))[1]
        assert f"({wanted})" in said, said
    assert "2026-9" not in said  # what a forger wrote is not repeated


def test_a_key_is_revoked_from_an_earlier_moment_again_and_from_no_later_one() -> None:
    first, moment = kept("2026-1"), timezone.now()
    second, key = kept("2026-2"), signing.active_key()
    now = timezone.now()
    actions.revoke_signing_key(actor=SYSTEM, key=key, since=now, reason="-")
    assert [verdict(one) for one in (first, second)] == ["valid", "valid"]
    actions.revoke_signing_key(actor=SYSTEM, key=key, since=moment, reason="-")
    assert [verdict(one) for one in (first, second)] == ["valid", "revoked_key"]
    for later in (now, timezone.now() + timedelta(days=1)):
        with pytest.raises(Refused):
            actions.revoke_signing_key(actor=SYSTEM, key=key, since=later, reason="-")
    assert SigningKey.objects.filter(retired_at=None).count() == 1


def test_rows_of_the_trail_that_were_changed_prove_nothing() -> None:
    content, key = kept("2026-1"), signing.active_key()
    added = kept("2026-2")
    row = TrailEntry.objects.filter(verb="store_file").latest("sequence")
    guarding.remove(connection)
    TrailEntry.objects.filter(pk=row.pk).update(at=row.at - timedelta(seconds=1))
    guarding.install(connection)
    code, said = run("revoke-key", key.key_id, "--since", timezone.now().isoformat(), "--reason", "-", "--sure")
    assert (code, "not whole" in said) == (0, True), said
    assert [verdict(one) for one in (content, added)] == ["valid", "revoked_key"]
