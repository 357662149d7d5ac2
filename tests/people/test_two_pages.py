"""Two pages of one profile: each saves what its writer changed, and says what the other changed where both did."""

from __future__ import annotations

import json
from datetime import date
from functools import partial

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.at_once import at_once
from tests.factories import make_city, make_country, make_volunteer
from tests.two_pages import Page

from minga.people.actions import profile as acts
from minga.people.models import Account, Profile, Skill

pytestmark = pytest.mark.django_db


def saved(account: Account) -> Profile:
    return Profile.objects.select_related("account").get(account=account)


def test_two_pages_that_change_different_fields_lose_nothing(client: Client, volunteer: Account) -> None:
    one, two = Page(client, "/profile/about"), Page(client, "/profile/about")
    assert one.send(phone="+86 10 1234 5678", autosave=True).status_code == 204
    assert two.send(residence_city="Dali").status_code == 302
    assert one.send(about="I mend nets.", autosave=True).status_code == 204
    profile = saved(volunteer)
    assert (profile.phone, profile.residence_city, profile.about) == ("+86 10 1234 5678", "Dali", "I mend nets.")


def test_the_second_of_two_writers_of_one_field_sees_what_changed_and_decides(
    client: Client, volunteer: Account
) -> None:
    one, two = Page(client, "/profile/about"), Page(client, "/profile/about")
    one.send(about="From the desk")
    answer = two.send(about="From the phone", residence_city="Dali")
    assert answer.status_code == 409
    assert "It now says: From the desk." in answer.content.decode()
    assert "From the phone</textarea>" in answer.content.decode()
    assert (saved(volunteer).about, saved(volunteer).residence_city) == ("From the desk", "Dali")
    two.fields["about"] = ["From the phone"]
    assert two.send().status_code == 302
    assert saved(volunteer).about == "From the phone"


def test_names_that_the_settings_changed_are_seen_in_the_profile(client: Client, volunteer: Account) -> None:
    page = Page(client, "/profile/about")
    Account.objects.filter(pk=volunteer.pk).update(name="Li Na Wang")
    assert page.send(name="Li N.", autosave=True).status_code == 409
    assert saved(volunteer).account.name == "Li Na Wang"
    assert page.send(name="Li Na Wang", autosave=True).status_code == 204


def test_one_page_that_saves_again_and_again_never_stands_in_its_own_way(client: Client, volunteer: Account) -> None:
    page = Page(client, "/profile/about")
    for words in ("I", "I m", "I mend", "", "I mend nets."):
        assert page.send(about=words, autosave=True).status_code == 204
    answer = page.send(about="wrong year too", birth_date="1801-01-01", autosave=True)
    assert answer.status_code == 422
    assert "about" in answer.json()["kept"]
    assert "birth_date" not in answer.json()["kept"]
    assert saved(volunteer).about == "wrong year too"


def test_a_save_whose_answer_got_lost_is_no_change_of_somebody_else(client: Client, volunteer: Account) -> None:
    page = Page(client, "/profile/about")
    lost = json.dumps([{**page.fields, "about": ["Half a"]}])
    acts.save_step(actor=volunteer, profile=volunteer.profile, step="about", values={"about": "Half a"})
    assert page.send(about="Half a sentence", sent=lost, autosave=True).status_code == 204
    assert saved(volunteer).about == "Half a sentence"


def test_days_and_ticks_are_compared_one_by_one(client: Client, volunteer: Account) -> None:
    one, two = Page(client, "/profile/availability"), Page(client, "/profile/availability")
    one.send(wants_online=None, hours_a_week="10", available_from="2027-02-01")
    answer = two.send(available_from="2027-03-01", hours_a_week="12", wants_international="on")
    assert answer.status_code == 409
    assert "It now says: 1 February 2027." in answer.content.decode()
    profile = saved(volunteer)
    assert (profile.wants_online, profile.wants_international, profile.hours_a_week) == (False, True, 10)


