"""Posts abroad with seats in several countries: nobody serves in a country of their own, seat by seat."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests import factories as make
from tests.assignments.abroad_world import of, officer_of, post, with_state
from tests.assignments.selection_world import applied
from tests.clients import signed_in

from minga.assignments.actions.offers import accept_offer, make_offer
from minga.assignments.actions.opportunity_index import refresh_all
from minga.assignments.actions.reserve import confirm_move_up
from minga.assignments.actions.selection import select_application
from minga.assignments.matching import with_post_parts
from minga.assignments.models import Application, Description, Offer
from minga.assignments.queries.eligibility import fit, fits, standing_of
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.waiting.selection_of_officers import for_officers
from minga.core.access.models import Role
from minga.core.errors import Incomplete

pytestmark = pytest.mark.django_db


def offer(application: Application, *, seat: int) -> Offer:
    first = timezone.localdate() + timedelta(days=30)
    return make_offer(
        actor=officer_of(application.description), application=application,
        seat=application.description.seats.get(number=seat), starts_on=first, ends_on=first + timedelta(days=60),
    )  # fmt: skip


def taken(description: Description, *, seat: int) -> None:
    """Somebody of a third country has accepted this seat."""
    first = timezone.localdate() + timedelta(days=30)
    Offer.objects.create(
        application=applied(description, account=of("PE"), state="accepted"),
        seat=description.seats.get(number=seat), starts_on=first, ends_on=first + timedelta(days=60),
        expires_at=timezone.now() + timedelta(days=3), made_by=make.make_account(), state="accepted",
    )  # fmt: skip


def test_one_seat_in_another_country_is_enough_and_the_condition_names_the_countries():
    description = post("KE", "DE")
    assert [fit(of(code), description).eligible for code in ("KE", "DE", "CN")] == [True, True, True]
    asks = {code: fit(of(code), description).conditions[-1].asks for code in ("KE", "CN")}
    assert asks == {
        "KE": "Nationality of another country than that of the seat: open in DE",
        "CN": "Nationality of another country than that of the seat (DE, KE)",
    }
    [broken] = fit(of("KE", "DE"), description).broken
    assert broken.message == ("This post serves abroad, with seats in DE, KE only, and these are your own countries.")


def test_the_country_whose_officers_look_after_a_post_does_not_decide_who_serves_abroad():
    description = post("KE")
    assert fit(of("CN"), description).eligible
    [broken] = fit(of("KE"), description).broken
    assert broken.message == "This post serves abroad, and KE is your own country."


def test_only_seats_that_nobody_has_accepted_count_on_every_way_of_reading():
    description = post("KE", "DE")
    taken(description, seat=2)
    refresh_all()
    standing = standing_of(of("KE"))
    [read] = with_post_parts(Description.objects.filter(pk=description.pk))
    assert [fits(standing, [row])[description.pk].eligible for row in (description, read)] == [False, False]
    assert find(Search(eligible=True), seeker=standing.seeker).keys == []


def test_a_search_finds_it_in_every_country_of_its_seats_and_for_whoever_may_serve_in_one():
    description = post("KE", "DE")
    refresh_all()
    for country, found in {"KE": True, "DE": True, "CN": False}.items():
        assert (find(Search(chosen={"country": (country,)})).keys == [description.pk]) is found
    seekers = {code: standing_of(of(*code)).seeker for code in (("KE",), ("KE", "DE"))}
    assert [find(Search(eligible=True), seeker=seeker).keys for seeker in seekers.values()] == [[description.pk], []]


def test_a_seat_in_ones_own_country_is_neither_offered_nor_shown_and_the_reason_names_it():
    description = post("KE", "DE")
    application = with_state(description, of("KE"), "selected")
    with pytest.raises(Incomplete) as caught:
        offer(application, seat=1)
    assert [problem.message for problem in caught.value.problems] == [
        "This seat is in KE, and nobody serves abroad in a country of their own."
    ]
    page = signed_in(officer_of(description)).get(f"/candidates/{application.ref}/offer").content.decode()
    assert "Seat 2 · City of DE" in page
    assert "Seat 1 · City of KE" not in page
    assert "Not for this person: Seat 1. Nobody serves abroad in a country of their own (KE)." in page
    assert offer(application, seat=2).state == "open"


def test_nobody_is_selected_for_whom_only_seats_in_their_own_country_are_left():
    description = post("KE", "DE")
    taken(description, seat=2)
    application = with_state(description, of("KE"), "assessed")
    focal = make.make_account()
    make.give_role(focal, Role.HOST_FOCAL_POINT, organisation=description.host)
    with pytest.raises(Incomplete, match="cannot") as caught:
        select_application(actor=focal, application=application)
    assert [problem.message for problem in caught.value.problems] == [
        "The free seats are in KE, and nobody serves abroad in a country of their own."
    ]


def test_nobody_is_selected_at_the_cost_of_somebody_selected_before():
    description = post("KE", "DE")
    with_state(description, of("DE"), "selected")
    focal = make.make_account()
    make.give_role(focal, Role.HOST_FOCAL_POINT, organisation=description.host)
    with pytest.raises(Incomplete) as caught:
        select_application(actor=focal, application=with_state(description, of("DE"), "assessed"))
    assert [problem.message for problem in caught.value.problems] == [
        "The free seats are in KE, DE. Others who are selected need those on which this person may serve: "
        "nobody serves abroad in a country of their own."
    ]
    assert (
        select_application(actor=focal, application=with_state(description, of("PE"), "assessed")).state == "selected"
    )


def test_the_only_seat_that_somebody_selected_may_have_is_not_offered_to_another():
    description = post("KE", "DE")
    with_state(description, of("DE"), "selected")
    anywhere = with_state(description, of("PE"), "selected")
    with pytest.raises(Incomplete) as caught:
        offer(anywhere, seat=1)
    assert [problem.message for problem in caught.value.problems] == [
        "Somebody else who is selected may only serve on this seat."
    ]
    assert offer(anywhere, seat=2).state == "open"


def test_whoever_may_serve_on_the_free_seat_moves_up_before_those_who_may_not():
    description = post("KE", "DE")
    description.category.reserve_needs_officer = True
    description.category.save()
    taken(description, seat=2)
    first = with_state(description, of("KE"), "reserve", reserve_rank=1)
    second = with_state(description, of("DE"), "reserve", reserve_rank=2)
    officer = officer_of(description)
    assert f"/candidates/{second.ref}" in str([row.post_url for row in for_officers(officer)])
    assert f"/candidates/{first.ref}" not in str([row.post_url for row in for_officers(officer)])
    assert confirm_move_up(actor=officer, application=second).state == "selected"


def test_a_post_for_every_nationality_places_people_in_their_own_country_too():
    description = post("KE", "DE", category=make.make_category("refugee", nationality="any"))
    assert offer(with_state(description, of("KE"), "selected"), seat=1).state == "open"


def test_a_search_knows_at_once_that_the_seat_in_another_country_was_accepted():
    description = post("KE", "DE")
    application = with_state(description, of("PE"), "selected")
    offer(application, seat=2)
    seeker = standing_of(of("KE")).seeker
    refresh_all()
    assert find(Search(eligible=True), seeker=seeker).keys == [description.pk]
    accept_offer(actor=application.account, application=application)
    assert find(Search(eligible=True), seeker=seeker).keys == []


@pytest.mark.parametrize("track", ["international", "national"])
def test_an_open_post_names_only_the_places_that_can_still_be_had(track):
    description = post("KE", "DE")
    Description.objects.filter(pk=description.pk).update(track=track)
    description.refresh_from_db()
    row = applied(description, account=of("CN"), state="selected")
    make_offer(
        actor=officer_of(description), application=row, seat=description.seats.get(number=1),
        starts_on=description.starts_on, ends_on=description.ends_on,
    )  # fmt: skip
    refresh_all()
    visitor, path = Client(), f"/opportunities/{description.ref}"
    both = [visitor.get(page).content.decode() for page in (path, "/opportunities", "/opportunities/feed.json")]
    assert ["2 cities" in page or "City of KE" in page for page in both] == [True, True, True]
    assert find(Search(chosen={"country": ("KE",)})).keys == [description.pk]
    accept_offer(actor=row.account, application=Application.objects.get(pk=row.pk))
    left = [visitor.get(page).content.decode() for page in (path, "/opportunities", "/opportunities/feed.json")]
    assert ["City of KE" in page for page in left] == [False, False, False]
    assert ["City of DE" in page for page in left] == [True, True, True]
    assert '"totalJobOpenings": 1' in left[0]
    assert [find(Search(chosen={"country": (code,)})).keys for code in ("KE", "DE")] == [[], [description.pk]]
    assert find(Search(words="City of KE")).keys == []
    Description.objects.filter(pk=description.pk).update(state="selecting")
    assert "City of KE" in signed_in(officer_of(description)).get(path).content.decode(), "a closed one tells the whole"
