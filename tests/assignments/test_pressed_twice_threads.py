"""The same press in two threads: what is kept once stands once, what is gone already is said in words."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.at_once import at_once

from minga.assignments.actions.editing import start_description
from minga.assignments.actions.searches import delete_search, keep_in_mind, save_search
from minga.assignments.models import Description, Favourite, SavedSearch
from minga.core.errors import Refused
from minga.core.notices.actions import set_wishes
from minga.core.notices.models import Wish
from minga.partners.actions.registration import register_organisation
from minga.partners.models import Organisation

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]


def test_a_search_saved_four_times_at_once_is_one_and_deleted_twice_is_refused_in_words() -> None:
    person = make.make_volunteer()
    saved = at_once(*[lambda: save_search(actor=person, name="Rivers", query="q=river")] * 4)
    assert [type(one) for one in saved] == [SavedSearch] * 4
    search = SavedSearch.objects.get()
    delete_search(actor=person, search=SavedSearch.objects.get(pk=search.pk))
    assert SavedSearch.objects.count() == 0
    with pytest.raises(Refused, match="not there any more"):
        delete_search(actor=person, search=search)


def test_a_post_kept_in_mind_and_a_wish_set_at_once_stand_once() -> None:
    person, post = make.make_volunteer(), make.make_description(state="sourcing")
    kept = at_once(*[lambda: keep_in_mind(actor=person, description=post)] * 4)
    assert {type(one) for one in kept} == {Favourite}
    set_ = at_once(*[lambda: set_wishes(actor=person, wishes={"assignments.offer_made": "inbox"})] * 4)
    assert {type(one) for one in set_} == {list}
    assert (Favourite.objects.count(), Wish.objects.filter(account=person).count()) == (1, 1)


def test_a_draft_and_a_registration_sent_at_once_are_one_each() -> None:
    host, person = make.make_organisation(), make.make_account()
    focal, category = make.make_focal_point(host), make.make_category("youth")
    begun = at_once(
        *[lambda: start_description(actor=focal, category=category, track="national", host=host, country=host.country)]
        * 4
    )
    assert len({one.pk for one in begun}) == Description.objects.count() == 1
    fields = {"name": "Lake Friends", "type": "university", "country": host.country, "is_host": True}
    sent = at_once(*[lambda: register_organisation(actor=person, fields=fields)] * 4)
    assert len({one.pk for one in sent}) == Organisation.objects.filter(name="Lake Friends").count() == 1
