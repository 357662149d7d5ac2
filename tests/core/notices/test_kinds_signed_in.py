"""Every kind that some room tells has words, and every kind with words reads as a sentence without values, too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils.translation import override
from tests import factories as make
from tests.clients import signed_in

import minga
from minga.core.notices import queries
from minga.core.notices.kinds import KINDS
from minga.core.notices.models import Delivery

TELLING = re.compile(r"\btell(?:_all)?\(\s*kind=\"([^\"]+)\"")


def test_every_kind_that_is_told_is_signed_in():
    told = {
        kind: str(path.relative_to(Path(minga.__file__).parent))
        for path in Path(minga.__file__).parent.rglob("*.py")
        for kind in TELLING.findall(path.read_text())
        if "core/notices" not in str(path)
    }
    assert {kind: path for kind, path in told.items() if kind not in KINDS} == {}


def test_every_kind_has_a_name_for_the_page_of_wishes_and_a_known_delivery():
    for name, kind in KINDS:
        assert kind.name == name
        for language in ("en", "zh-hans"):
            with override(language):
                assert kind.name_for_wishes
                assert "…" not in kind.name_for_wishes  # what stands for a value that a page of wishes cannot have
        assert kind.default in Delivery.values


@pytest.mark.django_db
def test_kinds_stand_under_what_they_are_about_and_one_answer_holds_for_all() -> None:
    account = make.make_volunteer()
    client = signed_in(account)
    form = client.get("/inbox/wishes").context["form"]
    headings = [heading for heading, _choices in form.topics()]
    assert headings[0] == "Your account and your roles"
    assert len(set(headings)) == len(headings) > 3
    assert "Other things" not in headings
    assert sum(len(choices) for _heading, choices in form.topics()) == len(form.kinds)
    client.post("/inbox/wishes", {"every": "daily", "k0": "inbox"})
    assert queries.wishes_of(account) == {kind.name: "daily" for kind in form.kinds if kind.default != "daily"}
