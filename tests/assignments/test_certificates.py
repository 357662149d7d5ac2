"""A certificate that the pages issued is true for everybody who checks it, until it is changed or revoked."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import formats, timezone
from pytest_django.plugin import DjangoDbBlocker
from tests import factories as make
from tests.assignments.service_steps import begin, finish, issue
from tests.assignments.service_world import World, make_service
from tests.assignments.told import kinds_told
from tests.clients import queries_of_second_look
from tests.standing import standing

from minga.assignments.actions.certificates import revoke_certificate
from minga.assignments.models import Certificate, Contract, HoursRecord
from minga.core.acting import SYSTEM
from minga.core.audit.verifying import verify
from minga.core.documents import actions, seals, signing
from minga.core.documents.showing import shown_facts
from minga.core.errors import Incomplete, NotAllowed
from minga.people.actions.consents import give_consent, withdraw_consent
from minga.people.actions.erasing import erase_account
from minga.people.archive import build
from minga.people.models import Purpose

pytestmark = pytest.mark.django_db


def closed(*, kinds: tuple[str, ...] = ()) -> World:
    """A service that went to its end. Once a kind of clearance is asked for it is, of whoever comes after."""
    found = make_service(kinds=kinds)
    begin(found)
    finish(found)
    return found


@pytest.fixture(scope="module", autouse=True)
def served(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    yield from standing(django_db_blocker, lambda: closed(kinds=("medical",)))


@pytest.fixture
def world(served: World, db: None) -> World:
    return served.anew()


@pytest.fixture
def certificate(world: World) -> Certificate:
    return issue(world)


def file_of(world: World, certificate: Certificate) -> bytes:
    client = Client()
    client.force_login(world.volunteer)
    response = client.get(f"/certificates/{certificate.ref}/paper")
    assert response["Content-Type"] == "application/pdf"
    return bytes(response.content)


def by_command(path: Path) -> tuple[bool, str]:
    out = StringIO()
    try:
        call_command("certificate", "verify", str(path), stdout=out)
    except SystemExit:
        return False, out.getvalue()
    return True, out.getvalue()


def by_page(content: bytes) -> str:
    """What the page found, without scripts: its reason code."""
    upload = SimpleUploadedFile("certificate.pdf", content, content_type="application/pdf")
    return str(Client().post("/verify/file", {"certificate": upload}).context["verdict"].reason_code)


def test_a_certificate_of_the_pages_is_true_by_command_and_on_the_page(
    world: World, certificate: Certificate, tmp_path: Path
) -> None:
    content = file_of(world, certificate)
    path = tmp_path / "certificate.pdf"
    path.write_bytes(content)
    ok, words = by_command(path)
    assert ok, words
    assert certificate.number in words
    assert by_page(content) == "valid"


def test_one_changed_byte_is_refused(world: World, certificate: Certificate, tmp_path: Path) -> None:
    content = bytearray(file_of(world, certificate))
    content[len(content) // 2] ^= 1
    path = tmp_path / "changed.pdf"
    path.write_bytes(content)
    ok, words = by_command(path)
    assert not ok
    assert "changed" in words
    assert by_page(bytes(content)) == "changed_bytes"


def test_a_revoked_one_is_refused_with_its_reason_where_it_is_looked_up(
    world: World, certificate: Certificate, tmp_path: Path, client: Client
) -> None:
    content = file_of(world, certificate)
    secret = "The hours were counted twice by Ms Wang"
    for choice in ("", "key", "-"):  # nobody chooses what only a revoked key says
        world.press(
            world.officer, "certificate_revoke", certificate.ref, thing=certificate, reason=secret, choice=choice
        )
        assert by_page(content) == "valid"
    page = world.press(
        world.officer, "certificate_revoke", certificate.ref, thing=certificate, reason=secret, choice="mistake"
    )
    assert page.status_code == 200
    assert secret in page.content.decode()
    path = tmp_path / "revoked.pdf"
    path.write_bytes(content)
    ok, words = by_command(path)
    assert not ok
    why = "Reason: What it says holds a mistake."
    assert ("revoked" in words, why in words) == (True, True)
    assert by_page(content) == "revoked"
    listed = client.get("/.well-known/minga-revoked.json")
    assert listed.json()["revoked"] == [certificate.number]
    assert listed.json()["reasons"] == {certificate.number: "mistake"}
    lists = {"--revoked": listed.content, "--keys": client.get("/.well-known/minga-keys.json").content}
    for name, one in lists.items():
        (tmp_path / name).write_bytes(one)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("certificate", "verify", str(path), *(f"{name}={tmp_path / name}" for name in lists), stdout=out)
    assert why in out.getvalue()
    upload = SimpleUploadedFile("certificate.pdf", content, content_type="application/pdf")
    for shown in (client.get(f"/c/{certificate.ref}"), client.post("/verify/file", {"certificate": upload})):
        assert ("was revoked" in shown.content.decode(), why in shown.content.decode()) == (True, True)
        assert secret not in shown.content.decode()


def test_a_revoked_key_is_said_alike_everywhere_and_what_it_signed_since_waits_to_be_issued_anew(
    world: World, certificate: Certificate, tmp_path: Path, client: Client
) -> None:
    content = file_of(world, certificate)
    path = tmp_path / "c.pdf"
    path.write_bytes(content)
    key = signing.active_key()
    now = timezone.now()
    actions.revoke_signing_key(actor=SYSTEM, key=key, since=now, reason="Stolen")
    assert (by_command(path)[0], by_page(content)) == (True, "valid")
    assert "registered and valid" in client.get(f"/c/{certificate.ref}").content.decode()
    assert "Issue the certificate" not in world.read(world.officer, "/")
    actions.revoke_signing_key(actor=SYSTEM, key=key, since=certificate.issued_at, reason="Stolen a week before")
    ok, words = by_command(path)
    assert (ok, "revoked_key" in words, by_page(content)) == (False, True, "revoked_key")
    shown = client.get(f"/c/{certificate.ref}").content.decode()
    assert ("was revoked" in shown, "The key that signed it became known to others" in shown) == (True, True)
    assert kinds_told(world.volunteer)[-1] == "certificate_outdated"
    assert "Issue the certificate" in world.read(world.officer, "/")
    path.write_bytes(file_of(world, issue(world)))
    assert by_command(path)[0]


def test_a_foreign_one_is_refused(world: World, certificate: Certificate, tmp_path: Path) -> None:
    stranger = Ed25519PrivateKey.generate()
    plain = file_of(world, certificate).split(b"%minga-payload ", maxsplit=1)[0]
    foreign = seals.seal_pdf(plain, seals.sign_payload(certificate.payload, private_key=stranger), private_key=stranger)
    path = tmp_path / "foreign.pdf"
    path.write_bytes(foreign)
    ok, words = by_command(path)
    assert not ok
    assert "unknown_key" in words
    assert by_page(foreign) == "unknown_key"


def test_an_old_one_stays_true_when_the_key_rotates(world: World, certificate: Certificate, tmp_path: Path) -> None:
    content = file_of(world, certificate)
    actions.rotate_signing_key(actor=SYSTEM, key=signing.active_key())
    path = tmp_path / "old.pdf"
    path.write_bytes(content)
    assert by_command(path)[0]
    revoke_certificate(actor=world.officer, certificate=certificate, public_reason="anew", reason="A new key")
    zone = "Etc/GMT+12" if timezone.now().hour < 12 else "Pacific/Kiritimati"  # another day than that of Greenwich
    with timezone.override(zone):
        newer = issue(world)
        assert newer.issued_on == timezone.localdate() != timezone.now().date()
    assert newer.key_id != certificate.key_id
    path.write_bytes(file_of(world, newer))
    assert by_command(path)[0]


def test_what_is_kept_is_what_was_signed(world: World, certificate: Certificate) -> None:
    key = next(key for key in signing.published_keys() if key.key_id == certificate.key_id)
    verdict = seals.verify_certificate_file(file_of(world, certificate), keys=[key], revoked=set())
    assert verdict.facts == certificate.payload
    assert certificate.payload["responsible_name"] == str(world.officer)
    assert certificate.payload["verification_url"].endswith(f"/c/{certificate.ref}")
    assert set(certificate.payload["role"]) == {"en", "zh-hans"}


def test_a_stranger_sees_what_it_states_without_signing_in(world: World, certificate: Certificate) -> None:
    give_consent(actor=world.volunteer, account=world.volunteer, purpose=Purpose.PUBLIC_CERTIFICATE)
    for language, word in (("en", "registered and valid"), ("zh-hans", certificate.number)):
        page = Client().get(f"/c/{certificate.ref}", {"lang": language})
        assert page.status_code == 200
        assert page["X-Robots-Tag"] == "noindex"
        shown = page.content.decode()
        assert word in shown
        assert "李娜" in shown
        assert world.volunteer.email not in shown
    unknown = Client().get("/c/zzzzzzzzzzzz")
    assert unknown.status_code == 404
    assert "No certificate is registered here" in unknown.content.decode()


def test_without_the_consent_of_its_owner_no_name_is_shown_and_the_paper_is_compared_by_number_and_name(
    world: World, certificate: Certificate, client: Client
) -> None:
    names = [certificate.payload["name"], "李娜"]

    def shown() -> str:
        return client.get(f"/c/{certificate.ref}").content.decode()

    assert not [name for name in names if name in shown()]
    assert "registered and valid" in shown()
    assert "compare it by number and name" in shown()
    page = client.post("/c", {"number": certificate.number, "name": names[0]}, follow=True).content.decode()
    assert "The number and the name belong together." in page
    give_consent(actor=world.volunteer, account=world.volunteer, purpose=Purpose.PUBLIC_CERTIFICATE)
    page = shown()
    assert all(name in page for name in names)
    withdraw_consent(actor=world.volunteer, account=world.volunteer, purpose=Purpose.PUBLIC_CERTIFICATE)
    assert not [name for name in names if name in shown()]
    assert "Let your name be shown" in world.read(world.volunteer, f"/c/{certificate.ref}")


def test_who_holds_the_paper_looks_it_up_by_number_and_name(certificate: Certificate, client: Client) -> None:
    for name in (" ".join(certificate.payload["name"].upper().split()), "李娜"):
        page = client.post("/c", {"number": certificate.number.lower(), "name": name})
        assert page["Location"] == f"/c/{certificate.ref}"
    wrong = client.post("/c", {"number": certificate.number, "name": "Somebody Else"})
    assert wrong.status_code == 422
    assert certificate.ref not in wrong.content.decode()


def test_one_service_has_one_certificate_and_who_served_does_not_certify(
    world: World, certificate: Certificate
) -> None:
    with pytest.raises(Incomplete, match="cannot be issued"):
        issue(world)
    with pytest.raises(NotAllowed):
        issue(world, by=world.focal_point)
    revoke_certificate(actor=world.officer, certificate=certificate, public_reason="mistake", reason="A wrong name")
    make.give_role(world.volunteer, "programme_officer", country="CN")
    with pytest.raises(NotAllowed):
        issue(world, by=world.volunteer)
    assert issue(world).number != certificate.number


def test_a_closed_service_waits_for_its_officer_until_it_is_certified(world: World) -> None:
    assert "Issue the certificate" in world.read(world.officer, "/")
    certificate = issue(world)
    assert world.fresh().certified_at == certificate.issued_at
    assert "Issue the certificate" not in world.read(world.officer, "/")


def test_nothing_is_certified_without_verified_hours_or_before_the_service_is_closed() -> None:
    world = make_service(kinds=())
    with pytest.raises(Incomplete) as refused:
        issue(world)
    assert len(refused.value.problems) == 2


def test_two_languages_or_none(world: World) -> None:
    with pytest.raises(Incomplete):
        issue(world, language="en", second="en")
    first = issue(world, language="en", second="zh-hans")
    assert (first.language, first.second_language) == ("en", "zh-hans")


def test_the_file_is_for_the_volunteer_the_host_and_the_officer_only(
    world: World, certificate: Certificate, client: Client
) -> None:
    stranger = make.make_focal_point(make.make_organisation())
    for account, status in ((world.volunteer, 200), (world.officer, 200), (world.focal_point, 200), (stranger, 404)):
        client.force_login(account)
        assert client.get(f"/certificates/{certificate.ref}/paper").status_code == status
    client.force_login(world.focal_point)
    page = client.post(f"/certificates/{certificate.ref}/revoke", {"reason": "No", "version": certificate.version})
    assert page.status_code == 403


def test_both_signed_contracts_are_kept_as_a_file_in_two_languages(world: World) -> None:
    contract = world.fresh().contract
    assert contract.file is not None
    client = Client()
    client.force_login(world.volunteer)
    response = client.get(f"/assignments/{world.service.ref}/contract")
    assert bytes(response.content).startswith(b"%PDF-")
    assert (contract.terms["language"], contract.terms["second_language"]) == ("zh-hans", "en")


def test_erasure_keeps_contract_and_hours_without_identity_and_the_file_stays_true(
    tmp_path: Path, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    world = closed()
    certificate = issue(world)
    kept = tmp_path / "kept.pdf"
    kept.write_bytes(file_of(world, certificate))
    name = world.volunteer.name
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=world.volunteer, account=world.volunteer)
    contract = Contract.objects.get(assignment=world.service)
    assert contract.volunteer_signed_at is not None
    assert contract.terms["starts"]
    assert name not in json.dumps(contract.terms, ensure_ascii=False)
    assert contract.file is not None and not contract.file.file
    assert [row.hours for row in HoursRecord.objects.filter(assignment=world.service, state="verified")] == [40]
    certificate.refresh_from_db()
    assert (certificate.signature, certificate.file_id) == ("", None)
    assert certificate.payload["hours"] == "40"
    assert "name" not in certificate.payload
    shown = client.get(f"/c/{certificate.ref}").content.decode()
    assert name not in shown
    assert "no name is kept here" in shown
    assert by_command(kept)[0], "the file that the person holds is still true"
    assert not world.service.clearances.exists()
    assert world.read(world.officer)
    assert verify().findings == []


def test_erasure_ends_an_open_service_and_the_export_holds_all_of_it(django_capture_on_commit_callbacks: Any) -> None:
    world = make_service(kinds=())
    begin(world)
    with zipfile.ZipFile(build(world.volunteer)) as bundle:
        held = json.loads(bundle.read("assignments.service.json"))["services"][0]
    assert held["contract"]["terms"]["volunteer"] == world.volunteer.name
    assert held["clearances"][0]["state"] == "passed"
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(actor=world.volunteer, account=world.volunteer)
    assert (world.fresh().state, world.service.end_kind) == ("ended", "resigned")


@pytest.mark.once
def test_ones_certificates_cost_the_same_at_one_and_at_a_hundred(
    world: World, certificate: Certificate, client: Client
) -> None:
    client.force_login(world.volunteer)
    one = queries_of_second_look(client, "/certificates")
    rows = [
        Certificate(
            assignment=world.service, number=f"CERT-2020-{number:05d}", language="en", payload=certificate.payload,
            key_id=certificate.key_id, signature=certificate.signature, issued_at=timezone.now(),
            revoked_at=timezone.now() - timedelta(days=1), revocation_reason="Old",
        )
        for number in range(100)
    ]  # fmt: skip
    Certificate.objects.bulk_create(rows)
    assert queries_of_second_look(client, "/certificates") == one


def test_every_page_shows_the_day_that_was_signed_whatever_the_calendar_of_the_reader(
    world: World, certificate: Certificate
) -> None:
    late = timezone.now().replace(hour=23, minute=30)  # the next day in Kiritimati
    Certificate.objects.update(issued_at=late, payload={**certificate.payload, "issued_on": late.date().isoformat()})
    world.volunteer.timezone = "Pacific/Kiritimati"
    world.volunteer.save()
    signed = formats.date_format(late.date(), "DATE_FORMAT")
    other = formats.date_format(late.date() + timedelta(days=1), "DATE_FORMAT")
    for address in ("/", "/certificates", f"/assignments/{world.service.ref}", f"/c/{certificate.ref}"):
        page = world.read(world.volunteer, address)
        about = page[page.index(certificate.number) :][:1500] if address != f"/c/{certificate.ref}" else page
        assert signed in about, address
        assert other not in about, address


@pytest.mark.parametrize(
    ("hours", "language", "shown"),
    [("1970", "en", "1,970"), ("40.50", "en", "40.5"), ("62.25", "zh-hans", "62.25"), ("forty", "en", "forty")],
)
def test_hours_stand_in_the_figures_of_the_reader(hours: str, language: str, shown: str) -> None:
    assert [value for _label, value in shown_facts({"hours": hours}, language=language) if value.strip()][-1] == shown


def test_numbers_cannot_be_gone_through_with_a_list_of_names(client: Client) -> None:
    cache.clear()
    tries = [client.post("/c", {"number": f"CERT-2026-{number:05d}", "name": "Li Wei"}) for number in range(21)]
    assert [answer.status_code for answer in tries] == [422] * 20 + [429]
    assert "Too many tries" in tries[-1].content.decode()
    cache.clear()
