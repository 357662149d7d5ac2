"""The check of a certificate in a real browser: online, without a connection, from one saved file, without scripts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.utils import timezone
from playwright.sync_api import Browser, Page
from tests.core.documents.certificates import certificate

from minga.core.acting import SYSTEM
from minga.core.documents import actions, offline, registries, seals, signing
from minga.core.documents.models import SigningKey
from minga.core.documents.papers import CertificatePaper, issue_certificate

pytestmark = pytest.mark.django_db(transaction=True)

TRUE = "This certificate is true."


def choose(page: Page, content: bytes, *, name: str = "certificate.pdf") -> str:
    """Choose a file and give the reason code that the page found."""
    page.locator("[data-verdict]").evaluate("node => { delete node.dataset.reason; node.replaceChildren(); }")
    page.set_input_files("#mg-verify-input", {"name": name, "mimeType": "application/pdf", "buffer": content})
    page.wait_for_selector("[data-verdict][data-reason]")
    return str(page.locator("[data-verdict]").get_attribute("data-reason"))


def ready(page: Page) -> None:
    page.wait_for_selector("[data-verify-file][data-ready]")


@pytest.fixture
def issued() -> bytes:
    return issue_certificate(certificate("en", "zh-hans"))[0]


def foreign() -> bytes:
    key = Ed25519PrivateKey.generate()
    paper: CertificatePaper = certificate("en", "")
    signed = seals.sign_payload({**paper.facts.payload(), "issuer_url": "http://localhost:8000"}, private_key=key)
    return seals.seal_pdf(b"%PDF-1.7\nx\nstartxref\n1\n%%EOF\n", signed, private_key=key)


def test_the_page_accepts_a_true_file_and_refuses_every_other_with_the_reason(
    visitor: Callable[..., Any], issued: bytes
) -> None:
    person = visitor()
    person.go("/verify/file")
    ready(person.page)
    assert choose(person.page, issued) == "valid"
    for words in (TRUE, "2026-CN-000123", "Air-quality data officer", "5 March 2026", "Li Xiaoyu"):
        assert person.reads(words), words
    middle = len(issued) // 3
    flipped = issued[:middle] + bytes([issued[middle] ^ 1]) + issued[middle + 1 :]
    other = seals.encode(seals.canonical({"format": seals.FORMAT, "key_id": "0" * 24}))
    payload = issued.split(b"%minga-payload ")[1].split(b"\n")[0]
    assert choose(person.page, flipped) == "changed_bytes"
    assert choose(person.page, issued.replace(payload, other.encode())) == "unknown_key"
    assert choose(person.page, issued.replace(payload, payload[:-2] + b"A_")) in {"changed_payload", "changed_bytes"}
    assert choose(person.page, foreign()) == "unknown_key"
    assert choose(person.page, issued[:-5]) == "truncated"
    assert choose(person.page, issued.split(b"%minga-payload")[0]) == "no_seal"
    assert choose(person.page, b"garbage") == "not_pdf"
    assert choose(person.page, b"") == "not_pdf"


def test_a_revoked_certificate_is_refused_and_a_rotated_key_still_verifies(
    visitor: Callable[..., Any], issued: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key())
    person = visitor()
    person.go("/verify/file")
    ready(person.page)
    assert choose(person.page, issued) == "valid"
    monkeypatch.setitem(registries.revocations._entries, "test", lambda: {"2026-CN-000123": "mistake"})
    assert choose(person.page, issued) == "revoked"
    assert person.reads("Reason: What it says holds a mistake.")
    key = SigningKey.objects.exclude(retired_at=None).get()
    actions.revoke_signing_key(actor=SYSTEM, key=key, since=timezone.now(), reason="Stolen")
    assert choose(person.page, issued) == "revoked_key"  # the open page asks for the keys anew
    assert not person.reads("2026-CN-000123")
    monkeypatch.delitem(registries.revocations._entries, "test")
    fingerprint = seals.fingerprint_of(hashlib.sha256(issued).hexdigest())
    SigningKey.objects.filter(pk=key.pk).update(still_true=[fingerprint])
    assert choose(person.page, issued) == "valid"


def test_the_page_works_and_even_opens_without_a_connection(visitor: Callable[..., Any], issued: bytes) -> None:
    person = visitor(phone=True)
    person.go("/verify/file")
    ready(person.page)
    person.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    person.page.wait_for_function(
        "caches.open('minga-verify-1').then(kept => kept.match('/verify/file')).then(Boolean)"
    )
    person.page.wait_for_function(
        "caches.open('minga-verify-1').then(kept => kept.match('/static/documents/vendor/ed25519.js')).then(Boolean)"
    )
    person.context.set_offline(True)
    assert choose(person.page, issued) == "valid"
    assert person.reads("Whether it, or the key that signed it, was revoked since")
    person.page.goto(person.site + "/verify/file")
    ready(person.page)
    assert choose(person.page, issued) == "valid"
    assert choose(person.page, issued.replace(b"%PDF-1.7", b"%PDF-1.6")) == "changed_bytes"
    person.context.set_offline(False)
    person.complaints.clear()


@contextmanager
def without_a_connection(chromium: Browser, folder: Path) -> Iterator[Page]:
    """The file saved from the check page, opened where there is no connection."""
    saved = folder / "minga-verify.html"
    saved.write_text(offline.single_file(), encoding="utf-8")
    context = chromium.new_context()
    context.set_offline(True)
    page = context.new_page()
    page.goto(saved.as_uri())
    ready(page)
    yield page
    context.close()


def test_one_saved_file_checks_without_the_installation(chromium: Browser, issued: bytes, tmp_path: Path) -> None:
    with without_a_connection(chromium, tmp_path) as page:
        assert choose(page, issued) == "valid"
        assert page.get_by_text("Whether it, or the key that signed it, was revoked since").is_visible()
        assert not page.locator("[data-verify-sent]").is_visible()
        assert choose(page, issued[:2000] + b"x" + issued[2001:]) == "changed_bytes"


def test_what_was_revoked_before_the_file_was_saved_is_refused_without_a_connection(
    chromium: Browser, issued: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(registries.revocations._entries, "test", lambda: {"2026-CN-000123": "mistake"})
    facts = signing.sign_certificate({"number": "2026-CN-000124", "issued_on": "2026-03-05"})
    stolen = signing.seal_certificate(b"%PDF-1.7\nx\nstartxref\n1\n%%EOF\n", facts)
    key = actions.revoke_signing_key(actor=SYSTEM, key=signing.active_key(), since=timezone.now(), reason="Stolen")
    fingerprint = seals.fingerprint_of(hashlib.sha256(issued).hexdigest())
    SigningKey.objects.filter(pk=key.pk).update(still_true=[fingerprint])
    with without_a_connection(chromium, tmp_path) as page:
        assert choose(page, issued) == "revoked"
        assert page.get_by_text("Reason: What it says holds a mistake.").is_visible()
        assert choose(page, stolen) == "revoked_key"
        assert page.get_by_text("Somebody else came to know it").is_visible()


def test_without_scripts_the_installation_checks_the_file(visitor: Callable[..., Any], issued: bytes) -> None:
    person = visitor(javascript=False)
    person.go("/verify/file")
    person.page.set_input_files("#mg-verify-input", {"name": "c.pdf", "mimeType": "application/pdf", "buffer": issued})
    person.press("Check the file")
    assert person.reads(TRUE)
    assert person.reads("2026-CN-000123")
