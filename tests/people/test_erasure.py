"""Erasure leaves no personal text anywhere, and loses nothing of others: every column of every table is searched."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.factories import give_role, make_account, make_auditor, make_country
from tests.people.marks import FILES, MARK, PDF, marked, places_of

from minga.core import registries
from minga.core.access.actions import grant_role
from minga.core.access.models import Holding, Role
from minga.core.acting import SYSTEM
from minga.core.audit.actions import export_trail
from minga.core.audit.models import PersonKey, TrailEntry
from minga.core.audit.sealing import unseal
from minga.core.audit.verifying import verify
from minga.core.errors import Incomplete, NotAllowed, Refused
from minga.core.notices.models import Notice
from minga.people import archive
from minga.people.actions import accounts, consents, erasing, exporting
from minga.people.actions import profile as acts
from minga.people.models import Account, DataExport, Profile, Purpose

pytestmark = pytest.mark.django_db


def fill(account: Account) -> None:
    """Put a mark into everything this room lets a person write."""
    profile = account.profile
    accounts.update_settings(
        actor=account,
        account=account,
        name=marked("name"),
        local_name="佐伊瓦",
        language="zh-hans",
        timezone_name="Asia/Shanghai",
    )
    about = {"residence_city": marked("city"), "phone": marked("phone"), "about": marked("about")}
    acts.save_step(actor=account, profile=profile, step="about", values={**about, "nationality": make_country("KE")})
    acts.save_education(actor=account, profile=profile, level=6, institution=marked("school"), field=marked("subject"))
    acts.save_experience(
        actor=account,
        profile=profile,
        title=marked("title"),
        organisation=marked("organisation"),
        starts=date(2020, 1, 1),
        description=marked("description"),
    )
    upload = SimpleUploadedFile(f"{marked('cv')}.pdf", PDF, content_type="application/pdf")
    acts.attach_cv(actor=account, profile=profile, upload=upload)
    consents.give_consent(actor=account, account=account, purpose=Purpose.MATCHING)
    exporting.record_export(actor=account, account=account, purpose=marked("purpose"))
    EmailAddress.objects.create(user=account, email=account.email, primary=True, verified=True)
    EmailAddress.objects.create(user=account, email=f"{MARK}.second@example.org")
    Authenticator.objects.create(user=account, type="webauthn", data={"name": marked("key")})
    Notice.objects.create(
        account=account,
        kind="people.test",
        context={"name": marked("notice")},
        once_key=marked("once"),
        delivery="inbox",
    )
    SocialAccount.objects.create(user=account, provider="oidc", uid=marked("uid"), extra_data={"n": marked("extra")})
    for who in (account.email, MARK):  # an auditor takes away what they did
        export_trail(actor=make_auditor(), filters={"who": who}, reason="yearly audit")


@pytest.fixture
def person() -> Iterator[Account]:
    shutil.rmtree(FILES, ignore_errors=True)
    account = accounts.create_account(
        actor=SYSTEM, account=Account(), email=f"{MARK}@example.org", birth_date=date(1999, 3, 4), name=marked("first")
    )
    fill(account)
    account.refresh_from_db()
    yield account
    shutil.rmtree(FILES, ignore_errors=True)


def erase(account: Account) -> None:
    erasing.erase_account(actor=account, account=account)


def test_the_marks_are_there_before(person: Account) -> None:
    assert {"people_account.email", "people_profile.about", "people_education.institution"} <= places_of(MARK)
    assert any(place.startswith("people/") for place in places_of(MARK))


def test_no_personal_text_remains_anywhere(
    person: Account, client: Any, django_capture_on_commit_callbacks: Any
) -> None:
    client.force_login(person)
    client.get("/", HTTP_USER_AGENT=marked("browser"))
    UserSession.objects.update(user_agent=marked("browser"))
    for email in (person.email, f"{MARK}.second@example.org", "somebody@example.org"):
        Client().post("/account/password/reset/", {"email": email})
    assert "django_session, decoded" in places_of(MARK), "codes were asked for in browsers where nobody is signed in"
    with django_capture_on_commit_callbacks(execute=True):
        erase(person)
    assert places_of(MARK) == set()
    assert places_of("佐伊瓦") == set()
    assert places_of("1999-03-04") == set()
    assert places_of("somebody@example.org") == {"django_session, decoded"}, "what others ask for stays"


def test_the_shell_stays_and_nobody_signs_in_with_it(person: Account, client: Any) -> None:
    client.force_login(person)
    erase(person)
    person.refresh_from_db()
    assert person.erased_at is not None
    assert not person.is_active
    assert not person.has_usable_password()
    assert person.email.endswith("@erased.invalid")
    assert (person.name, person.local_name, person.demonstration_card) == ("", "", "")
    assert not Profile.objects.filter(account=person).exists()
    assert not UserSession.objects.filter(user=person).exists()
    assert client.get("/account", follow=False).status_code == 302


def test_the_chain_still_verifies_and_the_key_is_gone(person: Account) -> None:
    erase(person)
    assert verify().findings == []
    assert bytes(PersonKey.objects.get(account_id=person.pk).key) == b""
    assert unseal(bytes(TrailEntry.objects.get(verb="erase_account").sealed), account_id=person.pk) is None
    assert TrailEntry.objects.filter(verb="erase_account", target_ref=person.ref).exists()


def test_what_others_did_stays(person: Account) -> None:
    other = make_account()
    give_role(person, Role.ADMINISTRATOR)
    give_role(other, Role.ADMINISTRATOR)
    third = make_account()
    holding = grant_role(actor=person, account=third, role=Role.AUDITOR)
    taken = exporting.record_export
    give_role(person, Role.DATA_PROTECTION_OFFICER)
    person = Account.objects.get(pk=person.pk)
    export = taken(actor=person, account=third, purpose="asked by letter")
    erase(person)
    holding.refresh_from_db()
    export.refresh_from_db()
    assert (holding.granted_by_id, holding.ends) == (person.pk, None)
    assert (export.purpose, export.requested_by_id) == ("asked by letter", person.pk)
    assert Holding.objects.filter(account=person, ends=None).count() == 0


def test_the_last_administrator_cannot_erase_themselves(person: Account) -> None:
    give_role(person, Role.ADMINISTRATOR)
    with pytest.raises(Refused):
        erase(person)
    person.refresh_from_db()
    assert person.is_active
    assert bytes(PersonKey.objects.get(account_id=person.pk).key) != b""


def test_nobody_else_erases_but_the_data_protection_officer_with_a_reason(person: Account) -> None:
    administrator, officer = make_account(), make_account()
    give_role(administrator, Role.ADMINISTRATOR)
    give_role(officer, Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(NotAllowed):
        erasing.erase_account(actor=administrator, account=person)
    with pytest.raises(NotAllowed):
        erasing.erase_account_for(actor=administrator, account=person, reason="asked")
    with pytest.raises(Incomplete):
        erasing.erase_account_for(actor=officer, account=person, reason=" ")
    with pytest.raises(NotAllowed):
        erasing.erase_account_for(actor=officer, account=officer, reason="asked")
    erasing.erase_account_for(actor=officer, account=person, reason=f"{MARK} wrote on 3 May")
    assert {place for place in places_of(MARK) if not place.startswith("people/")} == set()


def test_an_erased_account_is_not_erased_again_nor_switched_on(person: Account) -> None:
    erase(person)
    officer, administrator = make_account(), make_account()
    give_role(officer, Role.DATA_PROTECTION_OFFICER)
    give_role(administrator, Role.ADMINISTRATOR)
    person.refresh_from_db()
    with pytest.raises(Refused):
        erasing.erase_account_for(actor=officer, account=person, reason="again")
    with pytest.raises(Refused):
        accounts.reactivate_account(actor=administrator, account=person, reason="back")


def test_a_room_that_fails_leaves_everything_as_it_was(person: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_account: Account) -> None:
        raise RuntimeError("the roof fell in")

    broken = registries.PersonalData(export=lambda _account: {}, erase=fail)
    monkeypatch.setitem(registries.personal_data._entries, "roof", broken)
    with pytest.raises(RuntimeError):
        erase(person)
    person.refresh_from_db()
    assert person.name == marked("name")
    assert Profile.objects.filter(account=person).exists()
    assert bytes(PersonKey.objects.get(account_id=person.pk).key) != b""


def test_the_archive_holds_every_mark_and_the_files(person: Account) -> None:
    with zipfile.ZipFile(BytesIO(archive.build(person).read())) as bundle:
        names = bundle.namelist()
        text = " ".join(bundle.read(name).decode() for name in names if name.endswith(".json"))
        held = [name for name in names if name.startswith("files/") and marked("cv") in name]
        assert bundle.read(held[0]) == PDF
    assert {f"{room}.json" for room, _entry in registries.personal_data} <= set(names)
    for name in ("name", "city", "phone", "about", "school", "title", "description", "uid"):
        assert marked(name) in text
    assert "佐伊瓦" in text


def test_taking_data_out_is_written_down_with_its_purpose(person: Account) -> None:
    officer = make_account()
    give_role(officer, Role.DATA_PROTECTION_OFFICER)
    exporting.record_export(actor=officer, account=person, purpose="court order 7")
    assert DataExport.objects.filter(account=person, requested_by=officer, purpose="court order 7").exists()
    with pytest.raises(NotAllowed):
        exporting.record_export(actor=make_account(), account=person, purpose="curiosity")
    with pytest.raises(Incomplete):
        exporting.record_export(actor=person, account=person, purpose=" ")
