"""Seals: a PDF that carries what it certifies, signed, and shows any change of a single byte. Pure, without Django.

A sealed file is the PDF as it was made, followed by

    %minga-payload BASE64URL      the certified facts, canonical JSON
    %minga-signature BASE64URL    Ed25519 over "minga-certificate/1" NUL payload
    %minga-seal BASE64URL         Ed25519 over "minga-seal/1" NUL SHA-256 of all bytes before this line
    startxref / number / %%EOF    as at the end of the PDF, so that every reader still opens it

Comment lines between two ends of file are legal PDF (ISO 32000-1, 7.5.6). Every byte is bound: what stands before the
seal by the seal's signature, what stands after it because it must equal what is computed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "minga-certificate/1"
SEAL_FORMAT = "minga-seal/1"
KEY_ID_LENGTH = 24
FINGERPRINT_LENGTH = 32
LONGEST_FILE = 50 * 1024 * 1024

PAYLOAD = b"%minga-payload "
SIGNATURE = b"%minga-signature "
SEAL = b"%minga-seal "
_TAIL = re.compile(rb"startxref\r?\n(\d{1,12})\r?\n%%EOF\r?\n?\Z")


class NotSealable(ValueError):
    """The bytes handed in for sealing are no PDF."""


@dataclass(frozen=True)
class PublicKey:
    """A key as it is published. `issuer` is the address of the installation that holds it.

    revoked_since: when others came to know it. From then on its signature says nothing, whatever day a file bears:
    true are only the files whose fingerprints stand in `still_true`, which the issuer can show it issued before.
    """

    key_id: str
    public_key: bytes
    issuer: str
    retired_on: date | None = None
    revoked_since: datetime | None = None
    still_true: frozenset[str] = frozenset()

    def as_json(self) -> dict[str, Any]:
        """As it stands in /.well-known/minga-keys.json."""
        form = {
            "key_id": self.key_id,
            "algorithm": "ed25519",
            "public_key": encode(self.public_key),
            "issuer": self.issuer,
            "retired_on": self.retired_on.isoformat() if self.retired_on else None,
        }
        if self.revoked_since is None:
            return form
        return {**form, "revoked_since": self.revoked_since.isoformat(), "still_true": sorted(self.still_true)}

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> PublicKey:
        """Raises ValueError or KeyError for a row that is no key, or one whose id is not its fingerprint."""
        public = decode(str(row["public_key"]).encode())
        if len(public) != 32 or key_id_of(public) != row["key_id"]:
            raise ValueError(f"{row['key_id']} is not the fingerprint of its key")
        retired, revoked = row.get("retired_on"), row.get("revoked_since")
        return cls(
            str(row["key_id"]),
            public,
            str(row["issuer"]),
            date.fromisoformat(retired) if retired else None,
            datetime.fromisoformat(revoked) if revoked else None,
            frozenset(str(one) for one in row.get("still_true", ())),
        )


@dataclass(frozen=True)
class SignedPayload:
    """Facts, signed. `payload` is the canonical JSON that the signature covers."""

    payload: bytes
    key_id: str
    signature: bytes

    @property
    def facts(self) -> dict[str, Any]:
        return dict(json.loads(self.payload))

    @property
    def signature_text(self) -> str:
        return encode(self.signature)

    def attachment(self) -> bytes:
        """The same as a JSON file, attached to the PDF for people and programs that look inside."""
        form = {"payload": self.payload.decode(), "key_id": self.key_id, "signature": self.signature_text}
        return json.dumps(form, ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True)
class Verdict:
    """What a check found. `reason_code`: valid, not_pdf, no_seal, truncated, changed_bytes, changed_payload,
    unknown_key, revoked_key, wrong_issuer, retired_key, revoked. `facts` only where the signature over them holds, and
    says something. `why` is the code of the public reason of one that was revoked, empty where it is not known.

    `revocation_checked` is False where no list was at hand; a true file is then true as of its issue only.
    """

    ok: bool
    reason_code: str
    facts: dict[str, Any] = field(default_factory=dict)
    revocation_checked: bool = False
    why: str = ""


def encode(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text: bytes) -> bytes:
    """Strict: only what `encode` writes; raises ValueError for any other spelling of the same bytes."""
    try:
        data = base64.urlsafe_b64decode(text + b"=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if encode(data).encode() != text:
        raise ValueError("not canonical base64url")
    return data


def canonical(payload: Mapping[str, Any]) -> bytes:
    """JSON with sorted keys, no spaces, UTF-8. Raises ValueError for a number that is no number."""
    return json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def key_id_of(public_key: bytes) -> str:
    """The key's fingerprint: the first 24 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:KEY_ID_LENGTH]


def fingerprint_of(sha256: str) -> str:
    """The fingerprint of a sealed file: the first 32 hexadecimal digits of the SHA-256 of all its bytes."""
    return sha256[:FINGERPRINT_LENGTH]