def test_each_box_counts_by_itself(client: Client, volunteer: Account) -> None:
    for code in ("a", "b", "c"):
        Skill.objects.create(code=code, title=f"skill {code}", is_common=True, alternatives="")
    Skill.objects.create(code="x", title="Beekeeping", alternatives="\nbeekeeping\n\t")
    volunteer.profile.skills.set(["a"])
    one, two = Page(client, "/profile/skills"), Page(client, "/profile/skills")
    one.send(common=["a", "b"], more="Beekeeping", add="")
    assert two.send(common=["c"], autosave=True).status_code == 204
    assert {skill.pk for skill in volunteer.profile.skills.all()} == {"b", "c", "x"}
    assert two.send(common=[], autosave=True).status_code == 204
    assert {skill.pk for skill in volunteer.profile.skills.all()} == {"b", "x"}


def test_a_word_kept_while_it_was_typed_can_still_be_added(client: Client, volunteer: Account) -> None:
    city = make_city(name="Kunming")
    page = Page(client, "/profile/places")
    assert page.send(more_city="Kunming", autosave=True).status_code == 204
    page.send(more_city="Kunming", add="")
    assert [row.pk for row in volunteer.profile.preferred_cities.all()] == [city.pk]


def test_places_of_two_pages_add_up(client: Client, volunteer: Account) -> None:
    cn, ke = make_country("CN").pk, make_country("KE").pk
    one, two = Page(client, "/profile/places"), Page(client, "/profile/places")
    one.send(more_country=cn, add="")
    two.send(more_country=ke, add="")
    assert {row.pk for row in volunteer.profile.preferred_countries.all()} == {cn, ke}


def test_a_row_changed_on_two_pages_asks_the_second(client: Client, volunteer: Account) -> None:
    acts.save_education(actor=volunteer, profile=volunteer.profile, level=6, institution="Yunnan University")
    row = volunteer.profile.education.get()
    one, two = (Page(client, f"/profile/education?row={row.ref}") for _page in range(2))
    one.send(institution="Dali University")
    answer = two.send(institution="Yunnan Normal University", field="Biology")
    assert answer.status_code == 409
    assert "It now says: Dali University." in answer.content.decode()
    assert two.send(institution="Yunnan Normal University", field="Biology").status_code == 302
    row.refresh_from_db()
    assert (row.institution, row.field) == ("Yunnan Normal University", "Biology")


def test_a_row_taken_off_meanwhile_is_said_and_what_was_typed_stays(client: Client, volunteer: Account) -> None:
    post = {"title": "Nurse", "organisation": "Clinic", "starts": date(2020, 1, 1)}
    acts.save_experience(actor=volunteer, profile=volunteer.profile, **post)
    row = volunteer.profile.experience.get()
    page = Page(client, f"/profile/experience?row={row.ref}")
    acts.remove_experience(actor=volunteer, profile=volunteer.profile, experience_ref=row.ref)
    answer = page.send(title="Head nurse")
    assert answer.status_code == 409
    assert "removed after you opened the page" in answer.content.decode()
    assert 'value="Head nurse"' in answer.content.decode()
    assert not volunteer.profile.experience.exists()


def test_a_row_changed_meanwhile_is_not_taken_off_unseen(client: Client, volunteer: Account) -> None:
    acts.save_education(actor=volunteer, profile=volunteer.profile, level=6, institution="Yunnan University")
    row = volunteer.profile.education.get()
    row.save()
    page = client.post("/profile/education/remove", {"row": row.ref, "state": "1"}, follow=True).content.decode()
    assert "Nothing was removed" in page
    client.post("/profile/education/remove", {"row": row.ref, "state": str(row.version)})
    assert not volunteer.profile.education.exists()


