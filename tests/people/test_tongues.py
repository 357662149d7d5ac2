"""Languages of a profile: many more than those of the UN, in the reader's words and order."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.translation import override
from tests.factories import make_volunteer

from minga.people.importing.cells import languages_of
from minga.people.tongues import spoken, spoken_as

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("reader", "order"),
    [
        ("en", ["Albanian", "Gilbertese", "Māori", "Zulu"]),
        ("zh-hans", ["阿尔巴尼亚语", "吉尔伯特语", "毛利语", "祖鲁语"]),
    ],
)
def test_every_language_has_one_name_in_the_readers_language_and_order(reader: str, order: list[str]) -> None:
    with override(reader):
        known = spoken()
    tags, names = zip(*known, strict=True)
    assert tags[:6] == ("zh", "en", "ar", "fr", "ru", "es")
    assert len(set(tags)) == len(tags) > 200
    assert len(set(names)) == len(names)
    assert [name for name in names if name in order] == order
    assert all((reader == "en") == name.isascii() for name in names if name not in {"Māori", "N’Ko"})


def test_somebody_of_kiribati_says_what_they_speak_at_home(client: Client) -> None:
    account = make_volunteer()
    client.force_login(account)
    page = client.post("/profile/languages", {"language": "gil", "level": "C2"}, follow=True).content.decode()
    assert ">Gilbertese</h2>" in page
    assert account.profile.languages.filter(language="gil", level="C2").exists()
    with override("zh-hans"):
        assert spoken_as("gil") == "吉尔伯特语"


def test_a_list_to_import_names_them_too() -> None:
    assert languages_of("Dutch C1; gil B2; Klingon C2") == [("nl", "C1"), ("gil", "B2"), None]


def test_a_year_nobody_can_have_finished_in_is_refused_in_words_of_this_house(client: Client) -> None:
    client.force_login(make_volunteer())
    sent = {"level": "4", "institution": "USP", "finished": "1800"}
    assert "Check the year" in client.post("/profile/education", sent).content.decode()


def test_words_of_any_script_begin_where_the_script_begins(client: Client) -> None:
    client.force_login(make_volunteer())
    page = client.get("/profile/about").content.decode()
    fields = {field.split('"')[0]: field.split(">")[0] for field in page.split(' name="')[1:]}
    assert {name for name, field in fields.items() if 'dir="auto"' in field} == {
        "name", "local_name", "residence_city", "about",
    }  # fmt: skip


def test_whoever_has_no_file_is_led_on_from_the_last_step(client: Client) -> None:
    client.force_login(make_volunteer())
    page = client.get("/profile/cv").content.decode()
    assert page.index("Go on without a file") > page.index("Keep this file")
