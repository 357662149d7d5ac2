"""Cards of opportunities: what stands on them is true now, whether the index keeps their parts or not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from tests import factories as make

from minga.assignments.actions.editing import update_section
from minga.assignments.actions.opportunity_index import refresh_all, refresh_opportunity
from minga.assignments.models import Description, Favourite, OpportunityRow
from minga.assignments.pages.opportunity_card import cards_of
from minga.assignments.queries.opportunities import Search, find
from minga.assignments.queries.opportunity_cards import card_parts, card_rows
from minga.assignments.queries.opportunity_segments import Column
from minga.places.models import City
from minga.sdgs.models import Goal, Target

LISTS = st.lists(st.lists(st.sampled_from("abcde"), max_size=3, unique=True), max_size=12)


def published(**fields: Any) -> Description:
    description = make.make_description(**fields)
    refresh_opportunity(description)
    return description


def words_of(*descriptions: Description) -> list[str]:
    return [card.words for card in cards_of(card_rows([row.pk for row in descriptions]))]


def climate() -> Target:
    goal = Goal.objects.create(number=13, colour="#3F7E44", short={"en": "Climate action"})
    return Target.objects.create(code="13.1", goal=goal)


def sign_in(client: Client, account: Any) -> None:
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")


@given(lists=LISTS, wanted=st.sets(st.sampled_from("abcdef")), data=st.data())
def test_columns_find_and_count_as_lists_do(lists: list[list[str]], wanted: set[str], data: Any) -> None:
    column = Column(lists)
    having = column.having(wanted, size=len(lists))
    assert having.tolist() == [bool(wanted & set(values)) for values in lists]
    chosen = sorted(data.draw(st.sets(st.integers(0, len(lists) - 1)))) if lists else []
    found = [value for number in chosen for value in lists[number]]
    rows = np.array(chosen, dtype=np.int64)
    assert column.counts(rows) == {value: found.count(value) for value in set(found)}


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 20])
def test_a_page_of_cards_asks_one_question_and_names(django_assert_num_queries: Any, many: int) -> None:
    rows = [published(seats=2) for _ in range(many)]
    with django_assert_num_queries(4):  # cities, countries and goals are kept outside a transaction
        assert len(words_of(*rows)) == many


@pytest.mark.django_db
def test_a_card_says_the_same_whether_the_index_keeps_its_parts_or_not() -> None:
    target = climate()
    here, there = make.make_city(name="Beijing"), make.make_city(country="KE", name="Nairobi")
    rows = [
        make.make_description(texts={"en": "Air officer", "zh-hans": "空气官员"}),
        make.make_description(texts={"fr": "Chargé de l’air"}, duration_months=None, duration_weeks=8),
        make.make_description(track="online", seats=3, closes_on=None),
        make.make_description(texts={}, closes_on=timezone.localdate()),
        make.make_description(seats=2),
    ]
    rows[0].targets.add(target)
    rows[4].seats.filter(number=1).update(city=here)
    rows[4].seats.filter(number=2).update(city=there)
    for language in ("en", "zh-hans"):
        with override(language):
            OpportunityRow.objects.all().delete()
            read = words_of(*rows)
            refresh_all()
            assert words_of(*rows) == read
    with override("en"):
        first, second, third, fourth, fifth = words_of(*rows)
    assert "Beijing, CN" in first and "Closes in 30 days" in first and "mg-goal" in first
    assert 'lang="fr"' in second and "8 weeks" in second and " seat" not in second
    assert "From home" in third and "<span>3 seats</span>" in third and "Open until the seats are filled" in third
    assert rows[3].number in fourth and "op-urgent" in fourth and "Closes today" in fourth
    assert "2 cities" in fifth


@pytest.mark.django_db
def test_what_the_index_does_not_keep_after_an_upgrade_is_read(client: Client) -> None:
    published(texts={"en": "Air officer"}, seats=4)
    OpportunityRow.objects.update(card=None)
    page = client.get("/opportunities").content.decode()
    assert "Air officer" in page and "4 seats" in page


@pytest.mark.django_db
def test_each_change_of_an_open_post_stands_on_its_card_at_once(client: Client) -> None:
    description = published(texts={"en": "Air officer"})
    officer, nairobi = make.make_officer(), make.make_city(country="KE", name="Nairobi")
    seat = description.seats.get()
    changes: list[tuple[str, dict[str, Any], str]] = [
        ("seats", {"seats": [{"ref": seat.ref, "city": nairobi}]}, "Nairobi, "),
        ("seats", {"seats": [{"key_of_new": "a-new-seat", "city": nairobi}]}, "2 seats"),
        ("seats", {"seats": [{"ref": seat.ref, "is_cancelled": True}]}, "</span></p>"),
        ("publication", {"closes_on": timezone.localdate() + timedelta(days=5)}, "Closes in 5 days"),
    ]
    for section, content, seen in changes:
        before = words_of(description)
        update_section(actor=officer, description=description, section=section, content=content)
        assert OpportunityRow.objects.get().card == card_parts(Description.objects.get())
        card = words_of(description)[0]
        assert seen in card and [card] != before
        assert card in client.get("/opportunities?sort=newest").content.decode()


@pytest.mark.django_db
def test_names_of_hosts_and_categories_are_read_as_they_stand(client: Client) -> None:
    description = published()
    type(description.host).objects.update(name="House of Kingfishers", names={})
    type(description.category).objects.update(names={"en": "Wayfarer"})
    sign_in(client, make.make_volunteer())
    card = client.get("/opportunities").content.decode().split('class="op-card"')[1]
    assert "House of Kingfishers" in card and "Wayfarer" in card


@pytest.mark.django_db
def test_what_is_written_on_a_card_is_text(client: Client) -> None:
    description = published(texts={"en": '<img src=x onerror="alert(1)"> & Co'})
    type(description.host).objects.update(name="<b>Bold</b>", names={})
    type(description.category).objects.update(names={"en": "<i>"})
    page = client.get("/opportunities").content.decode()
    assert "<img src=x" not in page and "<b>Bold" not in page and "<i>" not in page
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; Co" in page and "&lt;b&gt;Bold&lt;/b&gt;" in page


@pytest.mark.django_db
def test_a_post_kept_in_mind_that_closed_says_so(client: Client) -> None:
    description, volunteer = published(texts={"en": "Air officer"}), make.make_volunteer()
    Favourite.objects.create(account=volunteer, description=description)
    sign_in(client, volunteer)
    assert "Closes in 30 days" in client.get("/opportunities/saved").content.decode()
    Description.objects.update(state="selecting")
    refresh_opportunity(description)
    assert OpportunityRow.objects.get().card is None
    page = client.get("/opportunities/saved").content.decode()
    assert "Air officer" in page and "Closed" in page and "Closes in" not in page


@pytest.mark.django_db
def test_a_day_later_a_card_counts_a_day_less(monkeypatch: pytest.MonkeyPatch) -> None:
    description = published()
    assert "Closes in 30 days" in words_of(description)[0]
    tomorrow = timezone.localdate() + timedelta(days=1)
    monkeypatch.setattr(timezone, "localdate", lambda *_given, **_zone: tomorrow)
    assert "Closes in 29 days" in words_of(description)[0]


@pytest.mark.django_db
def test_two_cities_of_one_name_stand_in_one_order(client: Client) -> None:
    for number in range(6):
        published().seats.update(city=make.make_city(name=f"Taizhou {number}"))
    City.objects.filter(name__startswith="Taizhou").update(name="Taizhou", names={})
    refresh_all()
    page = client.get("/opportunities").content.decode()
    codes = [part.split('"')[0] for part in page.split("?city=")[1:]]
    assert len(codes) == 6 and codes == sorted(codes)


@pytest.mark.django_db(transaction=True)
def test_a_word_is_looked_up_once_until_something_changes(client: Client, django_assert_num_queries: Any) -> None:
    published(texts={"en": "Kingfisher officer"})
    search = Search(words="kingfisher")
    assert find(search).total == 1
    with django_assert_num_queries(1):  # how often the index has changed
        assert find(search).total == 1
    other = published(texts={"en": "Kingfisher nurse"})
    assert find(search).total == 2
    Description.objects.filter(pk=other.pk).update(state="selecting")
    refresh_opportunity(other)
    assert find(search).total == 1


@pytest.mark.django_db
def test_a_heart_is_called_by_what_it_keeps_in_mind(client: Client) -> None:
    titles = ["Air-quality data officer", "Teacher of music"]
    posts = [published(texts={"en": title}) for title in titles]
    client.force_login(make.make_volunteer())
    page = client.get("/opportunities?lang=en").content.decode()
    names = []
    for post in posts:
        button = next(tag for tag in re.findall(r"<button [^>]*>", page) if f'id="keep-{post.ref}"' in tag)
        (parts,) = re.findall(r'aria-labelledby="([^"]+)"', button)
        names.append([re.findall(rf'id="{part}"[^>]*>([^<]+)<', page) for part in parts.split()])
    assert names == [[["Keep in mind"], [title]] for title in titles]
    own = client.get(f"/opportunities/{posts[0].ref}?lang=en").content.decode()
    assert re.search(rf'<h1 id="op-{posts[0].ref}">Air-quality data officer</h1>', own)
    assert f'aria-labelledby="keep-word-{posts[0].ref} op-{posts[0].ref}"' in own
