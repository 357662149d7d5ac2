"""An officer or focal point who applies, or serves: what they see and may press, who does it instead, who is told."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories as make
from tests.assignments.selection_world import applied, consenting
from tests.assignments.service_world import make_service
from tests.clients import signed_in

from minga.assignments.actions.assessment import choose_assessor
from minga.assignments.actions.shortlist import shortlist_application, submit_to_host
from minga.assignments.models import Application, Assessment, Assignment, Contract, Description
from minga.assignments.queries.candidates import candidate_lists
from minga.assignments.queries.holders import officers_of, possible_assessors
from minga.assignments.waiting.administrators import for_administrators
from minga.assignments.waiting.roles import for_officers
from minga.assignments.waiting.selection import for_hosts
from minga.core.access.models import Holding, Role
from minga.core.errors import NotAllowed, Refused
from minga.core.notices.models import Notice
from minga.core.registries import Waiting
from minga.partners.actions import inviting
from minga.people.models import Account

pytestmark = pytest.mark.django_db
APART = "You applied for this post yourself"


def waits(rows: Any) -> list[str]:
    return [row.url for row in rows if isinstance(row, Waiting)]


def alone(administrator: Account) -> list[str]:
    titles = [str(row.title) for row in for_administrators(administrator) if isinstance(row, Waiting)]
    return [title for title in titles if "a candidate or a volunteer" in title or "Nobody but the volunteer" in title]


@pytest.fixture
def post() -> Description:
    return make.make_description(state="selecting", host=make.make_organisation(name="Host of the test"))


def test_an_officer_who_applied_reads_why_they_take_no_part(post: Description) -> None:
    officer, rival = make.make_officer(), applied(post)
    own = applied(post, account=officer)
    browser = signed_in(officer)
    page = browser.get(f"/descriptions/{post.ref}").content.decode()
    assert APART in page
    assert f"/descriptions/{post.ref}/longlist" not in page
    for address in (
        f"/descriptions/{post.ref}/longlist",
        f"/descriptions/{post.ref}/selection",
        f"/candidates/{rival.ref}",
    ):
        answer = browser.get(address)
        assert (answer.status_code, APART in answer.content.decode()) == (403, True), address
    assert browser.get(f"/applications/{own.ref}").status_code == 200
    assert browser.get("/candidates").content.decode().count(post.ref) == 0


def test_an_officer_who_applied_makes_another_post_of_the_same_words_and_changes_nothing_of_this_one(
    post: Description,
) -> None:
    officer = make.make_officer()
    applied(post, account=officer)
    Description.objects.filter(pk=post.pk).update(weights={"skills": 100})
    browser = signed_in(officer)
    assert f"/descriptions/{post.ref}/duplicate" in browser.get(f"/descriptions/{post.ref}").content.decode()
    answer = browser.post(f"/descriptions/{post.ref}/duplicate")
    copy = Description.objects.latest("pk")
    assert (answer["Location"], copy.state) == (f"/descriptions/{copy.ref}/edit", "draft")
    assert (copy.title, copy.weights) == (post.title, {})
    assert browser.get(f"/descriptions/{copy.ref}/edit", follow=True).status_code == 200
    assert browser.get(f"/descriptions/{post.ref}/edit").status_code == 403


def test_whoever_did_not_apply_reads_nothing_of_an_own_matter(post: Description) -> None:
    applied(post)
    for account in (make.make_officer(), make.make_focal_point(post.host)):
        assert APART not in signed_in(account).get(f"/descriptions/{post.ref}").content.decode()


def test_a_decision_about_many_says_why_it_is_not_theirs(post: Description) -> None:
    officer, rival = make.make_officer(), applied(post)
    own = applied(post, account=officer)
    for row in (own, rival):
        sent = {"verb": "shortlist", "chosen": f"{row.ref}:{row.version}", "reason": "The best."}
        answer = signed_in(officer).post(f"/descriptions/{post.ref}/decide", sent)
        assert (answer.status_code, APART in answer.content.decode()) == (403, True)
        with pytest.raises(NotAllowed, match=APART):
            shortlist_application(actor=officer, application=row, reason="The best.")
    assert {row.state for row in Application.objects.all()} == {"longlisted"}


def test_what_waited_for_an_officer_who_applied_waits_for_their_colleagues(post: Description) -> None:
    officer, colleague = make.make_officer(), make.make_officer()
    Description.objects.filter(pk=post.pk).update(officer=officer)
    post.refresh_from_db()
    applied(post)
    assert (waits(for_officers(officer)), waits(for_officers(colleague))) == (
        [f"/descriptions/{post.ref}/longlist"],
        [],
    )
    applied(post, account=officer)
    assert (waits(for_officers(officer)), waits(for_officers(colleague))) == (
        [],
        [f"/descriptions/{post.ref}/longlist"],
    )
    assert list(officers_of(post)) == [colleague]
    assert post not in candidate_lists(officer)


def test_a_focal_point_who_applied_chooses_nobody(post: Description) -> None:
    focal_point, other = make.make_focal_point(post.host), make.make_focal_point(post.host)
    applied(post, state="assessed")
    assert len(waits(for_hosts(focal_point))) == 1
    applied(post, account=focal_point, state="with_host")
    assert (len(waits(for_hosts(focal_point))), len(waits(for_hosts(other)))) == (0, 2)


def test_a_focal_point_who_applied_is_not_told_of_candidates(post: Description) -> None:
    focal_point, other = make.make_focal_point(post.host), make.make_focal_point(post.host)
    rival = consenting(applied(post, state="shortlisted"))
    applied(post, account=focal_point)
    submit_to_host(actor=make.make_officer(), application=rival)
    told = Notice.objects.filter(account__in=[focal_point, other]).values_list("account", flat=True)
    assert set(told) == {other.pk}


def test_a_candidate_is_not_asked_to_assess_their_rivals(post: Description) -> None:
    officer, focal_point, rival = (
        make.make_officer(),
        make.make_focal_point(post.host),
        applied(post, state="with_host"),
    )
    assert focal_point in possible_assessors(post)
    Assessment.objects.create(application=rival, assessor=focal_point)
    applied(post, account=focal_point)
    assert focal_point not in possible_assessors(post)
    with pytest.raises(Refused, match="neither"):
        choose_assessor(actor=officer, application=rival, assessor=focal_point, kind="desk_review")
    assert signed_in(focal_point).get(f"/assessments/{Assessment.objects.get().ref}").status_code in {403, 404}


def test_administrators_see_where_every_officer_applied_until_somebody_is_invited(post: Description) -> None:
    administrator, officer = make.make_administrator(), make.make_officer()
    own = applied(post, account=officer)
    assert alone(administrator) == [f"Every programme officer for {post.country} is a candidate or a volunteer there"]
    assert list(officers_of(post)) == []
    inviting.invite_to_platform(
        actor=administrator, email="uta@example.org", role=Role.PROGRAMME_OFFICER, starts=own.submitted_at.date(),
        scope="country", scope_key="CN",
    )  # fmt: skip
    assert alone(administrator) == []


def test_administrators_see_who_serves_and_is_alone_there() -> None:
    world, administrator = make_service(kinds=()), make.make_administrator()
    assert alone(administrator) == []
    Assignment.objects.filter(pk=world.service.pk).update(account=world.focal_point)
    assert alone(administrator) == []  # the supervisor is there
    Holding.objects.filter(account=world.supervisor).delete()
    assert alone(administrator) == [f"Nobody but the volunteer works for {world.description.host}"]


@pytest.mark.parametrize("sent", [("end", {"end_kind": "terminated", "reason": "Mine."}), ("certificate", {})])
def test_an_officer_who_serves_presses_nothing_about_their_own_service(sent: tuple[str, dict[str, str]]) -> None:
    world = make_service(kinds=())
    Assignment.objects.filter(pk=world.service.pk).update(account=world.officer)
    answer = world.press(world.officer, "assignment_task", world.service.ref, sent[0], thing=world.service, **sent[1])
    assert (answer.status_code, "Nobody decides about their own service" in answer.content.decode()) == (403, True)
    assert (world.fresh().state, Contract.objects.count()) == ("preparing", 0)
