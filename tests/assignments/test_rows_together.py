"""Two people in the rows of one section: what each writes is kept, and only the same field of the same row clashes."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from tests import factories as make
from tests.assignments.description_world import complete_description
from tests.at_once import at_once
from tests.clients import signed_in
from tests.two_pages import Page

from minga.assignments.models import Description, LanguageRequirement, Seat, SkillRequirement
from minga.people.models import Account, Skill

pytestmark = pytest.mark.django_db


def page_of(description: Description, section: str, rows: int, prefix: str) -> Page:
    """The section as one more person has opened it, with so many rows of a list."""
    page = Page(signed_in(make.make_focal_point(description.host)), f"/descriptions/{description.ref}/edit/{section}")
    page.write(**{f"{prefix}-TOTAL_FORMS": str(rows), f"{prefix}-INITIAL_FORMS": "0"})
    return page


def two_seats() -> tuple[Description, Seat, Seat, Account]:
    description = complete_description()
    first = description.seats.get()
    second = Seat.objects.create(description=description, number=2, city=first.city, supervisor=first.supervisor)
    return description, first, second, make.make_supervisor(description.host)


def seats(description: Description) -> Page:
    return page_of(description, "seats", description.seats.count() + 1, "seats")


def supervisors(description: Description) -> list[int | None]:
    return list(description.seats.order_by("number").values_list("supervisor_id", flat=True))


def test_two_people_in_two_seats_are_both_kept() -> None:
    description, first, _second, other = two_seats()
    one, two = seats(description), seats(description)
    assert one.send(**{"seats-0-supervisor": str(other.pk)}).status_code == 302
    assert two.send(autosave=True, **{"seats-1-supervisor": None}).status_code == 204
    assert supervisors(description) == [other.pk, None]
    assert two.send(**{"seats-1-supervisor": str(first.supervisor_id)}).status_code == 302
    assert supervisors(description) == [other.pk, first.supervisor_id]


def test_two_fields_of_one_seat_are_both_kept_and_the_same_field_clashes() -> None:
    description, first, _second, other = two_seats()
    one, two, three = (seats(description) for _person in range(3))
    assert one.send(**{"seats-0-supervisor": str(other.pk)}).status_code == 302
    assert two.send(**{"seats-0-is_cancelled": "on"}).status_code == 302
    first.refresh_from_db()
    assert (first.supervisor_id, first.is_cancelled) == (other.pk, True)
    answer = three.send(**{"seats-0-supervisor": None})
    words = answer.content.decode()
    assert answer.status_code == 409
    assert "Seat 1: Supervisor" in words and str(other) in words and "Seat 2" in words
    first.refresh_from_db()
    assert first.supervisor_id == other.pk
    total = {"seats-TOTAL_FORMS": "3", "seats-INITIAL_FORMS": "0"}
    assert three.send(**{"seats-0-supervisor": None, **total}).status_code == 302
    first.refresh_from_db()
    assert (first.supervisor_id, first.is_cancelled) == (None, True)


def test_a_seat_that_one_adds_stays_while_another_changes_the_others() -> None:
    description, first, _second, other = two_seats()
    one, two = seats(description), seats(description)
    assert one.send(**{"seats-2-city": "Beijing, CN"}).status_code == 302
    assert two.send(**{"seats-0-supervisor": str(other.pk), "seats-2-city": "Beijing, CN"}).status_code == 302
    assert supervisors(description) == [other.pk, first.supervisor_id, None, None]


def test_a_seat_that_one_removes_stays_removed_unless_another_wrote_in_it() -> None:
    description, _first, second, other = two_seats()
    one, two, three = (seats(description) for _person in range(3))
    assert one.send(**{"seats-1-remove": "on"}).status_code == 302
    assert two.send(**{"seats-0-supervisor": str(other.pk)}).status_code == 302
    assert supervisors(description) == [other.pk]
    answer = three.send(**{"seats-1-supervisor": str(other.pk)})
    assert answer.status_code == 409 and "Removed" in answer.content.decode()
    assert not Seat.objects.filter(pk=second.pk).exists()


def test_a_seat_that_one_changed_is_not_removed_unseen() -> None:
    description, _first, second, other = two_seats()
    one, two = seats(description), seats(description)
    assert one.send(**{"seats-1-supervisor": str(other.pk)}).status_code == 302
    assert two.send(**{"seats-1-remove": "on"}).status_code == 409
    assert Seat.objects.filter(pk=second.pk).exists()


def qualifications(description: Description) -> Page:
    page = page_of(description, "qualifications", 4, "languages")
    page.write(**{"skills-TOTAL_FORMS": "4", "skills-INITIAL_FORMS": "0"})
    return page


def languages(description: Description) -> dict[str, str]:
    rows = LanguageRequirement.objects.filter(description=description)
    return dict(rows.values_list("language", "level"))


@pytest.fixture
def asked() -> Description:
    description = complete_description()
    LanguageRequirement.objects.filter(description=description).delete()
    SkillRequirement.objects.filter(description=description).delete()
    for language in ("en", "zh"):
        LanguageRequirement.objects.create(description=description, language=language, level="B2", is_required=True)
    for code, title in (("t:cranes", "count cranes"), ("t:maps", "draw maps"), ("t:boats", "steer boats")):
        Skill.objects.create(code=code, title=title, alternatives=title)
    SkillRequirement.objects.create(description=description, skill_id="t:cranes", weight=1)
    return description


def test_languages_and_skills_of_two_people_add_up(asked: Description) -> None:
    one, two = qualifications(asked), qualifications(asked)
    added = {"languages-2-language": "fr", "languages-2-level": "A2", "skills-1-skill": "maps", "skills-1-weight": "2"}
    assert one.send(**{"languages-0-level": "C2", **added}).status_code == 302
    more = {"languages-2-language": "es", "languages-2-level": "B1", "skills-1-skill": "boats", "skills-1-weight": "3"}
    assert two.send(**{"languages-1-level": "C1", "min_experience_months": "7", **more}).status_code == 302
    assert languages(asked) == {"en": "C2", "zh": "C1", "fr": "A2", "es": "B1"}
    skills = SkillRequirement.objects.filter(description=asked).values_list("skill", "weight")
    assert dict(skills) == {"t:cranes": 1, "t:maps": 2, "t:boats": 3}


def test_the_same_language_added_by_both_is_one_and_clashes_where_its_level_differs(asked: Description) -> None:
    one, two, three = (qualifications(asked) for _person in range(3))
    new = {"languages-2-language": "fr", "languages-2-level": "C1"}
    assert one.send(**new).status_code == 302
    assert two.send(**new).status_code == 302
    answer = three.send(**new | {"languages-2-level": "A1"})
    assert answer.status_code == 409
    assert "French: Level (CEFR)" in answer.content.decode()
    assert languages(asked) == {"en": "B2", "zh": "B2", "fr": "C1"}


def test_rows_kept_as_one_types_stay_those_rows_however_they_were_typed(asked: Description) -> None:
    page = qualifications(asked)
    assert page.send(autosave=True, **{"skills-1-skill": "maps", "skills-1-weight": "1"}).status_code == 204
    assert page.send(autosave=True, **{"skills-1-weight": "3"}).status_code == 204
    assert page.send(autosave=True, **{"skills-1-skill": "boats"}).status_code == 204
    skills = SkillRequirement.objects.filter(description=asked).values_list("skill", "weight")
    assert dict(skills) == {"t:cranes": 1, "t:boats": 3}
    assert page.send(autosave=True, **{"languages-0-remove": "on"}).status_code == 204
    assert page.send(autosave=True, **{"languages-0-remove": None}).status_code == 204
    assert languages(asked) == {"en": "B2", "zh": "B2"}


def test_what_was_saved_while_its_answer_was_lost_is_no_clash(asked: Description) -> None:
    page = qualifications(asked)
    before = page.shown
    new = {"languages-0-level": "C2", "languages-2-language": "fr", "languages-2-level": "A2"}
    assert page.send(autosave=True, **new).status_code == 204
    sent = json.dumps([page.fields])
    page.shown = before  # as if nothing had come back
    assert (
        page.send(autosave=True, sent=sent, **{"languages-0-level": "C1", "languages-2-level": "B1"}).status_code == 204
    )
    assert languages(asked) == {"en": "C1", "zh": "B2", "fr": "B1"}


def test_shares_stand_on_the_page_while_the_host_entity_pays_alone() -> None:
    description = make.make_description(state="draft")
    funder = make.make_organisation(is_funder=True)
    page = page_of(description, "funding", 1, "shares")
    share = {"shares-0-funder": str(funder.pk), "shares-0-percent": "100.00"}
    assert page.send(autosave=True, funding="fully_funded", **share).status_code == 204
    assert page.send(autosave=True, funding="host_funded").status_code == 204
    assert not description.funding_shares.exists()
    assert page.send(autosave=True, funding="fully_funded").status_code == 204
    assert list(description.funding_shares.values_list("funder", "percent")) == [(funder.pk, 100)]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_three_people_in_three_seats_at_once_lose_nothing() -> None:
    description, first, _second, _other = two_seats()
    Seat.objects.create(description=description, number=3, city=first.city)
    people = [make.make_supervisor(description.host) for _number in range(3)]
    pages = [seats(description) for _person in people]

    def write(number: int) -> list[int]:
        answers = []
        for turn in range(5):
            chosen = None if turn % 2 else str(people[number].pk)
            answers.append(pages[number].send(autosave=True, **{f"seats-{number}-supervisor": chosen}).status_code)
        return answers

    answers: list[Any] = at_once(*(partial(write, number) for number in range(3)))
    assert answers == [[204] * 5] * 3
    assert supervisors(description) == [account.pk for account in people]