def test_a_level_that_another_page_set_is_said(client: Client, volunteer: Account) -> None:
    one, two = Page(client, "/profile/languages"), Page(client, "/profile/languages")
    one.send(language="fr", level="B1")
    answer = two.send(language="fr", level="C1")
    assert answer.status_code == 409
    assert "It now says: B1" in answer.content.decode()
    two.fields |= {"language": ["fr"], "level": ["C1"]}
    two.send()
    assert volunteer.profile.languages.get(language="fr").level == "C1"
    third = Page(client, "/profile/languages?row=fr")
    acts.set_language(actor=volunteer, profile=volunteer.profile, language="fr", level="C2")
    assert third.send(level="A1").status_code == 409
    assert client.post("/profile/languages/remove", {"row": "fr", "state": "A1"}).status_code == 302
    assert volunteer.profile.languages.get(language="fr").level == "C2"


def test_a_file_handed_in_meanwhile_is_not_put_aside_unseen(client: Client, volunteer: Account) -> None:
    def upload() -> SimpleUploadedFile:
        return SimpleUploadedFile("cv.pdf", b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n", "application/pdf")

    assert 'name="held" value=""' in client.get("/profile/cv").content.decode()
    client.post("/profile/cv", {"held": "", "upload": upload()})
    kept = saved(volunteer).cv
    assert kept is not None
    answer = client.post("/profile/cv", {"held": "", "upload": upload()})
    assert answer.status_code == 409
    assert "another page has handed in cv.pdf" in answer.content.decode()
    assert client.post("/profile/cv", {"held": "", "remove": "1"}).status_code == 409
    assert saved(volunteer).cv == kept
    assert client.post("/profile/cv", {"held": kept.ref, "remove": "1"}).status_code == 302
    assert saved(volunteer).cv is None


@pytest.mark.parametrize("shown", ["", "no json", "[]", '{"about": 1}', "[" * 5000])
def test_what_a_page_says_it_showed_is_read_with_care(client: Client, volunteer: Account, shown: str) -> None:
    page = Page(client, "/profile/about")
    page.shown = shown
    assert page.send(about="Words", autosave=True).status_code == 204
    assert saved(volunteer).about == "Words"


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_three_devices_at_once_lose_nothing() -> None:
    """Each changes a field and a box of its own, again and again, from one starting point."""
    account = make_volunteer()
    for code in ("phone", "city", "words"):
        Skill.objects.create(code=code, title=f"skill {code}", is_common=True, alternatives="")
    changes: dict[str, list[str]] = {
        "phone": [f"+86 10 1234 567{number}" for number in range(6)],
        "residence_city": [f"City {number}" for number in range(6)],
        "about": [f"Words {number}" for number in range(6)],
    }
    boxes = dict(zip(changes, ("phone", "city", "words"), strict=True))
    pages = {}
    for name in changes:
        client = Client()
        client.force_login(account)
        pages[name] = (Page(client, "/profile/about"), Page(client, "/profile/skills"))

    def write(name: str) -> list[int]:
        about, skills = pages[name]
        answers = []
        for number, value in enumerate(changes[name]):
            answers.append(about.send(autosave=True, **{name: value}).status_code)
            ticked = [boxes[name]] if number % 2 else []
            answers.append(skills.send(autosave=True, common=ticked).status_code)
        return answers

    answers = at_once(*(partial(write, name) for name in changes))
    profile = saved(account)
    assert answers == [[204] * 12] * 3
    assert (profile.phone, profile.residence_city, profile.about) == ("+86 10 1234 5675", "City 5", "Words 5")
    assert {skill.pk for skill in profile.skills.all()} == {"phone", "city", "words"}


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_of_two_devices_that_change_one_field_at_once_one_is_told() -> None:
    account = make_volunteer()
    pages = []
    for _device in range(2):
        client = Client()
        client.force_login(account)
        pages.append(Page(client, "/profile/about"))

    def write(number: int) -> int:
        return pages[number].send(autosave=True, about=f"Device {number}").status_code

    answers = at_once(*(partial(write, number) for number in range(2)))
    assert sorted(answers) == [204, 409]
