"""The step of experience: an occupation of which several fit is chosen, not typed again."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict
from django.utils.http import urlencode

from minga.people.models import Account, Occupation

pytestmark = pytest.mark.django_db
OFFERED = re.compile(r'<input class="form-check-input" type="radio" name="occupation" value="([^"]+)">')
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def occupations() -> None:
    for code, title, chinese in (("2221", "Nursing Professionals", "护士"), ("3221", "Nursing Associates", "助理护士")):
        text = f"\n{title.lower()}\n{chinese}\n\t"
        Occupation.objects.create(code=code, level=4, title=title, titles={"zh-hans": chinese}, search_text=text)


def sent(**more: object) -> str:
    """What a browser sends: of two controls of one name both values, in the order of the page."""
    form = MultiValueDict({"title": ["Nurse"], "organisation": ["A clinic"], "starts": ["2022-01-01"]})
    form.update(MultiValueDict({name: value if isinstance(value, list) else [value] for name, value in more.items()}))
    return urlencode(list(form.lists()), doseq=True)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_of_several_occupations_one_is_chosen_without_scripts(
    client: Client, volunteer: Account, language: str
) -> None:
    path = f"/profile/experience?lang={language}"
    typed = {"en": "nursing", "zh-hans": "护"}[language]
    page = client.post(path, sent(occupation=typed), content_type=FORM).content.decode()
    offered = [unescape(words) for words in OFFERED.findall(page)]
    assert sorted(words.split(" ")[0] for words in offered) == ["2221", "3221"]
    assert f'value="{typed}"' in page  # what was typed stands there still
    wanted = next(words for words in offered if words.startswith("3221"))
    assert client.post(path, sent(occupation=[typed, wanted]), content_type=FORM).status_code == 302
    row = volunteer.profile.experience.get()
    assert row.occupation_id == "3221"
    again = client.get(f"/profile/experience?row={row.ref}&lang={language}").content.decode()
    assert f'value="{wanted}"' in again


def test_whoever_has_chosen_and_forgot_another_field_does_not_choose_again(client: Client, volunteer: Account) -> None:
    form = sent(occupation=["nursing", "3221 Nursing Associates"], title="")
    page = client.post("/profile/experience", form, content_type=FORM).content.decode()
    assert not OFFERED.findall(page)
    assert 'value="3221 Nursing Associates"' in page
