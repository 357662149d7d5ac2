"""The step of skills: what another tab or device added is not taken off by a page that did not show it."""

from __future__ import annotations

import html

import pytest
from django.test import Client
from tests.factories import make_volunteer

from minga.people.models import Skill

pytestmark = pytest.mark.django_db


def test_a_page_that_did_not_show_a_skill_does_not_take_it_off(client: Client) -> None:
    volunteer = make_volunteer()
    client.force_login(volunteer)
    for code, title in (("x", "Beekeeping"), ("y y", "Weaving")):
        Skill.objects.create(code=code, title=title, alternatives=f"\n{title.casefold()}\n\t")
    volunteer.profile.skills.set(["x"])
    held = '{"others":["x"]}'
    page = client.get("/profile/skills").content.decode()
    assert f'name="shown" value="{html.escape(held)}"' in page
    volunteer.profile.skills.add("y y")  # in another tab
    client.post("/profile/skills", {"shown": held}, headers={"X-Autosave": "1"})
    assert {skill.pk for skill in volunteer.profile.skills.all()} == {"y y"}
    assert 'value="y y"' in client.get("/profile/skills").content.decode()
    client.post("/profile/skills", {"shown": '{"others":["y y"]}'})
    assert not volunteer.profile.skills.exists()


def test_a_skill_chosen_in_chinese_stands_in_the_box_in_chinese_and_is_known_by_it(client: Client) -> None:
    volunteer = make_volunteer()
    client.force_login(volunteer)
    for code, title in (("x", "beekeeping"), ("y", "keep bees in towns")):
        titles = {"zh-hans": {"x": "养蜂", "y": "城市养蜂"}[code]}
        names = "\n".join((title, titles["zh-hans"]))
        Skill.objects.create(code=code, title=title, titles=titles, alternatives=f"\n{names}\n\t")
    offered = client.get("/profile/skills-list?q=养蜂&lang=zh-hans").json()["results"]
    assert offered[0] == {"value": "养蜂", "label": "养蜂"}
    client.post("/profile/skills", {"more": offered[0]["value"], "shown": "{}"})
    assert [skill.pk for skill in volunteer.profile.skills.all()] == ["x"]
    offered = client.get("/profile/skills-list?q=bees&lang=en").json()["results"]
    assert offered == [{"value": "keep bees in towns", "label": "keep bees in towns"}]


def test_of_several_skills_that_fit_one_is_chosen_by_a_press_without_scripts(client: Client) -> None:
    volunteer = make_volunteer()
    client.force_login(volunteer)
    for code, title in (("x", "data mining"), ("y", "data ethics"), ("z", "weaving")):
        Skill.objects.create(code=code, title=title, alternatives=f"\n{title}\n\t")
    page = client.post("/profile/skills", {"more": "data", "add": ""}).content.decode()
    assert "Several fit. Choose one of them below" in page
    assert [f'name="add" value="{code}"' in page for code in "xyz"] == [True, True, False]
    client.post("/profile/skills", {"more": "data", "add": "y"})
    assert [skill.pk for skill in volunteer.profile.skills.all()] == ["y"]
    client.post("/profile/skills", {"more": "weav", "add": "x", "others": ["y"]})  # not among those that fit now
    assert sorted(skill.pk for skill in volunteer.profile.skills.all()) == ["y", "z"]
