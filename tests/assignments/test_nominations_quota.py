"""Places that a partner may fill: a refusal frees one, and who refused comes back only while one is free."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.actions.nominations import agree_to_nomination, nominate_people, refuse_nomination
from minga.assignments.models import Nomination
from minga.core.errors import Incomplete

pytestmark = pytest.mark.django_db


def test_whoever_refused_agrees_after_all_only_while_their_place_was_given_to_nobody_else() -> None:
    partner = make.make_organisation(is_partner=True)
    post = make.make_description(nominating_partner=partner, nomination_quota=1)
    representative = make.make_partner_representative(partner)
    first, second = make.make_volunteer(), make.make_volunteer()
    nominate_people(actor=representative, description=post, emails=[first.email])
    mine = Nomination.objects.get(account=first)
    refuse_nomination(actor=first, nomination=mine)
    assert agree_to_nomination(actor=first, nomination=Nomination.objects.get(pk=mine.pk)).answer == "agreed"
    refuse_nomination(actor=first, nomination=Nomination.objects.get(pk=mine.pk))
    nominate_people(actor=representative, description=post, emails=[second.email])
    with pytest.raises(Incomplete):
        agree_to_nomination(actor=first, nomination=Nomination.objects.get(pk=mine.pk))
    page = signed_in(first).post(f"/nominations/{mine.ref}/answer", {"answer": "agree"}, follow=True).content.decode()
    assert "the partner has nominated somebody else in your place" in page
    assert post.nominations.exclude(answer="refused").count() == 1
    other = Nomination.objects.get(account=second)
    assert agree_to_nomination(actor=second, nomination=other).answer == "agreed"
    refuse_nomination(actor=second, nomination=Nomination.objects.get(pk=other.pk))
    assert agree_to_nomination(actor=first, nomination=Nomination.objects.get(pk=mine.pk)).answer == "agreed"
