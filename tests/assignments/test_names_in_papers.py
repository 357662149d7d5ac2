"""A name from right to left in a document or a sentence: the figures after it stay after it."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories as make
from tests.assignments.service_steps import sign_by_both
from tests.assignments.service_world import make_service

from minga.assignments.models import FundingShare
from minga.assignments.pages.description import funding_words
from minga.assignments.service_papers import contract_paper
from minga.people.models import Account

pytestmark = pytest.mark.django_db


def test_the_day_of_a_signature_stands_behind_a_hebrew_name_in_both_languages() -> None:
    world: Any = make_service(kinds=())
    Account.objects.filter(pk=world.volunteer.pk).update(name="Hana Levi", local_name="חנה לוי")
    world.service.refresh_from_db()
    sign_by_both(world)
    names = contract_paper(world.fresh().contract).data()["signatures"][0]["names"]
    assert len(names) == 2
    assert all(words.startswith("\u2068Hana Levi · חנה לוי\u2069") for words in names), names


def test_the_share_of_an_arabic_payer_stands_behind_its_name() -> None:
    description = make.make_description(state="draft")
    description.funding = "fully_funded"
    payer = make.make_organisation(name="مؤسسة النور", is_funder=True)
    FundingShare.objects.create(description=description, funder=payer, percent="66.67")
    assert "\u2068مؤسسة النور\u2069 66.67 %" in funding_words(description)
