"""Rows of a section that are kept as one types, and then saved: what was kept stays."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.clients import signed_in

from minga.assignments.forms.rows import SeatRows
from minga.assignments.models import Description, FundingShare, LanguageRequirement, Seat, SkillRequirement
from minga.people.models import Skill

pytestmark = pytest.mark.django_db


def kept_then_saved(description: Description, section: str, sent: dict[str, str]) -> None:
    """The same page sent by autosave, and by the button."""
    client = Client()
    client.force_login(make.make_focal_point(description.host))
    path = f"/descriptions/{description.ref}/edit/{section}"
    kept = client.post(path, {**sent, "version": str(description.version)}, headers={"X-Autosave": "1"})
    assert kept.status_code == 204, kept.content
    assert client.post(path, {**sent, "version": kept["X-Version"]}).status_code == 302


def test_languages_and_skills_that_were_kept_are_still_there_once_saved() -> None:
    description = make.make_description(state="draft")
    Skill.objects.create(code="test:counting", title="count cranes")
    sent = {
        "min_experience_months": "0", "languages-TOTAL_FORMS": "2", "languages-INITIAL_FORMS": "0",
        "languages-0-language": "en", "languages-0-level": "C1", "languages-0-is_required": "on",
        "languages-1-language": "", "languages-1-level": "B2", "languages-1-is_required": "on",
        "skills-TOTAL_FORMS": "1", "skills-INITIAL_FORMS": "0",
        "skills-0-skill": "count cranes", "skills-0-weight": "2",
    }  # fmt: skip
    kept_then_saved(description, "qualifications", sent)
    languages = LanguageRequirement.objects.filter(description=description)
    assert list(languages.values_list("language", "level", "is_required")) == [("en", "C1", True)]
    skills = SkillRequirement.objects.filter(description=description)
    assert list(skills.values_list("skill", "weight", "is_required")) == [("test:counting", 2, False)]


def test_shares_that_were_kept_are_still_there_once_saved() -> None:
    description = make.make_description(state="draft")
    funder = make.make_organisation(is_funder=True)
    sent = {
        "funding": "fully_funded", "shares-TOTAL_FORMS": "2", "shares-INITIAL_FORMS": "0",
        "shares-0-funder": str(funder.pk), "shares-0-percent": "100", "shares-1-funder": "", "shares-1-percent": "",
    }  # fmt: skip
    kept_then_saved(description, "funding", sent)
    shares = FundingShare.objects.filter(description=description)
    assert list(shares.values_list("funder", "percent")) == [(funder.pk, 100)]


def test_a_seat_offers_who_may_supervise_there_and_whoever_supervises_it_already() -> None:
    seat = make.make_description(state="draft").seats.get()
    here = make.make_supervisor(seat.description.host)
    elsewhere = make.make_supervisor(make.make_organisation())
    assert offered(seat) == {"", here.pk}
    seat.supervisor = elsewhere
    seat.save()
    assert offered(seat) == {"", here.pk, elsewhere.pk}


def offered(seat: Seat) -> set[object]:
    """Supervisors offered for a seat that is there."""
    row = SeatRows(prefix="seats", description=seat.description).forms[0]
    field: Any = row.fields["supervisor"]
    return {getattr(value, "value", value) for value, _words in field.choices}


def test_a_third_who_pays_is_added_before_the_shares_of_two_sum_up() -> None:
    description = make.make_description(state="draft")
    payers = [make.make_organisation(is_funder=True) for _ in range(3)]
    host, path = signed_in(make.make_focal_point(description.host)), f"/descriptions/{description.ref}/edit/funding"
    sent = {"funding": "joint", "shares-TOTAL_FORMS": "2", "shares-INITIAL_FORMS": "0"}
    for number, percent in enumerate(("50", "30")):
        sent |= {f"shares-{number}-funder": str(payers[number].pk), f"shares-{number}-percent": percent}
    page = host.post(path, sent | {"add": "1"}).content.decode()
    assert 'name="shares-2-funder"' in page
    assert 'name="shares-TOTAL_FORMS" value="3"' in page
    assert 'name="shares-1-percent" value="30"' in page
    third = {"shares-TOTAL_FORMS": "3", "shares-2-funder": str(payers[2].pk), "shares-2-percent": "20"}
    assert host.post(path, sent | third).status_code == 302
    assert sorted(description.funding_shares.values_list("percent", flat=True)) == [20, 30, 50]
