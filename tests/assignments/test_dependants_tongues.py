"""A change of dependants told, traced and printed in the reader's language, whatever letters a name is written in."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from tests import factories as make
from tests.assignments.abroad import abroad
from tests.clients import signed_in

from minga.assignments.actions import dependants as acts
from minga.assignments.actions.cost import authorize_cost
from minga.assignments.pages.undrawn import undrawn_in_cost
from minga.core.notices.kinds import words_of
from minga.core.notices.models import Notice

pytestmark = pytest.mark.django_db

TRAIL = {
    "en": ("Asked for a change of dependants", "Dependants until then", "Change of dependants"),
    "zh-hans": ("申请变更家属", "此前的家属人数", "家属变更"),
}
TOLD = {"en": "another number of dependants counts", "zh-hans": "家属"}


def reading(account: Any, language: str, **names: str) -> Any:
    account.language = language
    for name, value in names.items():
        setattr(account, name, value)
    account.save()
    return account


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_is_told_and_shown_in_the_language_they_read(
    language: str, django_capture_on_commit_callbacks: Any
) -> None:
    world = abroad()
    finance = reading(make.make_finance_officer(), language, name="محمد الأمين", local_name="محمد الأمين")
    auditor = reading(make.make_auditor(), language)
    reading(world.volunteer, language)
    reading(world.officer, language, name="欧阳娜娜", local_name="欧阳娜娜")
    with django_capture_on_commit_callbacks(execute=True):
        change = acts.change_dependants(
            actor=world.officer,
            assignment=world.service,
            starts_on=world.service.starts_on,
            dependants=1,
            reason="Born",
        )
        estimate = authorize_cost(actor=finance, estimate=change.estimates.get())
    notice = Notice.objects.get(kind="assignments.dependants_counted")
    with translation.override(language):
        assert TOLD[language] in words_of(notice).title
    client = signed_in(auditor)
    trail = unescape(client.get(reverse("audit:list")).content.decode())
    assert [words for words in TRAIL[language] if words not in trail] == []
    for name, thing in (("dependants_cost_paper", change), ("cost_paid_paper", world.service)):
        answer = client.get(reverse(f"assignments:{name}", args=[thing.ref]))
        assert b"".join(answer)[:5] == b"%PDF-"
    assert undrawn_in_cost(estimate) == []
