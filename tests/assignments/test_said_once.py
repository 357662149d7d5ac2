"""A page says a thing once, has one way on where nothing stands, and asks in words that cannot be mistaken."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import Client
from django.utils.translation import override
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.models import SkillRequirement
from minga.assignments.states import DESCRIPTION
from minga.core.errors import IllegalTransition
from minga.core.interface.pieces.forms import field, form_problems
from minga.people.models import Skill

pytestmark = pytest.mark.django_db


def _page(account: object, path: str) -> str:
    return signed_in(account).get(path).content.decode()


def test_a_group_of_one_state_does_not_repeat_it_in_every_row_and_a_group_of_two_does() -> None:
    description = make.make_description()
    for state in ("with_host", "assessed", "not_assessed"):
        make.make_application(description=description, state=state)
    page = _page(make.make_officer(), f"/descriptions/{description.ref}/selection")
    with_host, assessed = re.findall(r'<section aria-labelledby="group-\w+".*?</section>', page, re.DOTALL)
    assert 'data-label="State"' not in with_host
    assert assessed.count('data-label="State"') == 2


def test_an_empty_longlist_says_whether_nobody_applied_or_everybody_was_decided_about() -> None:
    description, officer = make.make_description(), make.make_officer()
    path = f"/descriptions/{description.ref}/longlist"
    assert "Nobody has applied yet" in _page(officer, path)
    make.make_application(description=description, state="not_selected")
    page = _page(officer, path)
    assert "Nobody waits for a decision" in page
    assert f'<a class="btn btn-quiet" href="/descriptions/{description.ref}/selection">' in page
    assert "Nobody is listed here" in _page(officer, f"{path}?show=shortlisted")


def test_the_press_that_cancels_a_post_is_not_called_like_the_one_that_closes_a_question() -> None:
    description = make.make_description(state="submitted")
    page = _page(make.make_officer(), f"/descriptions/{description.ref}")
    buttons = [word.strip() for word in re.findall(r"<button[^>]*>([^<]*)</button>", page)]
    assert buttons.count("Cancel this post") == 1
    assert "Cancel" not in buttons


def test_an_officer_without_candidates_is_led_to_the_descriptions() -> None:
    assert '<a class="btn btn-quiet" href="/descriptions">' in _page(make.make_officer(), "/candidates")


def test_what_is_possible_instead_is_listed_as_the_language_lists_things() -> None:
    description = make.make_description(state="submitted")
    with override("zh-hans"), pytest.raises(IllegalTransition) as refused:
        DESCRIPTION.move(description, verb="publish")
    assert refused.value.remedy == "现在可以：要求修改、批准、取消。"


def test_a_question_that_labels_a_field_keeps_its_mark_in_the_summary_of_problems() -> None:
    asking = forms.Form({})
    asking.fields |= {"kind": forms.CharField(label="What is in the file?"), "name": forms.CharField(label="Name")}
    shown = render_to_string("interface/ui/form_problems.html", form_problems(asking))
    assert ">What is in the file?</a> This field is required." in shown
    assert ">Name</a>: This field is required." in shown


def test_whoever_has_applied_nowhere_has_one_press_to_begin() -> None:
    page = _page(make.make_volunteer(), "/")
    assert page.count('<a class="btn btn-primary" href="/opportunities">Find opportunities</a>') == 1
    assert page.count(">Find opportunities<") == 1


def test_many_skills_stand_in_a_row_and_few_under_each_other() -> None:
    description, officer = make.make_description(), make.make_officer()
    for number in range(7):
        skill = Skill.objects.create(code=f"skill-{number}", title=f"Skill {number}")
        SkillRequirement.objects.create(description=description, skill=skill)
        page = _page(officer, f"/descriptions/{description.ref}")
        assert ("Skill 0<br>Skill 1" in page) is (1 <= number < 6)
    assert "Skill 0, Skill 1, Skill 2" in page


def test_the_rarer_of_required_and_optional_is_marked_and_what_the_others_mean_is_said_once() -> None:
    administrator, required = make.make_administrator(), '<span class="mg-required">required</span>'
    for path, many in (("/rates/new", 5), ("/places/new", 2)):
        page = _page(administrator, path)
        assert page.count(required) == many
        assert "Every field is needed" not in page
    page = Client().get("/account/signup/").content.decode()
    assert (page.count(required), page.count('<span class="mg-required">optional</span>')) == (0, 1)
    assert page.count("Every field is needed unless it says “optional”.") == 1
    assert page.index("Every field is needed") < page.index('id="id_name"')
    assert page.count(" required ") == 5  # as screen readers hear it; the language is chosen already
    assert "mg-required" not in Client().get("/account/login/").content.decode()


class _AllOfThree(forms.Form):
    first, second, third = forms.CharField(), forms.CharField(), forms.CharField()


def test_where_every_field_is_needed_none_is_marked_and_that_is_said() -> None:
    form = _AllOfThree()
    assert form_problems(form)["every"] is True
    assert not any(field(bound)["required"] or field(bound)["optional"] for bound in form)


def test_rows_of_a_table_of_forms_go_on_marking_what_is_required() -> None:
    row = forms.formset_factory(_AllOfThree)().forms[0]
    assert all(field(bound)["required"] for bound in row)
