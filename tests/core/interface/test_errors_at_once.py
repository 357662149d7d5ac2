"""Everything that is wrong with a form is said at once, beside its field and summed above; what was typed stays."""

from __future__ import annotations

import pytest
from django.utils import timezone
from django.utils.translation import override
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.actions.searches import MOST_SEARCHES
from minga.assignments.models import SavedSearch
from minga.core.errors import Incomplete, Problem, Refused
from minga.partners.forms import OrganisationForm

pytestmark = pytest.mark.django_db


def test_a_text_that_is_too_long_in_one_language_does_not_make_the_other_missing() -> None:
    form = OrganisationForm({"name": "Alpha", "about_zh": "字" * 3001})
    assert not form.is_valid()
    assert "about_zh" in form.errors
    assert "about_en" not in form.errors


def test_days_out_of_order_are_said_once_whatever_stands_already() -> None:
    account = make.make_volunteer()
    account.profile.available_until = timezone.localdate()
    account.profile.save()
    sent = {"wants_online": "on", "available_from": "2099-05-02", "available_until": "2099-05-01"}
    response = signed_in(account).post("/profile/availability", sent)
    assert response.context["form"].errors["available_until"] == ["The last day lies before the first."]


def test_an_application_says_all_that_is_missing_at_once() -> None:
    description = make.make_description()
    sent = {"motivation": "", "available_from": "not a day", "send": "1"}
    response = signed_in(make.make_volunteer()).post(f"/opportunities/{description.ref}/apply", sent)
    assert set(response.context["form"].errors) == {"motivation", "available_from", "share_with_host", "confirm"}
    assert 'value="not a day"' in response.content.decode()


def test_an_invitation_says_all_that_stands_against_it_at_once() -> None:
    row = make.make_organisation()
    focal_point = make.make_focal_point(row)
    sent = {"email": "no address", "role": "host_supervisor", "starts": "2020-01-02", "ends": "2020-01-01"}
    response = signed_in(focal_point).post(f"/organisations/{row.slug}/people", sent)
    assert set(response.context["form"].errors) == {"email", "ends"}
    sent |= {"email": focal_point.email, "starts": "no day"}
    response = signed_in(focal_point).post(f"/organisations/{row.slug}/people", sent)
    assert set(response.context["form"].errors) == {"email", "starts", "ends"}


def test_a_role_that_is_not_held_in_a_country_is_said_beside_the_country() -> None:
    make.make_country("KE")
    sent = {"email": "a@example.org", "role": "administrator", "country": "KE", "starts": "2099-01-01"}
    response = signed_in(make.make_administrator()).post("/roles/invite", sent)
    assert set(response.context["form"].errors) == {"country"}


def test_the_name_of_a_search_stays_where_it_was_typed() -> None:
    account = make.make_volunteer()
    for number in range(MOST_SEARCHES):
        SavedSearch.objects.create(account=account, name=f"Search {number}", query=f"q=word{number}")
    response = signed_in(account).post("/opportunities/searches", {"name": "Frogs near me", "query": "q=frogs"})
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="Frogs near me"' in page
    assert 'value="q=frogs"' in page
    assert '<a href="#id_name">' in page
    assert 'aria-describedby="id_name-errors"' in page


def test_each_problem_of_a_criterion_stands_beside_its_field_and_what_was_typed_stays() -> None:
    description = make.make_description(state="selecting")
    officer = make.make_focal_point(description.host)
    sent = {"name-1": "Judgement", "weight-1": "9", "anchor-1-1": "None"}
    response = signed_in(officer).post(f"/descriptions/{description.ref}/criteria", sent)
    page = response.content.decode()
    assert response.status_code == 422
    for name in ("weight-1", "anchor-1-3", "anchor-1-5"):
        assert f'<a href="#{name}">' in page
        assert f'id="{name}-errors"' in page
    assert 'value="Judgement"' in page
    assert 'value="9"' in page


def test_shares_that_do_not_add_up_are_said_beside_the_last_of_them() -> None:
    description = make.make_description(state="draft")
    funder = make.make_organisation(is_funder=True)
    sent = {
        "funding": "joint",
        "shares-TOTAL_FORMS": "1",
        "shares-INITIAL_FORMS": "0",
        "shares-0-funder": str(funder.pk),
        "shares-0-percent": "60",
        "version": str(description.version),
    }
    path = f"/descriptions/{description.ref}/edit/funding"
    page = signed_in(make.make_focal_point(description.host)).post(path, sent).content.decode()
    assert '<a href="#id_shares-0-percent">' in page
    assert 'id="id_shares-0-percent-errors"' in page
    assert page.count("data-focus") == 1, "one sum above, of the section and its rows"


def test_a_sentence_and_its_remedy_stand_as_the_language_writes_them() -> None:
    problem = Problem("name", "请填写。", "例如 A。")
    for language, said in (("zh-hans", "请填写。例如 A。"), ("en", "请填写。 例如 A。")):
        form = OrganisationForm({"about_en": "x"})
        with override(language):
            Incomplete("", problems=[problem]).show_in(form)
            assert str(Refused("请填写。", remedy="例如 A。")) == said
        assert said in form.errors["name"]
