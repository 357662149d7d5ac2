"""A draft that was kept comes back as it was left, boxes included; sent, it keeps no box."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make

from minga.assignments.models import Application
from minga.people.models import Skill

pytestmark = pytest.mark.django_db
BOX = re.compile(r'<input[^>]*name="(share_with_host|confirm)"[^>]*>')


def ticked_on(client: Client, path: str) -> list[str]:
    found = BOX.finditer(client.get(path).content.decode())
    return sorted(box.group(1) for box in found if " checked" in box.group(0))


@pytest.mark.parametrize("how", [{"headers": {"X-Autosave": "1"}}, {}], ids=["autosave", "button"])
def test_boxes_ticked_in_a_draft_are_ticked_after_a_reload(client: Client, how: dict[str, dict[str, str]]) -> None:
    description = make.make_description()
    client.force_login(make.make_volunteer())
    path = f"/opportunities/{description.ref}/apply"
    assert ticked_on(client, path) == []
    client.post(path, {"motivation": "Rivers", "share_with_host": "on", "confirm": "on"}, **how)
    assert ticked_on(client, path) == ["confirm", "share_with_host"]
    client.post(path, {"motivation": "Rivers", "share_with_host": "on"}, **how)
    assert ticked_on(client, path) == ["share_with_host"]
    assert not Application.objects.get().description.applications.exclude(state="draft").exists()


def test_a_refused_sending_keeps_the_boxes_and_a_sent_one_keeps_none(client: Client) -> None:
    description = make.make_description()
    volunteer = make.make_volunteer()
    volunteer.profile.steps_done = ["education", "experience"]
    volunteer.profile.save()
    skill = Skill.objects.create(code="rivers", title="Rivers", titles={"en": "Rivers"})
    volunteer.profile.skills.add(skill)
    client.force_login(volunteer)
    path = f"/opportunities/{description.ref}/apply"
    words = {"motivation": "", "available_from": timezone.localdate().isoformat(), "send": "1"}
    assert client.post(path, {**words, "share_with_host": "on", "confirm": "on"}).status_code == 422
    assert ticked_on(client, path) == ["confirm", "share_with_host"]
    client.post(path, {**words, "motivation": "Rivers. " * 40, "share_with_host": "on", "confirm": "on"})
    application = Application.objects.get()
    assert (application.state, application.ticked) == ("longlisted", [])


def test_words_sent_after_the_closing_day_are_said_not_to_have_been_sent(client: Client) -> None:
    client.force_login(make.make_volunteer())
    description = make.make_description(state="sourcing", closes_on=timezone.localdate() - timedelta(days=2))
    answer = client.post(f"/opportunities/{description.ref}/apply", {"motivation": "Rivers"}, follow=True)
    assert answer.redirect_chain == [(f"/opportunities/{description.ref}", 302)]
    assert "Nothing was sent: Applications closed on" in answer.content.decode()
