"""Whoever took part in choosing for a post does not apply for it, and reads why; whoever only works there may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from tests import factories as make
from tests.assignments.selection_world import applied, asked, criterion, fresh
from tests.browser.cast import ready_to_apply
from tests.clients import signed_in

from minga.assignments.actions.applications import begin_application, submit_application
from minga.assignments.actions.assessment import choose_assessor, write_assessment
from minga.assignments.actions.shortlist import rate_motivation, return_to_longlist, set_weights, shortlist_application
from minga.assignments.actions.taking_away import export_candidates
from minga.assignments.models import Application, Description
from minga.assignments.queries.took_part import took_part
from minga.core.access.models import Role
from minga.core.errors import Incomplete
from minga.people.models import Account

pytestmark = pytest.mark.django_db
WHY = "You took part in choosing for this post"


@pytest.fixture
def post() -> Description:
    return make.make_opportunity(host=make.make_organisation())


def officer_ready_to_apply() -> Account:
    account = ready_to_apply(make.make_volunteer())
    make.give_role(account, Role.PROGRAMME_OFFICER, country="CN")
    return account


def written(officer: Account, row: Application) -> None:
    Application.objects.filter(pk=row.pk).update(state="with_host")
    one = asked(fresh(row), officer)
    write_assessment(actor=officer, assessment=one, marks={}, advice="", words="A first note.", finish=False)


def assessor_chosen(officer: Account, row: Application) -> None:
    Application.objects.filter(pk=row.pk).update(state="with_host")
    focal_point = make.make_focal_point(row.description.host)
    choose_assessor(actor=officer, application=fresh(row), assessor=focal_point)


def taken_back(officer: Account, row: Application) -> None:
    shortlist_application(actor=officer, application=row)
    return_to_longlist(actor=officer, application=fresh(row))


PARTS: dict[str, Callable[[Account, Application], Any]] = {
    "decided": lambda officer, row: shortlist_application(actor=officer, application=row),
    "decided and took it back": taken_back,
    "rated": lambda officer, row: rate_motivation(actor=officer, application=row, score=Decimal(80)),
    "weighed": lambda officer, row: set_weights(
        actor=officer, description=row.description, weights={"skills": 100}, reason="They matter most."
    ),
    "took the list away": lambda officer, row: export_candidates(
        actor=officer, description=row.description, columns=["number"], rows=1, reason="For the panel."
    ),
    "chose an assessor": assessor_chosen,
    "began an assessment": written,
}


def test_whoever_took_part_in_choosing_cannot_begin_an_application(post: Description) -> None:
    criterion(post)
    rival, officer = applied(post), make.make_officer()
    assert not took_part(officer, post)
    for name, part in PARTS.items():
        with transaction.atomic():
            part(officer, fresh(rival))
            assert took_part(officer, post), name
            with pytest.raises(Incomplete) as error:
                begin_application(actor=officer, description=Description.objects.get(pk=post.pk))
            assert [problem.message[: len(WHY)] for problem in error.value.problems] == [WHY], name
            transaction.set_rollback(True)
    assert begin_application(actor=officer, description=post).state == "draft"


def test_the_page_says_why_before_anybody_writes_and_leads_to_other_posts(post: Description) -> None:
    officer = officer_ready_to_apply()
    browser, page = signed_in(officer), f"/opportunities/{post.ref}"
    assert f"{page}/apply" in browser.get(page).content.decode()
    shortlist_application(actor=officer, application=applied(post))
    shown = browser.get(page).content.decode()
    assert WHY in shown and "other posts are open to you" in shown and "See what you may apply for" in shown
    assert f"{page}/apply" not in shown
    assert browser.get(f"{page}/apply")["Location"] == page
    answer = browser.post(f"{page}/apply", {"motivation": "I know it.", "keep": "1"}, follow=True)
    assert f"Nothing was sent: {WHY}" in answer.content.decode()
    assert not Application.objects.filter(account=officer).exists()


def test_a_draft_from_before_is_kept_and_not_sent(post: Description) -> None:
    officer = officer_ready_to_apply()
    own = begin_application(actor=officer, description=post)
    shortlist_application(actor=officer, application=applied(Description.objects.get(pk=post.pk)))
    page = signed_in(officer).get(f"/opportunities/{post.ref}/apply").content.decode()
    assert WHY in page and "It can be sent once everything above is in order" in page
    sent = {"motivation": "I know the work.", "available_from": date(2026, 1, 1), "share_with_host": True}
    with pytest.raises(Incomplete) as error:
        submit_application(actor=officer, application=own, **sent)
    assert WHY in " ".join(problem.message for problem in error.value.problems)
    assert fresh(own).state == "draft"


def test_whoever_approved_the_post_or_chose_for_another_may_apply(post: Description) -> None:
    officer = make.make_officer()
    Description.objects.filter(pk=post.pk).update(officer=officer)
    shortlist_application(actor=officer, application=applied(make.make_description()))
    asked(applied(post, state="with_host"), officer)
    assert not took_part(officer, post)
    assert begin_application(actor=officer, description=Description.objects.get(pk=post.pk)).account == officer


def test_of_an_application_of_ones_own_nothing_counts_as_choosing(post: Description) -> None:
    volunteer = ready_to_apply(make.make_volunteer())
    own = begin_application(actor=volunteer, description=post)
    submit_application(
        actor=volunteer, application=own, motivation="I would like to.", available_from=date(2026, 1, 1),
        share_with_host=True,
    )  # fmt: skip
    assert not took_part(volunteer, post)
