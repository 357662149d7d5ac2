"""Who agreed to it is told of a new post that fits their profile, once, and of no other."""

from __future__ import annotations

from typing import Any

import pytest
from tests import factories as make
from tests.browser.cast import ready_to_apply

from minga.assignments.actions import new_posts
from minga.assignments.actions.new_posts import tell_whom_new_posts_fit
from minga.assignments.actions.opportunity_index import refresh_opportunity
from minga.assignments.actions.searches import save_search
from minga.assignments.models import Description, SkillRequirement
from minga.core.notices.models import Notice
from minga.people.actions.consents import give_consent, withdraw_consent
from minga.people.models import Account, Skill
from minga.places.models import Country

pytestmark = pytest.mark.django_db


def published(**fields: Any) -> Description:
    description = make.make_description(texts={"en": "Counter of cranes"}, **fields)
    refresh_opportunity(description)
    return description


def agreeing(account: Account | None = None) -> Account:
    account = ready_to_apply(account or make.make_volunteer())
    give_consent(actor=account, account=account, purpose="matching")
    return account


def told(account: Account) -> list[str]:
    tell_whom_new_posts_fit()
    return list(Notice.objects.filter(account=account, kind="assignments.post_fits").values_list("url", flat=True))


def test_a_new_post_is_told_once_to_whom_it_fits() -> None:
    account, description = agreeing(), published()
    assert told(account) == [f"/opportunities/{description.ref}"]
    assert told(account) == [f"/opportunities/{description.ref}"]


def test_nobody_is_told_who_has_not_agreed_or_took_it_back() -> None:
    silent, account = ready_to_apply(make.make_volunteer()), agreeing()
    withdraw_consent(actor=account, account=account, purpose="matching")
    published()
    assert told(silent) == told(account) == []


def test_nobody_is_told_whose_profile_lacks_something_or_who_may_not_apply() -> None:
    unfinished, foreign = make.make_volunteer(), agreeing(make.make_volunteer(nationality="KE"))
    give_consent(actor=unfinished, account=unfinished, purpose="matching")
    published(track="national", country="CN")
    assert told(unfinished) == told(foreign) == []


def test_wishes_count_countries_goals_and_ways_to_serve() -> None:
    elsewhere, home, never = agreeing(), agreeing(), agreeing()
    elsewhere.profile.preferred_countries.add(make.make_country("KE"))
    home.profile.preferred_countries.add(Country.objects.get(pk="CN"))
    never.profile.wants_national = False
    never.profile.save()
    description = published(track="national", country="CN")
    assert told(elsewhere) == told(never) == []
    assert told(home) == [f"/opportunities/{description.ref}"]


def test_where_a_post_names_skills_one_of_them_is_shared() -> None:
    account, other = agreeing(), agreeing()
    skill = Skill.objects.create(code="test:cranes", title="count cranes")
    account.profile.skills.add(skill)
    description = published()
    SkillRequirement.objects.create(description=description, skill=skill, weight=1, is_required=False)
    assert told(account) == [f"/opportunities/{description.ref}"]
    assert told(other) == []


def test_whoever_saved_searches_or_applied_hears_nothing_more() -> None:
    searching, applied = agreeing(), agreeing()
    save_search(actor=searching, name="Frogs", query="q=frogs")
    description = published()
    make.make_application(description=description, account=applied)
    assert told(searching) == told(applied) == []


def test_of_more_posts_than_are_read_at_once_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_posts, "MOST_AT_ONCE", 2)
    account, posts = agreeing(), [published() for _each in range(5)]
    assert sorted(told(account)) == sorted(f"/opportunities/{post.ref}" for post in posts)
