"""Drafts and criteria before two tabs: an application, assessments of both kinds, what candidates are assessed by."""

from __future__ import annotations

import re

import pytest
from tests import factories as make
from tests.assignments import selection_world as selection
from tests.assignments.service_steps import begin
from tests.assignments.service_world import make_service
from tests.clients import signed_in
from tests.two_pages import Page

from minga.assignments.actions.searches import rename_search, save_search
from minga.assignments.models import Application, Criterion, SavedSearch
from minga.partners.models import Reference

pytestmark = pytest.mark.django_db


def test_two_tabs_of_one_application_lose_nothing() -> None:
    description, volunteer = make.make_description(), make.make_volunteer()
    path = f"/opportunities/{description.ref}/apply"
    one, two = Page(signed_in(volunteer), path), Page(signed_in(volunteer), path)
    assert one.send(motivation="Rivers", autosave=True).status_code == 204
    assert two.send(available_from="2027-05-01", confirm="on", autosave=True).status_code == 204
    draft = Application.objects.get()
    assert (draft.motivation, str(draft.available_from), draft.ticked) == ("Rivers", "2027-05-01", ["confirm"])
    assert two.send(motivation="Lakes", autosave=True).status_code == 409
    answer = two.send(motivation="Lakes", keep="1")
    assert answer.status_code == 409
    assert "It now says: Rivers." in answer.content.decode()
    two.send(motivation="Lakes", keep="1")
    assert Application.objects.get().motivation == "Lakes"
    two = Page(two.client, path)
    for words in ("R", "Ri", "Rivers and lakes"):
        assert two.send(motivation=words, autosave=True).status_code == 204


def test_an_application_refused_at_sending_can_be_mended_and_sent_again() -> None:
    description, volunteer = make.make_description(), make.make_volunteer()
    page = Page(signed_in(volunteer), f"/opportunities/{description.ref}/apply")
    page.send(motivation="Rivers", send="1")
    answer = page.client.get(page.path)
    page.read(answer.content.decode())
    page.send(motivation="Rivers and lakes", send="1")
    assert Application.objects.get().motivation == "Rivers and lakes"


def test_two_tabs_of_one_assessment_lose_nothing() -> None:
    description = make.make_description(state="closed")
    first, second = selection.criterion(description, "Judgement"), selection.criterion(description, "Care")
    host = make.make_focal_point(description.host)
    row = selection.asked(selection.applied(description, state="with_host"), host)
    one, two = (Page(signed_in(host), f"/assessments/{row.ref}") for _tab in range(2))
    assert one.send(**{f"criterion-{first.pk}": "4", f"words-{first.pk}": "Clear"}, autosave=True).status_code == 204
    assert two.send(**{f"criterion-{second.pk}": "2"}, words="In words", autosave=True).status_code == 204
    assert {mark.criterion_id: mark.score for mark in row.marks.all()} == {first.pk: 4, second.pk: 2}
    assert two.send(**{f"criterion-{first.pk}": "1"}, autosave=True).status_code == 409
    assert row.marks.get(criterion=first).score == 4


def test_two_people_of_a_host_entity_who_write_one_assessment_of_service_lose_nothing() -> None:
    world = make_service()
    begin(world)
    path = f"/assignments/{world.service.ref}/assess"
    one, two = (Page(signed_in(world.supervisor), path) for _tab in range(2))
    one.send(results="Ten trees", keep="1")
    assert two.send(advice="Water them", keep="1").status_code == 302
    kept = world.service.performance_assessments.get(side="host")
    assert (kept.results, kept.advice) == ("Ten trees", "Water them")
    late = two.send(results="Nine trees", keep="1")
    assert late.status_code == 409
    assert "It now says: Ten trees." in late.content.decode()


