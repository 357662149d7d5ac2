"""Seven people take the three tracks from a draft to a certificate that a stranger verifies, pressing real buttons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from tests.browser import choosing, describing, overseeing, serving
from tests.browser.cast import Cast, cast, installation
from tests.browser.describing import Post
from tests.browser.people import Visitor

from minga.assignments.models import Description

pytestmark = pytest.mark.django_db(transaction=True)


def published(people: Cast, post: Post, *, country: str = "CN") -> str:
    """Everything up to the opening for applications; the reference of the description."""
    ref = describing.begin(people.focal_point, post, country=country)
    describing.write(people.focal_point, post, people)
    describing.pay(people, ref, costs_nothing=post.track == "From home")
    describing.publish(people, ref)
    return ref


def served(people: Cast, folder: Path, *, days: int, hours: int) -> Path:
    """The contract signed to the service ended, with nothing in between; the certificate."""
    serving.sign(people, people.volunteer)
    serving.clear(people, people.volunteer)
    serving.enter(people, people.volunteer)
    serving.serve_until_today(people.volunteer, days=days)
    serving.record_hours(people, people.volunteer, hours=hours)
    serving.end(people, people.volunteer)
    return serving.certify(people, people.volunteer, folder)


def test_the_national_track_on_a_desktop(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    installation()
    people = cast(visitor)
    today = timezone.localdate()
    ref = published(people, Post(track="In my country", category="Youth", city="Beijing, China"))
    for hand in (people.volunteer, people.rival):
        choosing.apply(hand, "Air quality data officer")
    choosing.shortlist(people, ref)
    choosing.clear_for_submission(people, ref, (people.volunteer, people.rival))
    choosing.submit(people, ref)
    for hand in (people.volunteer, people.rival):
        choosing.assess(people, hand)
    choosing.select(people, people.volunteer, reserve=people.rival)
    choosing.offer(people, ref, first_day=today, last_day=today + timedelta(days=88))
    choosing.accept(people.volunteer)
    assert Description.objects.get(ref=ref).state == "filled"
    file = served(people, tmp_path, days=90, hours=160)
    stranger = visitor()
    serving.check(stranger, file, name="Li Na", hours=160)
    serving.refuse_changed(stranger, file)


def test_the_international_track_on_phones_in_chinese(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    installation()
    people = cast(visitor, country="KE", language="zh-hans", phone=True)
    today = timezone.localdate()
    post = Post(
        track="Abroad",
        category="Youth",
        city="Nairobi, Kenya",
        duration=6,
        funding="Fully funded by a funder",
        is_nominated=True,
    )
    ref = published(people, post, country="KE")
    choosing.nominate(people, ref, people.volunteer)
    choosing.agree(people.volunteer)
    choosing.shortlist(people, ref)
    choosing.clear_for_submission(people, ref, (people.volunteer,))
    choosing.submit(people, ref)
    choosing.assess(people, people.volunteer)
    choosing.select(people, people.volunteer)
    choosing.offer(people, ref, first_day=today, last_day=today + timedelta(days=150))
    choosing.accept(people.volunteer)
    serving.sign(people, people.volunteer)
    serving.clear(people, people.volunteer, waived="visa")
    serving.enter(people, people.volunteer)
    serving.take_leave(people, people.volunteer)
    serving.extend(people, people.volunteer, until=today + timedelta(days=180))
    serving.serve_until_today(people.volunteer, days=180)
    serving.record_hours(people, people.volunteer, hours=160)
    serving.end(people, people.volunteer)
    file = serving.certify(people, people.volunteer, tmp_path)
    serving.check(visitor(phone=True, language="zh-hans"), file, name="李娜", hours=160)
    overseeing.audit(people, people.volunteer)
    overseeing.administer(people)


@pytest.mark.cycle
def test_the_online_track_from_home(visitor: Callable[..., Visitor], tmp_path: Path) -> None:
    installation()
    people = cast(visitor)
    today = timezone.localdate()
    ref = published(people, Post(track="From home", category="Online", duration=6, unit="weeks", hours_a_week=5))
    choosing.apply(people.volunteer, "Air quality data officer")
    choosing.shortlist(people, ref)
    choosing.submit(people, ref)
    choosing.assess(people, people.volunteer)
    choosing.select(people, people.volunteer)
    choosing.offer(people, ref, first_day=today, last_day=today + timedelta(days=41))
    choosing.accept(people.volunteer)
    file = served(people, tmp_path, days=41, hours=20)
    serving.check(visitor(phone=True), file, name="Li Na", hours=20)
