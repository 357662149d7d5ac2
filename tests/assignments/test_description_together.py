"""Two people write one description at once, and neither loses a word."""

from __future__ import annotations

import json
from functools import partial

import pytest
from tests import factories as make
from tests.assignments.description_world import complete_description, fresh, seats_of, words_of
from tests.at_once import at_once
from tests.clients import signed_in
from tests.two_pages import Page

from minga.assignments.models import DescriptionText, Seat
from minga.sdgs.models import Target

pytestmark = pytest.mark.django_db


def test_words_are_kept_while_one_types() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    path = f"/descriptions/{description.ref}/edit/words"
    answer = client.post(path, words_of(description, en_tasks="Count trees"), headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    assert description.texts.get(language="en").tasks == "Count trees"


def test_two_people_in_different_texts_lose_nothing() -> None:
    description = complete_description()
    host, officer = make.make_focal_point(description.host), make.make_focal_point(description.host)
    path = f"/descriptions/{description.ref}/edit/words"
    first, second = words_of(description, en_tasks="Theirs"), words_of(description, zhhans_title="我的")
    assert signed_in(host).post(path, first).status_code == 302
    answer = signed_in(officer).post(path, second, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    kept = {row.language: row for row in description.texts.all()}
    assert (kept["en"].tasks, kept["zh-hans"].title) == ("Theirs", "我的")


def test_two_people_in_one_text_see_both_and_nothing_is_overwritten_unseen() -> None:
    description = complete_description()
    path = f"/descriptions/{description.ref}/edit/words"
    mine, theirs = words_of(description, en_tasks="Mine"), words_of(description, en_tasks="Theirs")
    assert signed_in(make.make_focal_point(description.host)).post(path, theirs).status_code == 302
    client = signed_in(make.make_focal_point(description.host))
    assert client.post(path, mine, headers={"X-Autosave": "1"}).status_code == 409
    page = client.post(path, mine)
    body = page.content.decode()
    assert page.status_code == 409
    assert (body.count("Mine"), "Theirs" in body, "Nothing is lost" in body) == (1, True, True)
    assert description.texts.get(language="en").tasks == "Theirs"
    again = client.post(path, mine | {"shown": Page.shown_in(body)})
    assert again.status_code == 302
    assert description.texts.get(language="en").tasks == "Mine"


def test_where_one_text_clashes_the_others_of_both_people_stay() -> None:
    description = complete_description()
    first = signed_in(make.make_focal_point(description.host))
    second = signed_in(make.make_focal_point(description.host))
    path = f"/descriptions/{description.ref}/edit/words"
    old = words_of(description, zhhans_title="第二人的标题")
    first.post(path, words_of(description, en_title="Written by the first", zhhans_title="第一人的标题"))
    page = second.post(path, old)
    assert page.status_code == 409
    shown = {bound.html_name: bound.value() for bound in page.context["form"]}
    assert shown["en-title"] == "Written by the first"
    assert shown["zh-hans-title"] == "第二人的标题"
    second.post(path, {**shown, "shown": Page.shown_in(page.content.decode())})
    titles = dict(DescriptionText.objects.filter(description=description).values_list("language", "title"))
    assert titles == {"en": "Written by the first", "zh-hans": "第二人的标题"}


def test_two_people_in_different_fields_of_one_section_lose_nothing() -> None:
    description = complete_description()
    path = f"/descriptions/{description.ref}/edit/basics"
    one, two = (Page(signed_in(make.make_focal_point(description.host)), path) for _person in range(2))
    assert one.send(hours_a_week="30").status_code == 302
    assert two.send(framework_output="2.1 Cleaner air").status_code == 302
    row = fresh(description)
    assert (row.hours_a_week, row.framework_output) == (30, "2.1 Cleaner air")


def test_targets_that_two_people_choose_add_up() -> None:
    description = complete_description()
    path = f"/descriptions/{description.ref}/edit/goals"
    goal = description.targets.get().goal
    Target.objects.bulk_create(Target(code=code, goal=goal) for code in ("13.1", "13.2"))
    one, two = (Page(signed_in(make.make_focal_point(description.host)), path) for _person in range(2))
    one.send(targets=["13.3", "13.1"])
    assert two.send(targets=["13.2"]).status_code == 302
    assert set(description.targets.values_list("pk", flat=True)) == {"13.1", "13.2"}


def test_people_in_different_sections_do_not_disturb_each_other() -> None:
    description = complete_description()
    old = str(fresh(description).version)
    host = signed_in(make.make_focal_point(description.host))
    assert host.post(f"/descriptions/{description.ref}/edit/words", words_of(description, en_tasks="New")).status_code
    goals = {"version": old, "targets": ["13.3"]}
    assert host.post(f"/descriptions/{description.ref}/edit/goals", goals).status_code == 302


def test_a_new_seat_sent_twice_is_one_seat() -> None:
    description = complete_description()
    client = signed_in(make.make_focal_point(description.host))
    path, first = f"/descriptions/{description.ref}/edit/seats", description.seats.get()
    supervisor = str(first.supervisor_id)
    rows: tuple[dict[str, str], ...] = (
        {"ref": first.ref, "city": "Beijing, CN", "supervisor": supervisor},
        {"ref": "", "key_of_new": "abcdefghjkmn", "city": "Beijing, CN", "supervisor": supervisor},
    )
    for _time in range(2):
        answer = client.post(path, seats_of(description, *rows), headers={"X-Autosave": "1"})
        assert answer.status_code == 204, answer.content
    assert list(Seat.objects.filter(description=description).values_list("number", "ref")) == [
        (1, first.ref),
        (2, "abcdefghjkmn"),
    ]


@pytest.mark.threads
@pytest.mark.django_db(transaction=True)
def test_two_editors_at_once_lose_nothing() -> None:
    """Each writes texts of their own, again and again, by the page and from one starting point."""
    description = complete_description()
    people = {name: signed_in(make.make_focal_point(description.host)) for name in ("tasks", "results", "learning")}
    path = f"/descriptions/{description.ref}/edit/words"
    start = words_of(description)

    def write(name: str) -> list[int]:
        mine, answers = dict(start), []
        for number in range(6):
            mine[f"en-{name}"] = f"{name} {number}"
            answer = people[name].post(path, mine, headers={"X-Autosave": "1"})
            mine["shown"] = json.dumps({key: [text] for key, text in mine.items() if text and key != "shown"})
            answers.append(answer.status_code)
        return answers

    answers = at_once(*(partial(write, name) for name in people))
    row = description.texts.get(language="en")
    assert answers == [[204] * 6] * 3
    assert (row.tasks, row.results, row.learning) == ("tasks 5", "results 5", "learning 5")


def test_words_in_a_language_that_somebody_else_empties_meanwhile_stay_empty_or_are_asked_about() -> None:
    description = complete_description()
    DescriptionText.objects.create(description=description, language="fr", title="Données", tasks="Compter")
    path = f"/descriptions/{description.ref}/edit/words"
    emptied, writing, elsewhere = (Page(signed_in(make.make_focal_point(description.host)), path) for _tab in range(3))
    assert emptied.send(**{"fr-title": "", "fr-tasks": ""}).status_code == 302
    assert elsewhere.send(**{"en-title": "In English only"}).status_code == 302
    assert not description.texts.filter(language="fr").exists()
    answer = writing.send(**{"fr-tasks": "Compter les arbres"})
    assert (answer.status_code, "Compter les arbres" in answer.content.decode()) == (409, True)
    assert not description.texts.filter(language="fr").exists()
    assert writing.send(**{"fr-title": "Données", "fr-tasks": "Compter les arbres"}).status_code == 302
    assert description.texts.get(language="fr").tasks == "Compter les arbres"
    assert description.texts.get(language="en").title == "In English only"
