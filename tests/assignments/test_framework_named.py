"""Goals, targets and the output of a cooperation framework lead to where they are written."""

from __future__ import annotations

import pytest
from django.test import Client
from tests.clients import signed_in
from tests.factories import make_description, make_officer, make_opportunity

from minga.assignments.models import Description
from minga.sdgs.models import Goal, Target

PAGE = "https://china.un.org/en/sdgs"


@pytest.mark.parametrize(
    ("written", "words", "address"),
    [
        ("", "", ""),
        ("2.1 Cleaner air", "2.1 Cleaner air", ""),
        (f"UNSDCF China: Planet, {PAGE}", "UNSDCF China: Planet", PAGE),
        (f"UNSDCF China: Planet ({PAGE}).", "UNSDCF China: Planet", PAGE),
        (f"联合国合作框架：地球（{PAGE}）", "联合国合作框架：地球", PAGE),
        (f"产出2.1：地球，见{PAGE}，与伙伴合作", "产出2.1：地球，与伙伴合作", PAGE),
        (f"UNSDCF China: Planet, see {PAGE}", "UNSDCF China: Planet", PAGE),
        (f"UNSDCF China: Planet (see {PAGE}).", "UNSDCF China: Planet", PAGE),
        (f"UNSDCF China: Planet. See: {PAGE}", "UNSDCF China: Planet", PAGE),
        (f"UNSDCF China: Planet (see {PAGE}, page 3)", "UNSDCF China: Planet (page 3)", PAGE),
        (f"联合国合作框架：地球（详见{PAGE}）", "联合国合作框架：地球", PAGE),
        (f"See {PAGE}", PAGE, PAGE),
        (f"What people oversee {PAGE}", "What people oversee", PAGE),
        (f"听取意见{PAGE}", "听取意见", PAGE),
        ("Cleaner air, see", "Cleaner air, see", ""),
        (f"2.1：地球、{PAGE}。", "2.1：地球", PAGE),
        (PAGE, PAGE, PAGE),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
    ],
)
def test_the_address_written_with_an_output_is_told_apart(written: str, words: str, address: str) -> None:
    assert Description(framework_output=written).framework == (words, address)


@pytest.mark.django_db
def test_everybody_reads_the_output_and_follows_it_to_its_document() -> None:
    post = make_opportunity(framework_output=f"UNSDCF China 2021–2025: Planet, {PAGE}")
    for client, path in (
        (Client(), f"/opportunities/{post.ref}"),
        (signed_in(make_officer()), f"/descriptions/{post.ref}"),
    ):
        page = client.get(path).content.decode()
        assert f'<a href="{PAGE}" rel="noopener" dir="auto">UNSDCF China 2021–2025: Planet<' in page


@pytest.mark.django_db
def test_an_output_without_an_address_is_words_only_and_none_is_no_line() -> None:
    post = make_description(framework_output="2.1 <b>Cleaner</b> air")
    page = Client().get(f"/opportunities/{post.ref}").content.decode()
    assert "<bdi>2.1 &lt;b&gt;Cleaner&lt;/b&gt; air</bdi>" in page
    without = Client().get(f"/opportunities/{make_description().ref}").content.decode()
    assert "Output of the cooperation framework" not in without


@pytest.mark.django_db
def test_a_goal_and_a_target_lead_to_their_official_words() -> None:
    goal = Goal.objects.create(number=11, colour="#f99d26", short={"en": "Cities"}, title={"en": "Cities"})
    post = make_description()
    post.targets.add(Target.objects.create(code="11.6", goal=goal, text={"en": "Cleaner air"}))
    for client, path in (
        (Client(), f"/opportunities/{post.ref}"),
        (signed_in(make_officer()), f"/descriptions/{post.ref}"),
    ):
        page = client.get(path).content.decode()
        assert 'class="mg-goal" href="/sdgs/11"' in page
        assert 'href="/sdgs/11#target-11.6"' in page
    assert 'id="target-11.6"' in Client().get("/sdgs/11").content.decode()
