"""What a description says reaches whom it is for: it is the vacancy text, and part of the contract."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from tests import factories as make
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.actions.contracts import issue_contract
from minga.assignments.models import (
    Assessment,
    Assignment,
    Category,
    ClearanceRequirement,
    Description,
    DescriptionText,
)
from minga.assignments.pages.description import paper_of
from minga.assignments.queries.completeness import inconsistencies
from minga.assignments.service_papers import contract_paper
from minga.assignments.wording import TEXT_LABELS
from minga.people.models import Skill

pytestmark = pytest.mark.django_db


def with_areas(description: Description) -> Description:
    for code, title, chinese in (("a", "Climate policy", "气候政策"), ("b", "River science", "河流科学")):
        area = Skill.objects.create(code=code, title=title, titles={"zh-hans": chinese}, is_area=True)
        description.areas.add(area)
    description.competencies = ["planning", "respect", "no_such_key"]
    description.save()
    return description


def refugees_as_specialists() -> tuple[Category, Category]:
    return make.make_category("refugee", as_category_served=True), make.make_category("specialist")


def test_the_public_page_names_areas_and_competencies_in_the_readers_language(client: Client) -> None:
    post = with_areas(make.make_opportunity())
    page = client.get(f"/opportunities/{post.ref}").content.decode()
    assert "Climate policy" in page and "River science" in page
    assert "Planning and organising" in page and "Respect for diversity" in page and "no_such_key" not in page
    chinese = client.get(f"/opportunities/{post.ref}", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "气候政策" in chinese and "Planning and organising" not in chinese
    bare = client.get(f"/opportunities/{make.make_opportunity().ref}").content.decode()
    assert "Areas of expertise" not in bare and "Competencies" not in bare


def test_the_public_page_asks_one_question_more_where_areas_are_named_however_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    counted = []
    one = make.make_opportunity()
    one.areas.add(Skill.objects.create(code="one", title="One", is_area=True))
    for post in (make.make_opportunity(), one, with_areas(make.make_opportunity())):
        client.get(f"/opportunities/{post.ref}?first")
        with django_assert_max_num_queries(16) as seen:
            client.get(f"/opportunities/{post.ref}")
        counted.append(len(seen))
    assert counted[1:] == [counted[0] + 1] * 2


def test_whoever_reads_a_post_for_refugees_learns_in_which_category_they_serve(client: Client) -> None:
    refugee, specialist = refugees_as_specialists()
    post = make.make_opportunity(category=refugee, serves_as=specialist)
    words = f"{refugee}, serving as {specialist}"
    assert words in client.get(f"/opportunities/{post.ref}").content.decode()
    assert post.category_words == words
    assert make.make_opportunity(category=specialist).category_words == str(specialist)


def test_the_paper_of_a_description_names_its_areas() -> None:
    facts = paper_of(with_areas(make.make_description())).data()["facts"]
    [areas] = [fact["values"] for fact in facts if "Areas of expertise" in fact["labels"]]
    assert "Climate policy" in areas[0] and "River science" in areas[0]


def test_the_contract_holds_every_word_of_the_description_and_the_category_served_in() -> None:
    refugee, specialist = refugees_as_specialists()
    world: Any = make_service(kinds=(), category=refugee, language="en")
    Description.objects.filter(pk=world.description.pk).update(serves_as=specialist)
    names = [name for name in TEXT_LABELS if name != "title"]
    DescriptionText.objects.filter(description=world.description, language="en").update(
        **{name: f"Words of {name}" for name in names}
    )
    contract = issue_contract(actor=world.officer, assignment=world.fresh())
    with override("en"):
        said = str(contract_paper(contract).data())
    assert [name for name in names if f"Words of {name}" not in said] == []
    assert f"{refugee}, serving as {specialist}" in said


RESULTS = "A map of the river\nTen trained colleagues"


def test_whoever_assesses_a_candidate_reads_what_the_post_is_to_bring() -> None:
    application = make.make_application(state="with_host")
    application.description.texts.update(tasks="Measure the water", results=RESULTS)
    assessor = make.make_focal_point(application.description.host)
    row = Assessment.objects.create(application=application, assessor=assessor)
    page = signed_in(assessor).get(reverse("assignments:assessment", args=[row.ref])).content.decode()
    assert "Measure the water" in page and "Ten trained colleagues" in page


@pytest.mark.parametrize(("side", "name"), [("supervisor", "assess"), ("volunteer", "report")])
def test_both_sides_write_at_the_end_with_the_results_expected_before_them(side: str, name: str) -> None:
    world: Any = make_service(kinds=(), language="en")
    world.description.texts.filter(language="en").update(tasks="Measure the water", results=RESULTS)
    Assignment.objects.filter(pk=world.service.pk).update(state="serving", entered_on=world.service.starts_on)
    path = reverse("assignments:assignment_task", args=[world.service.ref, name])
    page = signed_in(getattr(world, side)).get(path).content.decode()
    assert "Measure the water" in page and "Ten trained colleagues" in page
    elsewhere = reverse("assignments:assignment_task", args=[world.service.ref, "suspend"])
    assert "Measure the water" not in signed_in(world.officer).get(elsewhere).content.decode()


def test_a_category_says_for_how_long_a_clearance_holds_and_where_that_comes_from(client: Client) -> None:
    category = make.make_category("specialist")
    ClearanceRequirement.objects.create(
        kind="medical", category=category, valid_months=24, in_force_from="2021-10-01", source="A made-up circular"
    )
    page = client.get(f"/categories/{category.ref}").content.decode()
    assert "Valid for 24 months" in page and "Source: A made-up circular" in page


@pytest.mark.parametrize("task", ["Donate to our school", "- Make a donation each month", "1. 捐出一天的工资"])
def test_online_volunteers_are_never_asked_for_donations(task: str) -> None:
    description = make.make_description(track="online")
    description.seats.update(city=None)
    description.texts.update(tasks=f"Translate letters to donors\nDonated books: make a list\n{task}")
    assert [str(problem.message) for problem in inconsistencies(description)] == [
        f"“{task}”: online volunteers are never asked for donations."
    ]
    Description.objects.filter(pk=description.pk).update(track="national")
    on_site = [str(problem.message) for problem in inconsistencies(Description.objects.get(pk=description.pk))]
    assert not any("donations" in words for words in on_site)
