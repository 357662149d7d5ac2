"""Criteria are kept by language: what was chosen from our lists in each, what was written as it was, and marked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from tests import factories as make
from tests.assignments.selection_world import applied

from minga.assignments.models import Assessment, AssessmentMark, Criterion, cost
from minga.assignments.models.cost import source_words

pytestmark = pytest.mark.django_db


def client_of(account: Any, language: str) -> Client:
    client = Client(headers={"accept-language": language})
    account.language = language
    account.save()
    client.force_login(account)
    return client


def test_criteria_settled_in_chinese_are_read_in_english() -> None:
    description = make.make_description(state="selecting", competencies=["judgement"])
    host, officer = make.make_focal_point(description.host), make.make_officer()
    path = f"/descriptions/{description.ref}/criteria"
    chinese, english = client_of(host, "zh-hans"), client_of(officer, "en")
    form = chinese.get(path).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    own = {"name-2": "认真", "weight-2": "1", "anchor-2-1": "没有", "anchor-2-3": "一个", "anchor-2-5": "很多"}
    assert chinese.post(path, sent | own).status_code == 302
    first, second = description.criteria.all()
    assert set(first.names) == {"en", "zh-hans"}
    assert first.names["en"] == "Judgement"
    assert first.anchors["3"]["en"] == "One clear example from work, study or volunteering."
    assert second.names == {"zh-hans": "认真"}
    page = english.get(path).content.decode()
    assert "Judgement" in page
    assert page.count("Written in Simplified Chinese") == 1
    form = english.get(path).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    assert english.post(path, sent).status_code == 302
    second.refresh_from_db()
    assert second.names == {"zh-hans": "认真"}, "what was not written in English is no English"
    assert english.post(path, sent | {"name-1": "Accuracy"}).status_code == 302
    first.refresh_from_db()
    assert first.names == {"en": "Accuracy", "zh-hans": "准确细致"}, "the Chinese of the name before goes with it"
    assert english.post(path, sent | {"name-2": "Care"}).status_code == 302
    second.refresh_from_db()
    assert second.names == {"zh-hans": "认真", "en": "Care"}


def test_an_assessor_reads_in_which_language_a_criterion_is_written() -> None:
    description = make.make_description(state="selecting")
    anchors = {mark: {"zh-hans": mark} for mark in "135"}
    Criterion.objects.create(description=description, names={"zh-hans": "认真"}, anchors=anchors)
    assessor = make.make_supervisor(description.host)
    row = Assessment.objects.create(application=applied(description, state="with_host"), assessor=assessor)
    page = client_of(assessor, "en").get(f"/assessments/{row.ref}").content.decode()
    assert 'lang="zh-hans"' in page
    assert "Written in Simplified Chinese" in page
    page = client_of(assessor, "zh-hans").get(f"/assessments/{row.ref}").content.decode()
    assert "只有" not in page


def test_words_in_another_language_carry_it_each_on_its_own() -> None:
    description = make.make_description(state="selecting")
    anchors = {"1": {"en": "None"}, "3": {"zh-hans": "一个"}, "5": {"en": "Many", "zh-hans": "很多"}}
    criterion = Criterion.objects.create(description=description, names={"zh-hans": "认真"}, anchors=anchors)
    host = make.make_focal_point(description.host)
    for account in (host, make.make_supervisor(description.host)):
        row = Assessment.objects.create(
            application=applied(description, state="assessed"),
            assessor=account,
            written_at=timezone.now(),
            advice="select",
        )
    AssessmentMark.objects.create(assessment=row, criterion=criterion, score=4)
    page = client_of(host, "en").get(f"/candidates/{row.application.ref}").content.decode()
    assert '<th scope="row" lang="zh-hans" dir="auto">认真</th>' in page
    with override("en"):
        assert criterion.anchors_shown == [("1", "None", ""), ("3", "一个", "zh-hans"), ("5", "Many", "")]
    page = client_of(host, "en").get(f"/descriptions/{description.ref}/criteria").content.decode()
    assert page.count('<dd lang="zh-hans" dir="auto">') == 1


def test_sources_that_ship_with_a_sentence_are_translated_and_any_other_is_not() -> None:
    data = Path(cost.__file__).parents[1] / "data"
    shipped = {said for file in data.glob("*.json") for said in re.findall(r'"source": "([^"]+)"', file.read_text())}
    with override("zh-hans"):
        assert [source for source in shipped if " " in source and source_words(source) == source] == []
        assert source_words("Fictitious, for the demonstration only") == "虚构，仅供演示"
        assert source_words("ICSC, 2026") == "ICSC, 2026"
