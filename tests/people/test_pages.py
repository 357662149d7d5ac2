"""The pages: saved as they go, closed to others, the same number of queries at 1 and at 100 rows."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import give_role, make_account, make_country, make_description, make_volunteer
from tests.house.tree import PACKAGE
from tests.people.entrance import PASSWORD, sign_in, with_password
from tests.people.marks import PDF

from minga.core.access.models import Holding, Role
from minga.core.audit.models import TrailEntry
from minga.people.models import Account, DataExport, Profile, Skill
from minga.people.queries import has_consent
from minga.people.steps import STEPS

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client) -> Account:
    account = make_account()
    give_role(account, Role.ADMINISTRATOR)
    client.force_login(account)
    return account


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("step", [step.key for step in STEPS])
def test_every_step_shows_and_says_who_sees_it(client: Client, volunteer: Account, step: str, language: str) -> None:
    response = client.get(f"/profile/{step}?lang={language}")
    assert response.status_code == 200
    says_who = ("You, the programme officer" if language == "en" else "项目官员") in response.content.decode()
    assert says_who == (step != "places")  # wishes of places serve the matching alone


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "path",
    [
        "/profile", "/profile/who-sees-what", "/data-protection", "/account", "/account/settings", "/account/consents",
        "/account/email/", "/account/password/change/", "/account/2fa/", "/account/sessions/", "/account/logout/",
        "/account/2fa/webauthn/", "/account/3rdparty/",
    ],
)  # fmt: skip
def test_every_page_of_ones_own_shows(client: Client, volunteer: Account, path: str, language: str) -> None:
    response = client.get(f"{path}?lang={language}", follow=True)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize(
    "path",
    ["/account/login/", "/account/signup/", "/account/password/reset/", "/account/inactive/", "/data-protection"],
)
def test_every_page_of_the_entrance_shows(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(("path", "words"), [("/account/login/", "登录"), ("/account/password/reset/", "设置新密码")])
def test_a_page_is_called_on_itself_what_its_title_says(client: Client, path: str, words: str) -> None:
    page = client.get(f"{path}?lang=zh-hans").content.decode()
    assert re.findall(r"<title>(.*?) · Minga</title>", page) == re.findall(r"<h1 [^>]*>(.*?)</h1>", page) == [words]


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    for name in ("profile", "account", "settings", "consents", "my_data", "erase", "list", "occupations"):
        response = client.get(reverse(f"people:{name}"))
        assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/login/"), name


def about(**changes: str) -> dict[str, str]:
    return {
        "name": "Li Na", "birth_date": "1999-05-04", "nationality": "CN", "residence": "CN", **changes,
    }  # fmt: skip


def test_a_step_saves_and_leads_on(client: Client, volunteer: Account) -> None:
    response = client.post("/profile/about", about(phone="+86 138"))
    assert response["Location"] == "/profile/languages"
    assert Profile.objects.get(account=volunteer).phone == "+86 138"


def test_what_is_right_is_saved_even_where_another_field_is_wrong(client: Client, volunteer: Account) -> None:
    response = client.post("/profile/about", about(phone="+86 139", birth_date="not a day"))
    assert response.status_code == 200
    profile = Profile.objects.get(account=volunteer)
    assert profile.phone == "+86 139"
    assert profile.birth_date is not None


@pytest.mark.parametrize("more", [{}, {"headers": {"X-Autosave": "1"}}], ids=["button", "autosave"])
@pytest.mark.parametrize("wrong", ["2015-01-01", "1801-01-01", "2999-01-01"])
def test_a_birth_date_that_is_refused_holds_nothing_else_back(
    client: Client, volunteer: Account, wrong: str, more: Any
) -> None:
    before = volunteer.profile.birth_date
    page = client.post("/profile/about", about(phone="+86 139 0000", birth_date=wrong), **more).content.decode()
    profile = Profile.objects.get(account=volunteer)
    assert (profile.phone, profile.birth_date) == ("+86 139 0000", before)
    assert "Check the year" in page


@pytest.mark.parametrize(
    ("phone", "is_one"),
    [
        ("+86 10 1234 5678", True),
        ("(0254) 700-123.456 x12", True),
        ("", True),
        ("call me", False),
        ("12", False),
        ("<script>12345</script>", False),
    ],
)
def test_a_phone_number_is_written_in_digits(client: Client, volunteer: Account, phone: str, is_one: bool) -> None:
    page = client.post("/profile/about", about(phone=phone))
    assert (page.status_code == 302) is is_one
    assert (Profile.objects.get(account=volunteer).phone == phone) is is_one


def test_saving_while_typing_answers_without_a_page(client: Client, volunteer: Account) -> None:
    assert client.post("/profile/about", about(), headers={"X-Autosave": "1"}).status_code == 204
    response = client.post("/profile/about", about(name=""), headers={"X-Autosave": "1"})
    assert response.status_code == 422
    assert list(response.json()["errors"]) == ["name"]


def test_a_list_step_adds_changes_and_takes_off(client: Client, volunteer: Account) -> None:
    client.post("/profile/languages", {"language": "fr", "level": "B1"})
    assert volunteer.profile.languages.filter(language="fr", level="B1").exists()
    client.post("/profile/languages/remove", {"row": "fr"})
    assert not volunteer.profile.languages.filter(language="fr").exists()
    client.post("/profile/experience", {"title": "Guide", "organisation": "Museum", "starts": "2022-01-01"})
    row = volunteer.profile.experience.get()
    page = client.get(f"/profile/experience?row={row.ref}").content.decode()
    assert '<h2 id="entry-1">Guide' in page
    assert page.count('aria-describedby="entry-1"') == 2  # of many rows, whoever hears "Remove" hears which
    changed = {"title": "Head guide", "organisation": "Museum", "starts": "2022-01-01", "ends": "2023-01-01"}
    client.post(f"/profile/experience?row={row.ref}", changed)
    assert [post.title for post in volunteer.profile.experience.all()] == ["Head guide"]
    assert client.get("/profile/experience?row=nobodysrow00").status_code == 404


def test_skills_are_ticked_and_typed(client: Client, volunteer: Account) -> None:
    Skill.objects.create(code="a", title="Climate", is_area=True, is_common=True, alternatives="\nclimate\n\t")
    Skill.objects.create(code="s", title="Teaching", is_common=True, alternatives="\nteaching\n\t")
    Skill.objects.create(code="x", title="Beekeeping", alternatives="\nbeekeeping\n\t")
    client.post("/profile/skills", {"areas": ["a"], "common": ["s"], "more": "beekeep"})
    assert {skill.pk for skill in volunteer.profile.skills.all()} == {"a", "s", "x"}
    client.post("/profile/skills", {"others": ["x"]})
    assert {skill.pk for skill in volunteer.profile.skills.all()} == {"x"}


def test_a_word_still_being_typed_is_no_skill_yet(client: Client, volunteer: Account) -> None:
    Skill.objects.create(code="x", title="Beekeeping", alternatives="\nbeekeeping\n\t")
    assert client.post("/profile/skills", {"more": "bee"}, headers={"X-Autosave": "1"}).status_code == 204
    assert not volunteer.profile.skills.exists()


@pytest.fixture
def newcomer(client: Client) -> Account:
    """Somebody signed in whose account came without a profile."""
    account = make_account()
    client.force_login(account)
    return account


@pytest.mark.parametrize("path", ["/profile", *(f"/profile/{step.key}" for step in STEPS), "/opportunities/REF/apply"])
def test_looking_at_a_profile_begins_none(client: Client, newcomer: Account, path: str) -> None:
    if "REF" in path:
        path = path.replace("REF", make_description().ref)
    before = TrailEntry.objects.count()
    assert client.get(path).status_code == 200
    assert not Profile.objects.filter(account=newcomer).exists()
    assert TrailEntry.objects.count() == before


@pytest.mark.parametrize(
    ("path", "entered"),
    [
        ("/profile/languages", {"language": "zh", "level": "C1"}),
        ("/profile/about", {"phone": "+86 10 1234"}),
        ("/profile/availability", {"hours_a_week": "4"}),
        ("/profile/education/nothing", {}),
    ],
)
def test_saving_begins_the_profile(client: Client, newcomer: Account, path: str, entered: dict[str, str]) -> None:
    client.post(path, entered)
    assert Profile.objects.get(account=newcomer).steps_done == [path.split("/")[2]]


@pytest.mark.parametrize(
    ("path", "entered"),
    [
        ("/profile/languages", {"language": "zh", "level": "Z9"}),
        ("/profile/experience", {"title": "Nurse", "organisation": "Clinic", "starts": "2031-01-01"}),
        ("/profile/languages/nothing", {}),
        ("/profile/cv", {}),
    ],
)
def test_what_is_refused_begins_no_profile(
    client: Client, newcomer: Account, path: str, entered: dict[str, str]
) -> None:
    assert client.post(path, entered).status_code in {200, 409, 422}
    assert not Profile.objects.filter(account=newcomer).exists()


def test_consent_is_given_and_withdrawn_on_its_page(client: Client, volunteer: Account) -> None:
    client.post("/account/consents", {"purpose": "share_with_host", "verb": "give"})
    assert has_consent(volunteer, "share_with_host")
    client.post("/account/consents", {"purpose": "share_with_host", "verb": "withdraw"})
    assert not has_consent(volunteer, "share_with_host")


def test_settings_change_names_language_and_time_zone(client: Client, volunteer: Account) -> None:
    values = {"name": "Li Na", "local_name": "李娜", "language": "zh-hans", "timezone_name": "Asia/Shanghai"}
    response = client.post("/account/settings", values)
    assert response.cookies["django_language"].value == "zh-hans"
    volunteer.refresh_from_db()
    assert (volunteer.local_name, volunteer.timezone) == ("李娜", "Asia/Shanghai")


def test_taking_data_and_erasing_ask_for_the_password_again(client: Client, volunteer: Account) -> None:
    with_password(volunteer)
    client.force_login(volunteer)
    for path in ("/account/my-data", "/account/erase"):
        assert client.get(path)["Location"].startswith("/account/reauthenticate/")


def test_a_person_takes_their_data_and_then_erases_themselves(client: Client) -> None:
    account = with_password(make_volunteer())
    sign_in(client, account)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    response = client.post("/account/my-data")
    with zipfile.ZipFile(BytesIO(b"".join(response.streaming_content))) as bundle:
        assert account.email in bundle.read("people.json").decode()
    assert DataExport.objects.filter(account=account, requested_by=account).count() == 1
    assert client.post("/account/erase", {"confirmation": "somebody@else.org"}).status_code == 200
    account.refresh_from_db()
    assert account.erased_at is None
    assert b"erased" in client.post("/account/erase", {"confirmation": account.email.upper()}).content
    account.refresh_from_db()
    assert account.erased_at is not None


def test_only_who_may_lists_people(client: Client) -> None:
    for role, status in (
        (None, 403), (Role.PROGRAMME_OFFICER, 403), (Role.FINANCE_OFFICER, 403), (Role.AUDITOR, 200),
        (Role.DATA_PROTECTION_OFFICER, 200), (Role.ADMINISTRATOR, 200),
    ):  # fmt: skip
        account = make_account()
        if role:
            give_role(account, role)
        client.force_login(account)
        other = make_account()
        assert client.get("/people").status_code == status, role
        assert client.get(f"/people/{other.ref}").status_code == status, role
        assert client.get(f"/people/{other.ref}/erase").status_code == (
            200 if role == Role.DATA_PROTECTION_OFFICER else 403
        )


def test_an_auditor_changes_nothing(client: Client) -> None:
    auditor, other = make_account(), make_account()
    give_role(auditor, Role.AUDITOR)
    client.force_login(auditor)
    page = client.get(f"/people/{other.ref}").content
    assert b"Give the role" not in page
    assert b"Switch it off" not in page
    granting = {"role": "auditor", "scope": "platform", "starts": "2026-01-01"}
    assert client.post(f"/people/{other.ref}/roles", granting).status_code == 403
    assert client.post(f"/people/{other.ref}/deactivate", {"reason": "x"}).status_code == 403


def test_an_administrator_gives_and_ends_a_role(client: Client, administrator: Account) -> None:
    other = make_account()
    make_country("CN")
    values = {"role": "programme_officer", "scope": "country", "scope_key": "cn", "starts": "2026-01-01"}
    for scope, key, said in (
        ("country", "Atlantis", "No country is called “Atlantis”."),
        ("organisation", "nothing", "“nothing” is not known here."),
    ):
        role = "programme_officer" if scope == "country" else "host_focal_point"
        answer = client.post(f"/people/{other.ref}/roles", {**values, "role": role, "scope": scope, "scope_key": key})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert client.post(f"/people/{other.ref}/roles", values).status_code == 302
    holding = Holding.objects.get(account=other)
    assert (holding.scope_key, holding.granted_by) == ("CN", administrator)
    assert client.post(f"/people/{other.ref}/roles", values).status_code == 422
    client.post(f"/people/{other.ref}/roles/{holding.ref}/end", {"reason": ""})
    holding.refresh_from_db()
    assert not holding.is_over
    client.post(f"/people/{other.ref}/roles/{holding.ref}/end", {"reason": "moved on"})
    holding.refresh_from_db()
    assert holding.is_over


def test_switching_off_ends_the_sessions_at_once(client: Client, administrator: Account) -> None:
    other = make_account()
    theirs = Client()
    theirs.force_login(other)
    assert theirs.get("/account").status_code == 200
    client.post(f"/people/{other.ref}/deactivate", {"reason": "asked for it"})
    assert theirs.get("/account").status_code == 302
    client.post(f"/people/{other.ref}/reactivate", {"reason": "asked for it"})
    other.refresh_from_db()
    assert other.is_active


@pytest.mark.once
def test_the_list_costs_the_same_at_1_and_at_100_rows(client: Client, administrator: Account) -> None:
    make_country()

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/people").status_code == 200
        return len(queries)

    count()
    one = count()
    for _number in range(99):
        give_role(make_account(), Role.FACILITATOR)
    assert count() == one


@pytest.mark.once
def test_the_profile_costs_the_same_at_1_and_at_50_rows(client: Client, volunteer: Account) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/profile").status_code == 200
        return len(queries)

    def add(number: int) -> None:
        for year in range(number):
            volunteer.profile.education.create(level=6, institution=f"U{year}")
            volunteer.profile.experience.create(title="t", organisation="o", starts=f"{1990 + year % 30}-01-01")

    count()
    add(1)
    one = count()
    add(50)
    assert count() == one


def test_typing_a_word_offers_what_fits(client: Client, volunteer: Account) -> None:
    Skill.objects.create(code="x", title="Beekeeping", alternatives="\nbeekeeping\n\t")
    answer: Any = client.get("/profile/skills-list?q=bee").json()
    assert answer == {"results": [{"value": "Beekeeping", "label": "Beekeeping"}]}


def test_a_store_of_files_that_does_not_answer_is_said_and_nothing_is_kept(
    client: Client, volunteer: Account, settings: Any, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    broken = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": tmp_path / "file" / "x"},
    }
    settings.STORAGES = {**settings.STORAGES, "default": broken}
    upload = SimpleUploadedFile("cv.pdf", PDF, content_type="application/pdf")
    page = client.post("/profile/cv", {"upload": upload})
    assert page.status_code == 503
    assert "the place for files does not answer" in page.content.decode()
    assert Profile.objects.get(account=volunteer).cv is None


FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


@pytest.mark.parametrize("room", ["core", "partners", "people", "assignments", "home"])
def test_forms_with_fields_leave_checking_to_us_so_that_errors_are_in_the_language_of_the_page(room: str) -> None:
    pages = sorted((PACKAGE / room).rglob("templates/**/*.html"))
    left = [
        str(path.relative_to(PACKAGE))
        for path in pages
        for form in FORM.findall(path.read_text(encoding="utf-8"))
        if 'method="post"' in form and ("{% field" in form or "people/fields.html" in form) and "novalidate" not in form
    ]
    assert left == []


def test_an_account_without_name_consent_or_second_proof_says_so_in_words(client: Client, newcomer: Account) -> None:
    newcomer.name = ""
    newcomer.save()
    page = client.get("/account").content.decode()
    assert "You have not told us your name yet." in page
    assert "You have agreed to nothing so far." in page
    assert "The password alone lets you in so far." in page
    assert "0 consents" not in page
