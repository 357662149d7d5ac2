from __future__ import annotations

import base64
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from minga.core.documents import seals
from minga.core.documents.seals import PublicKey, verify_certificate_file

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 8 + b"\nstartxref\n1234\n%%EOF"
KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
OTHER = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
HOME = "https://minga.example.org"
FACTS = {"number": "2026-1", "name": "李晓雨", "issuer_url": HOME, "issued_on": "2026-03-05"}


def public(key: Ed25519PrivateKey, *, issuer: str = HOME, retired_on: date | None = None) -> PublicKey:
    raw = seals.public_bytes(key)
    return PublicKey(seals.key_id_of(raw), raw, issuer, retired_on)


SIGNED = seals.sign_payload(FACTS, private_key=KEY)
SEALED = seals.seal_pdf(PDF, SIGNED, private_key=KEY)
KEYS = [public(KEY)]


def test_a_true_file_is_accepted_with_its_facts() -> None:
    verdict = verify_certificate_file(SEALED, keys=KEYS, revoked=())
    assert (verdict.ok, verdict.reason_code, verdict.revocation_checked) == (True, "valid", True)
    assert verdict.facts == {**FACTS, "format": "minga-certificate/1", "key_id": SIGNED.key_id}


def test_without_a_list_of_revoked_numbers_the_verdict_says_so() -> None:
    assert verify_certificate_file(SEALED, keys=KEYS).revocation_checked is False


def test_the_sealed_file_begins_with_the_pdf_and_ends_like_one() -> None:
    assert SEALED.startswith(PDF + b"\n")
    assert SEALED.endswith(b"startxref\n1234\n%%EOF\n")


@settings(max_examples=600)
@given(place=st.integers(min_value=0, max_value=len(SEALED) - 1), flip=st.integers(min_value=1, max_value=255))
def test_one_changed_byte_anywhere_is_refused(place: int, flip: int) -> None:
    changed = bytearray(SEALED)
    changed[place] ^= flip
    assert not verify_certificate_file(bytes(changed), keys=KEYS).ok


def test_every_byte_of_the_seal_itself_is_bound() -> None:
    for place in range(len(PDF), len(SEALED)):
        for flip in (1, 2, 32, 128):
            changed = bytearray(SEALED)
            changed[place] ^= flip
            assert not verify_certificate_file(bytes(changed), keys=KEYS).ok, (place, flip)


@settings(max_examples=200)
@given(length=st.integers(min_value=0, max_value=len(SEALED) - 1))
def test_a_shortened_file_is_refused(length: int) -> None:
    assert not verify_certificate_file(SEALED[:length], keys=KEYS).ok


@given(more=st.binary(min_size=1, max_size=200))
def test_a_lengthened_file_is_refused(more: bytes) -> None:
    assert not verify_certificate_file(SEALED + more, keys=KEYS).ok


@given(junk=st.binary(max_size=2000))
def test_garbage_is_refused_without_an_error(junk: bytes) -> None:
    verdict = verify_certificate_file(junk, keys=KEYS)
    assert not verdict.ok
    assert (verdict.reason_code == "not_pdf") != junk.startswith(b"%PDF-")
    assert not verify_certificate_file(b"%PDF-" + junk, keys=KEYS).ok
    assert not verify_certificate_file(PDF + b"\n%minga-payload " + junk + b"\n%minga-seal \n", keys=KEYS).ok


def test_the_reason_names_what_is_wrong() -> None:
    def reason(data: bytes, *, keys: list[PublicKey] = KEYS, revoked: tuple[str, ...] = ()) -> str:
        return verify_certificate_file(data, keys=keys, revoked=revoked).reason_code

    forged = seals.sign_payload({**FACTS, "name": "Somebody else"}, private_key=KEY)
    altered = SEALED.replace(seals.encode(SIGNED.payload).encode(), seals.encode(forged.payload).encode())
    assert reason(SEALED) == "valid"
    assert reason(b"GIF89a") == "not_pdf"
    assert reason(PDF) == "no_seal"
    assert reason(PDF[:-40]) == "truncated"
    assert reason(SEALED[:-3]) == "truncated"
    assert reason(SEALED.replace(b"\x41\x42\x43", b"\x41\x42\x44", 1)) == "changed_bytes"
    assert reason(altered) == "changed_payload"
    assert reason(SEALED, keys=[public(OTHER)]) == "unknown_key"
    assert reason(SEALED, keys=[]) == "unknown_key"
    assert reason(SEALED, keys=[public(KEY, issuer="https://other.example.org")]) == "wrong_issuer"
    assert reason(SEALED, keys=[public(KEY, retired_on=date(2026, 3, 4))]) == "retired_key"
    assert reason(SEALED, keys=[public(KEY, retired_on=date(2026, 3, 5))]) == "valid"
    assert reason(SEALED, revoked=("2026-1",)) == "revoked"


def test_facts_of_one_certificate_do_not_pass_under_the_seal_of_another() -> None:
    other = seals.sign_payload({**FACTS, "number": "2026-2"}, private_key=KEY)
    swapped = SEALED.replace(seals.encode(SIGNED.payload).encode(), seals.encode(other.payload).encode()).replace(
        SIGNED.signature_text.encode(), other.signature_text.encode()
    )
    assert verify_certificate_file(swapped, keys=KEYS).reason_code == "changed_bytes"


def test_a_file_sealed_anew_by_a_stranger_is_refused() -> None:
    claiming = seals.canonical({**FACTS, "format": seals.FORMAT, "key_id": SIGNED.key_id})
    stranger = seals.SignedPayload(claiming, SIGNED.key_id, OTHER.sign(b"minga-certificate/1\0" + claiming))
    resealed = seals.seal_pdf(PDF, stranger, private_key=OTHER)
    assert verify_certificate_file(resealed, keys=KEYS).reason_code == "changed_payload"


def test_facts_are_shown_only_where_their_signature_holds() -> None:
    assert verify_certificate_file(SEALED, keys=[public(OTHER)]).facts == {}


def test_only_a_whole_pdf_is_sealed() -> None:
    with pytest.raises(seals.NotSealable):
        seals.seal_pdf(b"<html>", SIGNED, private_key=KEY)
    with pytest.raises(seals.NotSealable):
        seals.seal_pdf(PDF[:-5], SIGNED, private_key=KEY)


def test_published_keys_are_read_back_and_a_false_fingerprint_is_refused() -> None:
    row = public(KEY, retired_on=date(2026, 3, 4)).as_json()
    assert PublicKey.from_json(row) == public(KEY, retired_on=date(2026, 3, 4))
    with pytest.raises(ValueError, match="fingerprint"):
        PublicKey.from_json({**row, "key_id": "0" * 24})


def test_only_one_spelling_of_base64_is_read() -> None:
    text = seals.encode(b"\xff\xfe")
    assert seals.decode(text.encode()) == b"\xff\xfe"
    for other in (text + "=", text[:-1] + chr(ord(text[-1]) + 1), base64.b64encode(b"\xff\xfe").decode()):
        with pytest.raises(ValueError, match="base64url"):
            seals.decode(other.encode())
