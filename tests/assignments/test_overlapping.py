"""Two services of one person at the same time: as many as a week has room for, said before anybody presses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests import factories as make
from tests.assignments.selection_world import applied
from tests.clients import signed_in

from minga.assignments.actions.extensions import ask_for_extension
from minga.assignments.actions.offers import accept_offer, make_offer
from minga.assignments.models import Application, Assignment, Offer
from minga.core.errors import Incomplete
from minga.people.models import Account

pytestmark = pytest.mark.django_db
FIRST = timezone.localdate() + timedelta(days=60)
LAST = FIRST + timedelta(days=180)


def offered(
    person: Account, *, first: date = FIRST, last: date = LAST, hours: int | None = None, **post
) -> Application:
    description = make.make_description(state="selecting", hours_a_week=hours, **post)
    row = applied(description, account=person, state="selected")
    seat = description.seats.get()
    officer = make.make_officer(country=description.country_id)
    make_offer(actor=officer, application=row, seat=seat, starts_on=first, ends_on=last)
    return Application.objects.get(pk=row.pk)


def accepted(person: Account, **offer) -> Assignment:
    row = offered(person, **offer)
    accept_offer(actor=person, application=row)
    return Assignment.objects.get(offer__application=row)


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [(None, None, False), (None, 8, True), (None, 9, False), (20, 20, True), (24, 25, False), (30, 18, True)],
)
def test_services_at_the_same_time_take_at_most_48_hours_a_week_together(first, second, fits):
    person = make.make_volunteer()
    accepted(person, hours=first)
    row = offered(person, hours=second, first=LAST, last=LAST + timedelta(days=90))  # they share one day
    if fits:
        accept_offer(actor=person, application=row)
    else:
        with pytest.raises(Incomplete) as refused:
            accept_offer(actor=person, application=row)
        assert [problem.place for problem in refused.value.problems] == ["services"]
    assert Assignment.objects.count() == 1 + fits


def test_three_part_time_services_count_together_only_on_days_on_which_they_meet():
    person = make.make_volunteer()
    accepted(person, hours=20, last=FIRST + timedelta(days=30))
    accepted(person, hours=20, first=FIRST + timedelta(days=31))
    accepted(person, hours=20)
    with pytest.raises(Incomplete):
        accept_offer(actor=person, application=offered(person, hours=20, first=LAST, last=LAST))
    accepted(person, hours=None, first=LAST + timedelta(days=1), last=LAST + timedelta(days=90))


def test_the_second_offer_says_why_it_cannot_be_accepted_and_what_to_do_before_and_after_the_press():
    person = make.make_volunteer()
    service = accepted(person, texts={"en": "Air quality officer"})
    row = offered(person)
    browser, path = signed_in(person), f"/applications/{row.ref}"
    page = browser.get(path).content.decode()
    assert "You have accepted “Air quality officer” (" in page
    assert "Together that would be 80 hours a week; the most is 48 hours a week." in page
    assert 'value="yes"' not in page and "Decline the offer" in page
    answer = browser.post(f"{path}/offer", {"answer": "yes", "version": row.version})
    assert answer.status_code == 422
    assert "Decline this offer, or ask the programme officer" in answer.content.decode()
    Assignment.objects.filter(pk=service.pk).update(state="ended", end_kind="not_started")
    assert 'value="yes"' in browser.get(path).content.decode()
    assert browser.post(f"{path}/offer", {"answer": "yes", "version": row.version}).status_code == 302
    assert Assignment.objects.count() == 2


def test_the_officer_is_warned_once_and_not_stopped_and_reads_titles_only_of_services_they_see():
    person = make.make_volunteer()
    accepted(person, country="KE", texts={"en": "Secret of Nairobi"})
    description = make.make_description(state="selecting")
    row = applied(description, account=person, state="selected")
    browser, path = signed_in(make.make_officer()), f"/candidates/{row.ref}/offer"
    sent = {"seat": "1", "starts_on": FIRST, "ends_on": LAST, "expires_on": FIRST, "dependants": "0"}
    pressed = browser.post(path, {**sent, "version": row.version})  # as from the board, where nobody read the form
    page = pressed.content.decode()
    assert (pressed.status_code, Offer.objects.filter(application=row).count()) == (422, 0)
    assert "This person has accepted another service (" in page and "Secret of Nairobi" not in page
    assert page.count('value="yes"') == 1
    assert browser.post(path, {**sent, "version": row.version, "warned": "yes"}).status_code == 302
    assert Offer.objects.get(application=row).state == "open"


def test_of_two_open_offers_each_tells_of_the_other_before_one_is_accepted() -> None:
    person = make.make_volunteer()
    rows = [offered(person, texts={"en": title}) for title in ("Air quality officer", "Water officer")]
    offered(person, hours=8, texts={"en": "Coach online"})
    offered(person, first=LAST + timedelta(days=1), last=LAST + timedelta(days=9), texts={"en": "Winter watch"})
    browser = signed_in(person)
    for row, other in (rows, rows[::-1]):
        page = browser.get(f"/applications/{row.ref}").content.decode()
        assert "Another offer to you is open for the same time." in page and f'"/applications/{other.ref}"' in page
        assert other.description.title in page and "Coach online" not in page and "Winter watch" not in page
        assert 'value="yes"' in page
        assert "Another offer" not in browser.get(f"/applications/{row.ref}?lang=zh-hans").content.decode()
        browser.get(f"/applications/{row.ref}?lang=en")
    accept_offer(actor=person, application=rows[0])
    page = browser.get(f"/applications/{rows[1].ref}").content.decode()
    assert "Another offer to you" not in page and "You have accepted “Air quality officer” (" in page


def test_offers_tell_of_one_another_only_where_accepting_both_would_be_refused() -> None:
    person = make.make_volunteer()
    accepted(person, hours=20)
    rows = [offered(person, hours=hours, texts={"en": f"Post of {hours}"}) for hours in (20, 14, 30)]
    browser = signed_in(person)
    told = [browser.get(f"/applications/{row.ref}").content.decode() for row in rows]
    assert ["Another offer to you" in page for page in told] == [True, True, False]
    assert "You have accepted" in told[2]  # with what was accepted 50 hours: it is in nobody's way
    assert "Post of 30" not in told[0] + told[1]


def test_the_officer_reads_of_another_open_offer_once_before_making_one() -> None:
    person = make.make_volunteer()
    offered(person, country="KE", texts={"en": "Secret of Nairobi"})
    description = make.make_description(state="selecting")
    row = applied(description, account=person, state="selected")
    browser, path = signed_in(make.make_officer()), f"/candidates/{row.ref}/offer"
    sent = {"seat": "1", "starts_on": FIRST, "ends_on": LAST, "expires_on": FIRST, "dependants": "0"}
    pressed = browser.post(path, {**sent, "version": row.version})
    page = pressed.content.decode()
    assert (pressed.status_code, Offer.objects.filter(application=row).count()) == (422, 0)
    assert "Another offer to this person is open: another post (" in page and "Secret of Nairobi" not in page
    chinese = browser.get(f"{path}?lang=zh-hans").content.decode()
    assert "此人还有其他待答复的录用邀请：" in chinese and "Another offer" not in chinese
    later = {"starts_on": LAST + timedelta(days=1), "ends_on": LAST + timedelta(days=9)}
    assert browser.post(path, {**sent, **later, "version": row.version}).status_code == 302
    other = applied(make.make_description(state="selecting"), account=person, state="selected")
    path = f"/candidates/{other.ref}/offer"
    assert browser.post(path, {**sent, "version": other.version, "warned": "yes"}).status_code == 302


def test_a_service_is_not_extended_over_another_one_that_was_accepted():
    person = make.make_volunteer()
    service = accepted(person, first=timezone.localdate(), last=FIRST - timedelta(days=10))
    accepted(person)
    Assignment.objects.filter(pk=service.pk).update(state="serving")
    service.refresh_from_db()
    asked = {"actor": person, "assignment": service, "reason": "More to do.", "funding_note": "The host."}
    with pytest.raises(Incomplete) as refused:
        ask_for_extension(new_end=FIRST, **asked)
    assert ["serves elsewhere" in str(problem.message) for problem in refused.value.problems] == [True]
    ask_for_extension(new_end=FIRST - timedelta(days=1), **asked)
