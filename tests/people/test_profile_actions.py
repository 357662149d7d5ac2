"""Writing a profile: only one's own, step by step, every word of it sealed in the trail."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from tests.factories import make_country, make_officer, make_volunteer

from minga.core.audit.models import TrailEntry
from minga.core.audit.sealing import unseal
from minga.core.days import add_months
from minga.core.errors import Incomplete, NotAllowed
from minga.people.actions import profile as acts
from minga.people.forms.profile import AvailabilityForm
from minga.people.models import Occupation, Skill

pytestmark = pytest.mark.django_db


def test_a_step_is_saved_and_its_names_with_it() -> None:
    account = make_volunteer()
    acts.save_step(
        actor=account,
        profile=account.profile,
        step="about",
        values={"name": "Li Na", "residence_city": "Kunming", "nationality": make_country("KE")},
    )
    account.refresh_from_db()
    account.profile.refresh_from_db()
    assert (account.name, account.profile.residence_city, account.profile.nationality_id) == ("Li Na", "Kunming", "KE")


def test_nobody_writes_the_profile_of_another() -> None:
    for other in (make_volunteer(), make_officer()):
        with pytest.raises(NotAllowed):
            acts.set_language(actor=other, profile=make_volunteer().profile, language="fr", level="B2")


def test_a_closed_account_writes_nothing() -> None:
    account = make_volunteer()
    account.is_active = False
    with pytest.raises(NotAllowed):
        acts.mark_step_done(actor=account, profile=account.profile, step="education")


def test_a_birth_date_under_18_is_refused() -> None:
    account = make_volunteer()
    with pytest.raises(Incomplete) as refused:
        acts.save_step(
            actor=account,
            profile=account.profile,
            step="about",
            values={"birth_date": timezone.localdate().replace(day=1)},
        )
    assert [problem.place for problem in refused.value.problems] == ["birth_date"]


def test_a_field_of_another_step_is_refused() -> None:
    account = make_volunteer()
    with pytest.raises(ValueError, match="phone"):
        acts.save_step(actor=account, profile=account.profile, step="skills", values={"phone": "1"})


def test_a_language_stands_once_and_its_level_changes() -> None:
    account = make_volunteer(languages={"en": "B1"})
    acts.set_language(actor=account, profile=account.profile, language="en", level="C2")
    assert [(row.language, row.level) for row in account.profile.languages.all()] == [("en", "C2")]
    acts.remove_language(actor=account, profile=account.profile, language="en")
    assert not account.profile.languages.exists()


def test_a_post_is_added_changed_and_taken_off() -> None:
    account = make_volunteer()
    occupation = Occupation.objects.create(code="2221", level=4, title="Nursing Professionals")
    keywords = {"title": "Nurse", "organisation": "Clinic", "starts": date(2020, 1, 1)}
    acts.save_experience(actor=account, profile=account.profile, occupation=occupation, **keywords)
    row = account.profile.experience.get()
    acts.save_experience(
        actor=account, profile=account.profile, experience_ref=row.ref, **{**keywords, "title": "Head nurse"}
    )
    assert [post.title for post in account.profile.experience.all()] == ["Head nurse"]
    acts.remove_experience(actor=account, profile=account.profile, experience_ref=row.ref)
    assert not account.profile.experience.exists()


def test_a_row_of_another_is_neither_changed_nor_taken_off() -> None:
    mine, other = make_volunteer(), make_volunteer()
    acts.save_education(actor=other, profile=other.profile, level=6, institution="Theirs")
    ref = other.profile.education.get().ref
    acts.save_education(actor=mine, profile=mine.profile, level=7, institution="Mine", education_ref=ref)
    acts.remove_education(actor=mine, profile=mine.profile, education_ref=ref)
    assert [row.institution for row in other.profile.education.all()] == ["Theirs"]


def test_a_post_ends_after_it_starts_and_has_started() -> None:
    account = make_volunteer()
    for starts, ends in ((date(2021, 1, 1), date(2020, 1, 1)), (date(2199, 1, 1), None)):
        with pytest.raises(Incomplete):
            acts.save_experience(
                actor=account, profile=account.profile, title="t", organisation="o", starts=starts, ends=ends
            )


def test_the_trail_holds_a_profile_sealed_only() -> None:
    account = make_volunteer()
    acts.save_step(actor=account, profile=account.profile, step="about", values={"phone": "+86 13800000000"})
    acts.save_education(actor=account, profile=account.profile, level=6, institution="Yunnan University")
    skill = Skill.objects.create(code="s", title="Beekeeping")
    acts.save_step(actor=account, profile=account.profile, step="skills", values={"skills": [skill]})
    rows = list(TrailEntry.objects.filter(sealed_for=account.pk))
    opened = " ".join(str(unseal(bytes(row.sealed), account_id=account.pk)) for row in rows)
    for word in ("13800000000", "Yunnan University", "Beekeeping"):
        assert word in opened
        assert all(word not in str(row.change) for row in rows)


@pytest.mark.parametrize("values", [{"available_until": date(2098, 12, 1)}, {"available_from": date(2099, 6, 1)}])
def test_a_day_saved_alone_has_to_agree_with_the_day_that_is_kept(values: dict[str, date]) -> None:
    account = make_volunteer()
    kept = {"available_from": date(2099, 1, 1), "available_until": date(2099, 3, 1)}
    acts.save_step(actor=account, profile=account.profile, step="availability", values=kept)
    with pytest.raises(Incomplete) as refusal:
        acts.save_step(actor=account, profile=account.profile, step="availability", values=values)
    assert [problem.place for problem in refusal.value.problems] == ["available_until"]


def test_nobody_worked_before_birth() -> None:
    profile = make_volunteer().profile
    assert profile.birth_date is not None
    early = add_months(profile.birth_date, -5 * 12)
    with pytest.raises(Incomplete) as caught:
        acts.save_experience(actor=profile.account, profile=profile, title="Nurse", organisation="Clinic", starts=early)
    assert [problem.place for problem in caught.value.problems] == ["starts"]
    assert not profile.experience.exists()


def test_an_availability_does_not_end_on_a_day_that_has_passed_unless_it_ended_so_before() -> None:
    account = make_volunteer()
    yesterday = timezone.localdate() - timedelta(days=1)
    days = {"available_from": yesterday - timedelta(days=30), "available_until": yesterday}
    form = AvailabilityForm({"wants_online": "on", **days}, profile=account.profile)
    assert form.errors["available_until"] == ["This day has passed. Leave it empty if there is no end."]
    with pytest.raises(Incomplete, match="not saved"):
        acts.save_step(actor=account, profile=account.profile, step="availability", values=days)
    account.profile.available_from, account.profile.available_until = days["available_from"], yesterday
    account.profile.save()
    acts.save_step(actor=account, profile=account.profile, step="availability", values={"hours_a_week": 10})