def test_criteria_settled_by_two_people_ask_the_second() -> None:
    description = make.make_description(state="closed")
    path = f"/descriptions/{description.ref}/criteria"
    host = make.make_focal_point(description.host)
    one, two = ({"shown": Page.shown_on(signed_in(host), path)} for _person in range(2))
    anchors = {f"anchor-1-{mark}": "words" for mark in (1, 3, 5)}
    client = signed_in(host)
    assert client.post(path, {**one, "name-1": "Care", "weight-1": "2", **anchors}).status_code == 302
    mine = {"name-1": "Judgement", "weight-1": "1", **anchors}
    late = client.post(path, {**two, **mine})
    assert late.status_code == 409
    assert "They are now: Care." in late.content.decode()
    assert 'value="Judgement"' in late.content.decode()
    again = {"shown": Page.shown_in(late.content.decode())}
    assert client.post(path, {**again, **mine}).status_code == 302
    assert [row.names["en"] for row in Criterion.objects.all()] == ["Judgement"]


def test_what_two_officers_write_of_one_reference_asks_the_second() -> None:
    organisation = make.make_organisation(state="under_review", type="government")
    row = Reference.objects.create(organisation=organisation, name="Ma Li", position="Head", email="ma@example.org")
    client = signed_in(make.make_officer())
    path = f"/organisations/{organisation.slug}/registration/references/{row.ref}"
    client.post(path, {"answer": "confirmed", "note": "Knows them", "version": "1"})
    page = client.post(path, {"answer": "doubted", "note": "Never heard", "version": "1"}, follow=True).content.decode()
    assert "Somebody wrote “Confirmed · Knows them” for Ma Li" in page
    assert "Never heard" in page
    row.refresh_from_db()
    assert row.answer == "confirmed"


def test_hours_of_a_month_that_somebody_has_recorded_meanwhile_are_said() -> None:
    world = make_service()
    begin(world)
    path = f"/assignments/{world.service.ref}/hours"
    month = world.fresh().entered_on.strftime("%Y-%m")
    assert 'name="held" value=""' in signed_in(world.volunteer).get(path).content.decode()
    first = signed_in(world.supervisor).post(path, {"held": "", "month": month, "hours": "8", "note": "By the host"})
    assert first.status_code == 302
    late = signed_in(world.volunteer).post(path, {"held": "", "month": month, "hours": "6"})
    assert late.status_code == 409
    assert "现在的内容是：8 · By the host" in late.content.decode()
    assert str(world.service.hours.get().hours) == "8.00"
    held = f"{month}:{world.service.hours.get().version}"
    assert f'name="held" value="{held}"' in late.content.decode()
    assert signed_in(world.volunteer).post(path, {"held": held, "month": month, "hours": "6"}).status_code == 302


def test_a_logo_that_somebody_has_changed_is_not_put_aside_unseen() -> None:
    organisation = make.make_organisation()
    client = signed_in(make.make_focal_point(organisation))
    page = client.post(f"/organisations/{organisation.slug}/logo", {"held": "another", "remove": "1"}, follow=True)
    assert "somebody has changed the logo" in page.content.decode()
    page = client.post(f"/organisations/{organisation.slug}/logo", {"held": "", "remove": "1"}, follow=True)
    assert "The logo is removed." in page.content.decode()


def test_a_search_renamed_from_an_old_page_is_not_renamed_over() -> None:
    volunteer = make.make_volunteer()
    search = save_search(actor=volunteer, name="Rivers", query="track=national")
    client, path = signed_in(volunteer), f"/opportunities/searches/{search.ref}/rename"
    page = client.get("/opportunities/saved").content.decode()
    shown = re.search(r'name="version" value="(\d+)"', page)
    assert shown is not None
    rename_search(actor=volunteer, search=search, name="Lakes", seen=int(shown[1]))
    answer = client.post(path, {"name": "Seas", "version": shown[1]})
    assert (answer.status_code, "Lakes" in answer.content.decode()) == (409, True)
    assert SavedSearch.objects.get().name == "Lakes"
