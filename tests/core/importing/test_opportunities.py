"""The 665 real opportunities of NYC Service go in by the documented command, once, and out again."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from tests.core.importing.lists import bad, csv_of, outcomes, take
from tests.factories import make_category, make_city, make_officer, make_organisation

from minga.assignments.importing import OpportunityImporter
from minga.assignments.models import Description, Seat
from minga.core.audit.models import TrailEntry
from minga.core.importing.actions import pieces
from minga.core.importing.models import Batch, Identity
from minga.core.importing.whole import undo_all
from minga.core.reference import load_reference
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db
NYC = Path(__file__).parent / "data" / "nyc_opportunities.csv"
OPTIONS = {"source": "NYC Service 2010-2011", "every": ["country=US", "city=New York City"]}
HEADER = ("id", "title", "host", "country", "city", "seats", "start_date", "end_date")


def run(*arguments: str, **options: Any) -> str:
    out = io.StringIO()
    call_command("import", *arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.mark.once
def test_the_real_list_goes_in_by_one_command_once_and_out_again(reference: None) -> None:
    list(load_reference(only=["assignments"]))
    assert "665 rows: 665 new, 0 would change, 0 stay, 0 left out" in run(
        "opportunities", str(NYC), preview=True, **OPTIONS
    )
    assert not Description.objects.exists()
    assert "created 665, changed 0, unchanged 0, left out 0" in run("opportunities", str(NYC), **OPTIONS)
    assert (Description.objects.count(), Organisation.objects.count()) == (665, 261)
    row = Description.objects.get(source="NYC Service 2010-2011, 5141")
    assert (str(row), row.state, row.published_at, row.starts_on) == (
        "Mentor Homeless Youth", "draft", None, date(2011, 9, 19),
    )  # fmt: skip
    assert (row.duration_weeks, row.duration_months, row.seats.count()) == (None, 3, 5)
    assert str(row.seats.first().city) == "New York City"
    assert (row.host.state, row.host.type) == ("applied", "unknown")
    changed = TrailEntry.objects.exclude(target_type="importing.batch").count()
    assert "created 0, changed 0, unchanged 665, left out 0" in run("opportunities", str(NYC), **OPTIONS)
    assert TrailEntry.objects.exclude(target_type="importing.batch").count() == changed
    first = Batch.objects.filter(counts__created=665).get()
    assert "undone 665, kept 0" in run(undo=first.ref)
    assert (Description.objects.count(), Organisation.objects.count(), Seat.objects.count()) == (0, 0, 0)
    assert not Identity.objects.exists()


def test_the_command_says_what_is_wrong_with_the_call(reference: None) -> None:
    for arguments, options, words in (
        ((), {}, "KIND FILE"),
        (("flowers", str(NYC)), {}, "no kind"),
        (("opportunities", "nothing.csv"), {}, "no file"),
        (("opportunities", str(NYC)), {"map": ["colour=title"]}, "no field"),
        (("opportunities", str(NYC)), {"map": ["title"]}, "FIELD="),
        (("opportunities", str(NYC)), {}, "country"),
        (("opportunities", str(NYC)), {"by": "nobody@example.org"}, "Nobody"),
        ((), {"undo": "nothing"}, "no import"),
    ):
        with pytest.raises(CommandError, match=words):
            run(*arguments, **options)


@pytest.fixture
def officer() -> Any:
    make_category("community")
    make_city()
    return make_officer()


def test_an_opportunity_is_a_draft_with_seats_and_length(officer: Any) -> None:
    host = make_organisation(name="River Friends")
    row = ("1", "Teach", "river friends", "CN", "Beijing", "3", "2027-01-04", "2027-03-28")
    assert outcomes(take(officer, "opportunities", csv_of(HEADER, row))) == {"created": 1}
    description = Description.objects.get()
    assert (description.host, description.duration_weeks, description.seats.count()) == (host, 12, 3)
    assert (description.state, description.category.code, description.created_by) == ("draft", "community", officer)


def test_a_row_that_names_no_track_has_the_only_one_of_its_category(officer: Any) -> None:
    online = make_category("online")
    online.tracks = ["online"]
    online.save()
    header = ("title", "host", "country", "category")
    rows = (("Translate", "River", "CN", "online"), ("Plant trees", "River", "CN", "community"))
    assert outcomes(take(officer, "opportunities", csv_of(header, *rows))) == {"created": 2}
    assert {str(row): row.track for row in Description.objects.all()} == {
        "Translate": "online", "Plant trees": "national",
    }  # fmt: skip


def test_more_than_a_hundred_volunteers_are_said_in_words(officer: Any) -> None:
    row = ("1", "Clean", "River", "CN", "Beijing", "2700", "", "")
    take(officer, "opportunities", csv_of(HEADER, row))
    description = Description.objects.get()
    assert description.seats.count() == 100
    assert description.texts.get().conditions.startswith("Volunteers asked for: 2700.")


def test_what_is_wrong_with_an_opportunity_is_named(officer: Any) -> None:
    rows = (
        ("1", "A", "H", "CN", "Atlantis", "3", "", ""),
        ("2", "B", "H", "CN", "Beijing", "0", "2027-05-01", "2027-04-01"),
        ("3", "C", "H", "CN", "Beijing", "few", "01/02/2027", ""),
        ("4", "x" * 161, "H", "Nowhere", "", "1", "", ""),
    )
    batch = take(officer, "opportunities", csv_of(HEADER, *rows))
    assert sorted(bad(batch)) == [
        (2, "city"), (3, "end_date"), (3, "seats"), (4, "seats"), (4, "start_date"), (5, "country"), (5, "title"),
    ]  # fmt: skip
    assert not Organisation.objects.exists()


def test_a_newer_list_changes_a_draft_and_leaves_what_is_no_draft(officer: Any) -> None:
    rows = [("1", "A", "H", "CN", "Beijing", "3", "", ""), ("2", "B", "H", "CN", "Beijing", "1", "", "")]
    take(officer, "opportunities", csv_of(HEADER, *rows))
    Description.objects.filter(source__endswith="2").update(state="submitted")
    newer = [("1", "A new", "H", "CN", "", "1", "", ""), ("2", "B new", "H", "CN", "Beijing", "1", "", "")]
    batch = take(officer, "opportunities", csv_of(HEADER, *newer))
    assert outcomes(batch) == {"updated": 1, "bad": 1}
    changed = Description.objects.get(source__endswith="1")
    assert (str(changed), [seat.city for seat in changed.seats.all()]) == ("A new", [None])
    undo_all(actor=officer, batch=batch)
    changed = Description.objects.get(source__endswith="1")
    assert (str(changed), [str(seat.city) for seat in changed.seats.all()]) == ("A", ["Beijing"] * 3)


def test_undoing_keeps_a_host_that_others_use(officer: Any) -> None:
    row = ("1", "A", "H", "CN", "Beijing", "3", "", "")
    first = take(officer, "opportunities", csv_of(HEADER, row))
    take(officer, "opportunities", csv_of(HEADER, ("2", *row[1:])))
    undo_all(actor=officer, batch=first)
    assert (Description.objects.count(), Organisation.objects.count()) == (1, 1)


def test_undoing_in_many_pieces_reads_each_row_once(officer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make_organisation(name="River Friends")
    rows = [(str(number), f"Post {number}", "River Friends", "CN", "Beijing", "1", "", "") for number in range(6)]
    batch = take(officer, "opportunities", csv_of(HEADER, *rows))
    read: list[str] = []
    find = OpportunityImporter.find

    def reading(importer: OpportunityImporter, target_type: str, target_ref: str) -> Any:
        read.append(target_ref)
        return find(importer, target_type, target_ref)

    monkeypatch.setattr(OpportunityImporter, "find", reading)
    monkeypatch.setattr(pieces, "LONGEST_PIECE", 0.0)
    monkeypatch.setattr("minga.core.importing.whole.A_MOMENT", 0.0)
    undo_all(actor=officer, batch=batch)
    assert not Description.objects.exists()
    assert len(read) == len(set(read)) == 6
