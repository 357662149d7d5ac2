"""The longlist: its order and reasons, weights, decisions about many with a preview, undo, taking it away."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests import factories as make
from tests.assignments.selection_world import applied, not_eligible
from tests.clients import signed_in

from minga.assignments.actions.longlist import refresh_longlist
from minga.assignments.actions.shortlist import set_weights
from minga.assignments.matching import candidates_of, post_of
from minga.assignments.models import Application, Description
from minga.assignments.models.application import SCORE_PARTS
from minga.assignments.queries.longlist import board_of
from minga.core.audit.models import TrailEntry
from minga.core.errors import Incomplete
from minga.core.tables.models import ColumnChoice
from minga.engines.matching import longlist
from minga.people.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(officer: Account) -> Client:
    return signed_in(officer)


def page(client: Client, description: Description, query: str = "") -> str:
    response = client.get(f"/descriptions/{description.ref}/longlist?{query}")
    assert response.status_code == 200
    return response.content.decode()


def numbers(description: Description) -> list[int]:
    return [place.number for place in board_of(description).places]


def test_the_order_is_by_score_and_names_do_not_appear(client, description):
    low, high = applied(description, score=40), applied(description, score=90)
    assert numbers(description) == [high.candidate_number, low.candidate_number]
    shown = page(client, description)
    assert high.account.name not in shown
    assert f"{high.candidate_number} · {high.account.initial}" in shown


def test_a_score_is_rounded_once_and_shown_so_wherever_it_stands(client, description):
    rows = [applied(description, score=0), applied(description, score=0)]
    Application.objects.update(**{f"{part}_score": Decimal("34.37") for part in SCORE_PARTS if part != "motivation"})
    assert board_of(description).places[0].total == 3750  # (4 × 34.37 + 50) ÷ 5 = 37.496
    compared = f"/descriptions/{description.ref}/longlist/compare?c={rows[0].ref}&c={rows[1].ref}"
    shown = [client.get(path).content.decode() for path in (f"/candidates/{rows[0].ref}", compared)]
    for text in (page(client, description), *shown):
        assert "37.50" in text
        assert "34.37" in text


def test_every_part_is_shown_with_what_it_came_from(client, description):
    applied(
        description,
        evidence={"languages": [{"code": "language", "item": "fr", "required": "B2", "actual": "C1", "points": 10000}]},
    )
    shown = page(client, description)
    for words in ("Skills", "Languages", "Experience", "Availability", "Motivation", "French: C1, B2 asked"):
        assert words in shown
    assert "No officer has rated it yet" in shown


def test_who_is_not_eligible_stands_apart_with_the_reasons_counted(client, description):
    applied(description)
    not_eligible(description), not_eligible(description), not_eligible(description, rule="language")
    shown = page(client, description)
    assert "4 applied · 1 eligible" in shown
    assert "3 people are not eligible" in shown
    assert "2 for age" in shown
    assert "1 for language" in shown
    assert "At most 26 years old" in page(client, description, "show=refused")


def test_drafts_and_withdrawn_ones_are_not_on_it(description):
    applied(description, state="draft"), applied(description, state="withdrawn")
    assert board_of(description).applied == 0


def test_weights_change_the_order_and_need_a_reason(client, description, officer):
    skilled = applied(description, score=10)
    Application.objects.filter(pk=skilled.pk).update(skills_score=100)
    even = applied(description, score=50)
    assert numbers(description) == [even.candidate_number, skilled.candidate_number]
    with pytest.raises(Incomplete):
        set_weights(actor=officer, description=description, weights={"skills": 9}, reason=" ")
    parts = {"skills": 100, "languages": 0, "experience": 0, "availability": 0, "motivation": 0}
    answer = client.post(f"/descriptions/{description.ref}/longlist/weights", {**parts, "reason": "It is a craft."})
    assert answer.status_code == 302
    description.refresh_from_db()
    assert numbers(description) == [skilled.candidate_number, even.candidate_number]
    assert TrailEntry.objects.get(verb="set_weights").reason == "It is a craft."


def test_a_rating_of_the_motivation_raises_and_lowers(client, description):
    first, second = applied(description), applied(description)
    for row, score in ((first, "90"), (second, "10")):
        client.post(f"/candidates/{row.ref}/rate", {"score": score, "version": row.version})
    assert numbers(description) == [first.candidate_number, second.candidate_number]
    assert "Rated by the officer." in page(client, description)


def test_protected_attributes_never_reach_the_order_through_the_adapter(description):
    rows = [applied(description, account=make.make_volunteer(age=20 + at)) for at in range(4)]
    post = post_of(description)

    def order() -> list[tuple[str, int]]:
        found = candidates_of(description.applications.all())
        return [
            (entry.candidate_id, entry.total) for entry in longlist(post=post, candidates=list(found.values())).entries
        ]

    before = order()
    assert len(before) == 4
    for at, row in enumerate(rows):
        profile = row.account.profile
        profile.birth_date = date(1990 + 3 * at, 2, 3)
        profile.second_nationality = make.make_country("KE")
        profile.about = "She is 34, has a disability, and smiles on her photograph."
        profile.phone = "+1"
        profile.save()
        Account.objects.filter(pk=row.account_id).update(
            name=["Anna", "Zhang", "Omar", "Ngozi"][at], local_name="名字", email=f"other{at}@example.org"
        )
    assert order() == before


def test_holding_everyone_against_the_post_again_finds_changed_profiles(client, description, officer):
    row = applied(description, account=make.make_volunteer(age=24))
    make.make_category(max_age=26)
    row.account.profile.birth_date = date(1980, 1, 1)
    row.account.profile.save()
    refresh_longlist(actor=officer, description=description)
    row.refresh_from_db()
    assert row.languages_score == Decimal(100)
    assert [place.pk for place in board_of(description).places] == []
    assert board_of(description).reasons == [("age", 1)]
    client.post(f"/descriptions/{description.ref}/longlist/refresh")
    assert board_of(description).applied == 1


def decide(client: Client, description: Description, verb: str, rows: list[Application], reason: str = ""):
    chosen = " ".join(f"{row.ref}:{row.version}" for row in rows)
    return client.post(f"/descriptions/{description.ref}/decide", {"verb": verb, "chosen": chosen, "reason": reason})


def states(*rows: Application) -> list[str]:
    return [Application.objects.get(pk=row.pk).state for row in rows]


def test_a_preview_says_who_can_be_and_who_cannot_and_changes_nothing(client, description):
    best = applied(description, score=90)
    refused, there = not_eligible(description), applied(description, state="shortlisted", score=95)
    query = "&".join(f"c={row.ref}" for row in (best, refused, there))
    response = client.get(f"/descriptions/{description.ref}/decide?verb=shortlist&{query}")
    shown = response.content.decode()
    assert response.status_code == 200
    assert "This happens to 1 candidate" in shown
    assert "2 candidates stay as they are" in shown
    assert "Not met: At most 26 years old" in shown
    assert states(best, refused, there) == ["longlisted", "longlisted", "shortlisted"]


def test_the_best_are_shortlisted_at_once_and_taken_back_by_one_press(client, description):
    rows = [applied(description, score=90 - at) for at in range(5)]
    assert decide(client, description, "shortlist", rows[:3]).status_code == 302
    assert states(*rows) == ["shortlisted"] * 3 + ["longlisted"] * 2
    assert "3 candidates are on the shortlist now" in page(client, description)
    client.post(f"/descriptions/{description.ref}/decide/undo")
    assert states(*rows) == ["longlisted"] * 5
    assert client.post(f"/descriptions/{description.ref}/decide/undo").status_code == 422


def test_leaving_the_order_needs_a_reason_which_stays_beside_the_candidate(client, description):
    rows = [applied(description, score=90 - at) for at in range(3)]
    response = decide(client, description, "shortlist", rows[1:2])
    assert response.status_code == 422
    assert "You differ from the order: 1 candidate" in response.content.decode()
    assert decide(client, description, "shortlist", rows[1:2], reason="Speaks the dialect.").status_code == 302
    assert Application.objects.get(pk=rows[1].pk).officer_note == "Speaks the dialect."


def test_all_that_match_are_decided_with_one_reason(client, description):
    high = [applied(description, score=80) for _ in range(3)]
    low = [applied(description, score=20) for _ in range(60)]
    path = f"/descriptions/{description.ref}/decide"
    shown = client.get(f"{path}?verb=not_select&all=1&show=open&at_least=0").content.decode()
    assert "This happens to 63 candidates" in shown
    shown = client.get(f"{path}?verb=shortlist&all=1&show=open&at_least=60").content.decode()
    assert "This happens to 3 candidates" in shown
    assert decide(client, description, "not_select", low, reason="Thank you.").status_code == 302
    assert set(states(*low)) == {"not_selected"}
    assert states(*high) == ["longlisted"] * 3
    assert Application.objects.get(pk=low[0].pk).told_at is not None


def test_where_somebody_was_quicker_nothing_is_done_and_the_preview_shows_how_it_stands(client, description):
    rows = [applied(description, score=90), applied(description, score=80)]
    Application.objects.filter(pk=rows[0].pk).update(state="withdrawn", version=5)
    response = decide(client, description, "shortlist", rows)
    assert response.status_code == 409
    said = response.content.decode().partition("Something changed since you looked")[2].partition("</div>")[0]
    assert "Withdrawn" in said, "what changed is named"
    assert said.count("<li>") == 1
    assert states(*rows) == ["withdrawn", "longlisted"]


def test_two_to_four_stand_side_by_side(client, description):
    rows = [applied(description, score=90 - at) for at in range(5)]
    path = f"/descriptions/{description.ref}/longlist/compare"
    assert client.get(f"{path}?c={rows[0].ref}").status_code == 302
    shown = client.get(path + "?" + "&".join(f"c={row.ref}" for row in rows)).content.decode()
    assert "1 is left out" in shown
    assert shown.count("I would like to help.") == 4


def test_columns_are_chosen_and_kept_for_each_account(client, description, officer):
    applied(description)
    assert "Applied on</th>" not in page(client, description)
    client.post("/tables/assignments.longlist/columns", {"column": ["submitted"], "next": "/"})
    shown = page(client, description)
    assert "Applied on</th>" in shown
    assert "Languages</th>" not in shown
    assert "Applied on</th>" not in page(signed_in(make.make_officer()), description)
    client.post("/tables/assignments.longlist/columns", {"usual": "1", "next": "//elsewhere.example"})
    assert not ColumnChoice.objects.filter(account=officer).exists()


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_table_is_taken_away_for_a_purpose_that_the_trail_keeps(client, description, form):
    rows = [applied(description, score=90), applied(description, score=80)]
    path = f"/descriptions/{description.ref}/longlist/export?show=open"
    assert client.post(path, {"format": form, "reason": ""}).status_code == 422
    response = client.post(path, {"format": form, "reason": "For the panel."})
    content = b"".join(response.streaming_content)
    if form == "csv":
        table = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    else:
        table = [[cell.value for cell in line] for line in load_workbook(io.BytesIO(content)).active.iter_rows()]
    assert table[0][:4] == ["Rank", "Candidate", "Initial", "Score"]
    assert [int(line[1]) for line in table[1:]] == [row.candidate_number for row in rows]
    assert all(row.account.name not in str(table) for row in rows)
    entry = TrailEntry.objects.get(verb="take_rows_away")
    assert (entry.reason, entry.changes["rows"]) == ("For the panel.", [None, 2])


def test_others_do_not_see_the_longlist(description):
    applied(description)
    path = f"/descriptions/{description.ref}/longlist"
    for account in (make.make_volunteer(), make.make_focal_point(description.host), make.make_officer(country="KE")):
        assert signed_in(account).get(path).status_code == 403
    assert signed_in(make.make_auditor()).get(path).status_code == 200
    assert signed_in(make.make_auditor()).post(f"{path}/refresh").status_code == 403
    assert Client().get(path).status_code == 302


@pytest.mark.once
@pytest.mark.parametrize("show", ["open", "refused"])
def test_the_page_costs_the_same_at_1_and_at_100_rows(client, description, show):
    made = applied if show == "open" else not_eligible
    made(description)
    page(client, description, f"show={show}")

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, description, f"show={show}")
        return len(queries)

    first = cost()
    for _ in range(99):
        made(description)
    assert cost() == first <= 18


def test_five_thousand_applications_are_put_in_order(client, description):
    people = Account.objects.bulk_create(
        Account(email=f"many{at}@example.org", name=f"Many {at}") for at in range(5000)
    )
    Application.objects.bulk_create(
        Application(
            description=description, account=account, state="longlisted", candidate_number=at + 1,
            skills_score=at % 101, languages_score=(7 * at) % 101, experience_score=(13 * at) % 101,
            availability_score=50, tie_breaker=str(at),
            conditions=[{"rule": "min_age", "subject": "", "ok": at % 50 != 0, "asks": "At least 18"}],
        )
        for at, account in enumerate(people)
    )  # fmt: skip
    shown = page(client, description)
    assert "5000 applied · 4900 eligible" in shown