def public_bytes(private_key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of the public half."""
    return private_key.public_key().public_bytes_raw()


def sign_payload(payload: Mapping[str, Any], *, private_key: Ed25519PrivateKey) -> SignedPayload:
    """Sign facts; `format` and `key_id` are set here."""
    key_id = key_id_of(public_bytes(private_key))
    data = canonical({**payload, "format": FORMAT, "key_id": key_id})
    return SignedPayload(data, key_id, private_key.sign(_to_sign(FORMAT, data)))


def seal_pdf(pdf: bytes, signed: SignedPayload, *, private_key: Ed25519PrivateKey) -> bytes:
    """The PDF with its seal. Raises NotSealable where `pdf` is no whole PDF."""
    end = _TAIL.search(pdf[-64:])
    if not pdf.startswith(b"%PDF-") or end is None:
        raise NotSealable("only a whole PDF is sealed")
    body = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    body += PAYLOAD + encode(signed.payload).encode() + b"\n"
    body += SIGNATURE + signed.signature_text.encode() + b"\n"
    seal = private_key.sign(_to_sign(SEAL_FORMAT, hashlib.sha256(body).digest()))
    return body + SEAL + encode(seal).encode() + b"\n" + _tail(end.group(1))


def verify_certificate_file(
    data: bytes, *, keys: Iterable[PublicKey], revoked: Collection[str] | Mapping[str, str] | None = None
) -> Verdict:
    """Whether `data` is a certificate as one of `keys` sealed it.

    revoked: the numbers that were withdrawn, with the code of the public reason or without; None where not known.
    """
    try:
        facts, key = _proven(data, keys=keys)
    except _Broken as broken:
        return Verdict(ok=False, reason_code=str(broken))
    if key.revoked_since is not None and fingerprint_of(hashlib.sha256(data).hexdigest()) not in key.still_true:
        return Verdict(ok=False, reason_code="revoked_key", revocation_checked=revoked is not None)
    return _judge(facts, key=key, revoked=revoked)


def _proven(data: bytes, *, keys: Iterable[PublicKey]) -> tuple[dict[str, Any], PublicKey]:
    """The facts whose signature and seal hold, and the key they hold under. Raises _Broken."""
    if not data.startswith(b"%PDF-") or len(data) > LONGEST_FILE:
        raise _Broken("not_pdf")
    parts = _open(data)
    facts = _claims(parts.payload)
    key = next((key for key in keys if key.key_id == facts.get("key_id")), None)
    if key is None:
        raise _Broken("unknown_key")
    public = Ed25519PublicKey.from_public_bytes(key.public_key)
    if not _holds(public, parts.signature, _to_sign(FORMAT, parts.payload)):
        raise _Broken("changed_payload")
    if not _holds(public, parts.seal, _to_sign(SEAL_FORMAT, hashlib.sha256(parts.before_seal).digest())):
        raise _Broken("changed_bytes")
    tail = _tail(parts.start_of_references)
    if parts.after_seal != tail:
        raise _Broken("truncated" if tail.startswith(parts.after_seal) else "changed_bytes")
    return facts, key


def _judge(facts: dict[str, Any], *, key: PublicKey, revoked: Collection[str] | Mapping[str, str] | None) -> Verdict:
    """The seal holds; is the key the issuer's, was it in use on that day, and does the certificate still stand?"""
    checked = revoked is not None
    if facts.get("issuer_url") != key.issuer:
        return Verdict(ok=False, reason_code="wrong_issuer", facts=facts, revocation_checked=checked)
    if key.retired_on and str(facts.get("issued_on", "")) > key.retired_on.isoformat():
        return Verdict(ok=False, reason_code="retired_key", facts=facts, revocation_checked=checked)
    if revoked is not None and facts.get("number") in revoked:
        why = revoked.get(str(facts["number"]), "") if isinstance(revoked, Mapping) else ""
        return Verdict(ok=False, reason_code="revoked", facts=facts, revocation_checked=True, why=why)
    return Verdict(ok=True, reason_code="valid", facts=facts, revocation_checked=checked)


class _Broken(Exception):
    """The seal cannot be read; the message is the reason code."""


@dataclass(frozen=True)
class _Parts:
    payload: bytes
    signature: bytes
    seal: bytes
    before_seal: bytes
    after_seal: bytes
    start_of_references: bytes


def _open(data: bytes) -> _Parts:
    payload_at, signature_at, seal_at = (data.rfind(b"\n" + mark) + 1 for mark in (PAYLOAD, SIGNATURE, SEAL))
    if not payload_at and not signature_at and not seal_at:
        raise _Broken("no_seal" if _TAIL.search(data[-64:]) else "truncated")
    if not seal_at or not data[seal_at:].count(b"\n"):
        raise _Broken("truncated" if not data.rstrip().endswith(b"%%EOF") else "changed_bytes")
    if not 0 < payload_at < signature_at < seal_at:
        raise _Broken("changed_bytes")
    end = _TAIL.search(data[max(0, payload_at - 64) : payload_at])
    if end is None:
        raise _Broken("changed_bytes")
    try:
        payload = decode(data[payload_at + len(PAYLOAD) : signature_at - 1])
        signature = decode(data[signature_at + len(SIGNATURE) : seal_at - 1])
        seal_line, after = data[seal_at:].split(b"\n", 1)
        seal = decode(seal_line[len(SEAL) :])
    except ValueError as error:
        raise _Broken("changed_bytes") from error
    return _Parts(payload, signature, seal, data[:seal_at], after, end.group(1))


def _claims(payload: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(payload)
        known = isinstance(facts, dict) and facts.get("format") == FORMAT and canonical(facts) == payload
    except (ValueError, RecursionError) as error:
        raise _Broken("changed_payload") from error
    if not known:
        raise _Broken("changed_payload")
    return dict(facts)


def _holds(key: Ed25519PublicKey, signature: bytes, message: bytes) -> bool:
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _to_sign(context: str, data: bytes) -> bytes:
    return context.encode() + b"\0" + data


def _tail(start_of_references: bytes) -> bytes:
    return b"startxref\n" + start_of_references + b"\n%%EOF\n"
