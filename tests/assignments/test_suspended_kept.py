"""A funder or a partner that can no longer be chosen stays where it was named, and the page says so."""

from __future__ import annotations

import pytest
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.models import Description, FundingShare

pytestmark = pytest.mark.django_db


def test_saving_the_funding_keeps_a_suspended_partner_and_funder_and_says_what_to_do() -> None:
    description = make.make_description(state="draft")
    partner = make.make_organisation(name="Sleeping partner", is_partner=True)
    funder = make.make_organisation(name="Sleeping funder", is_funder=True, state="suspended")
    former = make.make_organisation(name="Former partner", is_partner=False)
    FundingShare.objects.create(description=description, funder=funder, percent=100)
    Description.objects.filter(pk=description.pk).update(funding="fully_funded", nominating_partner=partner)
    partner.state = "suspended"
    partner.save()
    client, path = signed_in(make.make_focal_point(description.host)), f"/descriptions/{description.ref}/edit/funding"
    page = client.get(path).content.decode()
    assert f'<option value="{partner.pk}" selected>Sleeping partner (suspended)</option>' in page
    assert f'<option value="{funder.pk}" selected>Sleeping funder (suspended)</option>' in page
    assert page.count("Its registration is suspended. It stays here until you choose another") == 2
    sent = {
        "funding": "fully_funded", "nominating_partner": str(partner.pk), "nomination_quota": "3",
        "shares-TOTAL_FORMS": "1", "shares-INITIAL_FORMS": "1", "shares-0-funder": str(funder.pk),
        "shares-0-percent": "100", "version": str(Description.objects.get(pk=description.pk).version),
    }  # fmt: skip
    assert client.post(path, sent).status_code == 302
    row = Description.objects.get(pk=description.pk)
    assert (row.nominating_partner, row.nomination_quota) == (partner, 3)
    assert list(row.funding_shares.values_list("funder", "percent")) == [(funder.pk, 100)]
    assert "Former partner" not in page
    Description.objects.filter(pk=description.pk).update(nominating_partner=former)
    assert (
        f'<option value="{former.pk}" selected>Former partner (no longer offered)</option>'
        in client.get(path).content.decode()
    )
