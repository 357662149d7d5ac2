"""A copy of a description: who and what takes part no more stays behind, and a second press makes no second copy."""

from __future__ import annotations

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.description_world import complete_description, fresh
from tests.clients import signed_in

from minga.assignments.actions.editing import duplicate_description, update_section
from minga.assignments.models import Category, Description, FundingShare
from minga.assignments.queries.completeness import missing_parts
from minga.core.access.models import Holding
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db


def copied(description: Description, *, as_template: bool = False) -> Description:
    person = make.make_focal_point(description.host)
    return duplicate_description(actor=person, description=fresh(description), as_template=as_template)


def missing(description: Description) -> list[str]:
    return [str(problem.message) for problem in missing_parts(description)]


def test_a_supervisor_who_has_left_guides_nobody_in_a_copy() -> None:
    description = complete_description(seats=2)
    first, second = description.seats.all()
    stays = make.make_supervisor(description.host)
    description.seats.filter(pk=second.pk).update(supervisor=stays)
    Holding.objects.filter(account=first.supervisor).update(ended_at=timezone.now())
    copy = copied(description, as_template=True)
    assert [seat.supervisor for seat in copy.seats.all()] == [None, stays]
    assert "A seat has no supervisor." in missing(copy)


def test_a_partner_and_a_funder_that_take_no_part_any_more_are_not_copied() -> None:
    partner, funder, other = (make.make_organisation(is_partner=True, is_funder=True) for _each in range(3))
    description = complete_description(funding="fully_funded", nominating_partner=partner, nomination_quota=3)
    for payer in (funder, other):
        FundingShare.objects.create(description=description, funder=payer, percent=50)
    assert (copied(description).nominating_partner, copied(description).funding_shares.count()) == (partner, 2)
    Organisation.objects.filter(pk__in=[partner.pk, funder.pk]).update(state="suspended")
    copy = copied(description)
    assert (copy.nominating_partner, copy.nomination_quota) == (None, None)
    assert [share.funder for share in copy.funding_shares.all()] == [other]


def test_a_second_press_finds_the_copy_and_a_copy_of_what_was_changed_since_is_another() -> None:
    description = complete_description(seats=2)
    person = make.make_focal_point(description.host)
    host, path = signed_in(person), f"/descriptions/{description.ref}/duplicate"
    first, second = (host.post(path).headers["Location"] for _press in range(2))
    template = host.post(path, {"as": "template"}).headers["Location"]
    assert first == second and template != first
    assert Description.objects.filter(is_template=False).count() == 2
    words = dict.fromkeys(("title", "context", "tasks", "results"), "Another")
    update_section(actor=person, description=fresh(description), section="words", content={"en": words})
    third = host.post(path).headers["Location"]
    assert third != first
    assert Description.objects.order_by("-pk")[0].title == "Another"
    other = signed_in(make.make_focal_point(description.host)).post(path).headers["Location"]
    assert other != third, "a colleague begins a copy of their own"


def test_a_copy_whose_category_is_no_longer_offered_opens_at_the_category_and_says_so() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    description.category.is_active = False
    description.category.save()
    answer = client.post(f"/descriptions/{description.ref}/duplicate", follow=True)
    copy = Description.objects.exclude(pk=description.pk).get()
    assert answer.redirect_chain[-1][0] == f"/descriptions/{copy.ref}/edit/basics"
    page = answer.content.decode()
    assert "The category of this copy is no longer offered. Choose another one first." in page
    assert "This category is no longer offered. Choose another one." in page


def test_what_a_category_no_longer_offered_keeps_from_being_sent_is_told_of_a_template_too() -> None:
    description = complete_description()
    template = copied(description, as_template=True)
    client = signed_in(make.make_focal_point(description.host))
    Category.objects.update(is_active=False)
    words = f"The category “{description.category}” is no longer offered."
    for row in (description, template):
        assert words in client.get(f"/descriptions/{row.ref}").content.decode()
    answer = client.post(f"/descriptions/{description.ref}/do/submit", {"version": description.version})
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert fresh(description).state == "draft"


def test_who_was_in_charge_and_left_office_is_named_where_somebody_else_is_chosen() -> None:
    officer, colleague = make.make_officer(), make.make_officer()
    description = complete_description(officer=officer)
    client, words = signed_in(colleague), f"{officer}, who was in charge, no longer decides"
    page = f"/descriptions/{description.ref}/edit/publication"
    assert words not in client.get(page).content.decode()
    Holding.objects.filter(account=officer).update(ended_at=timezone.now())
    assert words in client.get(page).content.decode()
