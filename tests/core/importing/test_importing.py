"""An import: matched, looked at, taken, repeated without harm, changed by a newer list, undone as a whole."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.factories import make_account, make_administrator, make_country, make_officer, make_organisation

from minga.core.errors import IllegalTransition, Incomplete, NotAllowed, Refused, Stale
from minga.core.importing.actions.looking import drop_import, match_columns
from minga.core.importing.bringing import start_import
from minga.core.importing.models import Batch, Identity
from minga.core.importing.queries import preview_of
from minga.core.importing.whole import take_all, undo_all
from minga.partners.actions.editing import edit_organisation
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db
HEADER = ("Org ID", "Organisation", "Country", "Website", "Kind")
ROWS = (
    ("1", "River Friends", "CN", "https://river.example.org", "civil_society"),
    ("2", "Lake Friends", "CN", "", ""),
)


@pytest.fixture
def officer() -> Any:
    return make_officer()


def test_columns_are_found_by_name_label_and_alias(officer: Any) -> None:
    batch = start(officer, "organisations", csv_of(HEADER, *ROWS))
    assert batch.mapping == {
        "id": "Org ID", "name": "Organisation", "country": "Country", "website": "Website", "type": "Kind",
        "does": "=host",
    }  # fmt: skip
    preview = preview_of(batch, actor=officer)
    assert (preview.total, preview.new, preview.changed, preview.unchanged, len(preview.bad)) == (2, 2, 0, 0, 0)
    assert not Organisation.objects.exists()


def test_good_rows_are_taken_and_the_same_file_again_changes_nothing(officer: Any) -> None:
    assert outcomes(take(officer, "organisations", csv_of(HEADER, *ROWS))) == {"created": 2}
    first = Organisation.objects.get(name="River Friends")
    assert (first.state, first.type, first.website) == ("applied", "civil_society", "https://river.example.org")
    assert first.sources == ["Imported from: list"]
    before = list(Organisation.objects.order_by("pk").values())
    assert outcomes(take(officer, "organisations", csv_of(HEADER, *ROWS))) == {"unchanged": 2}
    assert list(Organisation.objects.order_by("pk").values()) == before


def test_another_source_is_another_list(officer: Any) -> None:
    take(officer, "organisations", csv_of(HEADER, *ROWS))
    others = [(number, f"{name} of another list", *rest) for number, name, *rest in ROWS]
    assert outcomes(take(officer, "organisations", csv_of(HEADER, *others), source="other")) == {"created": 2}


def test_a_newer_list_changes_its_rows_and_undoing_restores_them(officer: Any) -> None:
    take(officer, "organisations", csv_of(HEADER, *ROWS))
    newer = csv_of(HEADER, ROWS[0], ("2", "Lake Friends of Yunnan", "CN", "lake.example.org", "foundation"))
    batch = start(officer, "organisations", newer)
    preview = preview_of(batch, actor=officer)
    assert (preview.new, preview.changed, preview.unchanged) == (0, 1, 1)
    batch = take_all(actor=officer, batch=batch)
    assert outcomes(batch) == {"updated": 1, "unchanged": 1}
    assert Organisation.objects.filter(name="Lake Friends of Yunnan", website="https://lake.example.org").exists()
    batch = undo_all(actor=officer, batch=batch)
    assert outcomes(batch) == {"undone": 1, "unchanged": 1}
    assert Organisation.objects.filter(name="Lake Friends", website="", type="unknown").exists()


def test_every_bad_row_is_named_with_line_column_and_remedy_and_the_good_ones_are_taken(officer: Any) -> None:
    file = csv_of(
        HEADER, ("1", "", "CN", "", ""), ROWS[1], ("3", "C", "Nowhere", "no address", "club"), ("4", "D", "CN", "", "")
    )
    batch = start(officer, "organisations", file)
    looked_at = [(row.line, problem[0]) for row in preview_of(batch, actor=officer).bad for problem in row.problems]
    batch = take_all(actor=officer, batch=batch)
    assert outcomes(batch) == {"created": 2, "bad": 2}
    assert bad(batch) == looked_at == [(2, "Organisation"), (4, "Country"), (4, "Kind"), (4, "Website")]
    assert all(problem[1] and problem[2] for row in batch.taken.filter(outcome="bad") for problem in row.problems)


def test_a_row_with_too_many_cells_is_left_out(officer: Any) -> None:
    file = io.BytesIO(b"name,country\nA,CN\nB,CN,more\nC,CN\n")
    batch = take(officer, "organisations", file)
    assert outcomes(batch) == {"created": 2, "bad": 1}
    assert [row.line for row in batch.taken.filter(outcome="bad")] == [3]


def test_undoing_keeps_what_somebody_works_with(officer: Any) -> None:
    batch = take(officer, "organisations", csv_of(HEADER, *ROWS))
    edit_organisation(
        actor=officer, organisation=Organisation.objects.get(name="River Friends"), fields={"short_name": "RF"}
    )
    batch = undo_all(actor=officer, batch=batch)
    assert outcomes(batch) == {"undone": 1, "kept": 1}
    assert [row.name for row in Organisation.objects.all()] == ["River Friends"]
    with pytest.raises(IllegalTransition):
        undo_all(actor=officer, batch=batch)


def test_undoing_keeps_what_others_stand_below(officer: Any) -> None:
    batch = take(officer, "organisations", csv_of(HEADER, *ROWS))
    make_organisation(parent=Organisation.objects.get(name="Lake Friends"))
    assert outcomes(undo_all(actor=officer, batch=batch)) == {"undone": 1, "kept": 1}


def test_after_undoing_the_same_file_comes_in_again(officer: Any) -> None:
    undo_all(actor=officer, batch=take(officer, "organisations", csv_of(HEADER, *ROWS)))
    assert not Organisation.objects.exists()
    assert not Identity.objects.exists()
    assert outcomes(take(officer, "organisations", csv_of(HEADER, *ROWS))) == {"created": 2}


def test_the_mapping_is_kept_for_the_next_file_with_the_same_headings(officer: Any) -> None:
    header = ("A", "B")
    with pytest.raises(Incomplete, match="match"):
        start(officer, "organisations", csv_of(header, ("River", "x")), name="", country="=CN")
    take(officer, "organisations", csv_of(header, ("River", "x")), name="A", country="=CN")
    again = start(officer, "organisations", csv_of(header, ("Lake", "y")), source="")
    assert (again.mapping["name"], again.mapping["country"], again.source) == ("A", "=CN", "list")
    with pytest.raises(Incomplete):
        match_columns(actor=officer, batch=again, mapping={"name": "No such", "country": "B"})


def test_a_row_twice_in_one_file_is_one_object(officer: Any) -> None:
    assert outcomes(take(officer, "organisations", csv_of(HEADER, ROWS[0], ROWS[0]))) == {"created": 1, "unchanged": 1}


def test_a_spreadsheet_says_the_same_as_a_csv(officer: Any) -> None:
    book, out = Workbook(), io.BytesIO()
    for row in (HEADER, *ROWS):
        book.active.append(row)
    book.save(out)
    out.seek(0)
    assert outcomes(take(officer, "organisations", out)) == {"created": 2}
    assert outcomes(take(officer, "organisations", csv_of(HEADER, *ROWS))) == {"unchanged": 2}


def test_an_officer_imports_for_their_own_country_only() -> None:
    make_country("CN")
    batch = take(make_officer(country="KE"), "organisations", csv_of(HEADER, *ROWS))
    assert outcomes(batch) == {"bad": 2}
    assert not Organisation.objects.exists()


def test_who_may_not_do_it_by_hand_may_not_import() -> None:
    with pytest.raises(NotAllowed):
        start(make_account(), "organisations", csv_of(HEADER, *ROWS))


def test_an_import_is_its_owners_and_the_administrators(officer: Any) -> None:
    batch = start(officer, "organisations", csv_of(HEADER, *ROWS))
    with pytest.raises(NotAllowed):
        take_all(actor=make_officer(), batch=batch)
    assert take_all(actor=make_administrator(), batch=batch).state == "taken"


def test_a_dropped_file_leaves_no_rows(officer: Any) -> None:
    batch = drop_import(actor=officer, batch=start(officer, "organisations", csv_of(HEADER, *ROWS)))
    assert (batch.state, batch.rows) == ("dropped", [])
    with pytest.raises(Refused):
        take_all(actor=officer, batch=batch)


def test_a_double_press_takes_once(officer: Any) -> None:
    batch = start(officer, "organisations", csv_of(HEADER, *ROWS))
    take_all(actor=officer, batch=batch, seen=batch.version)
    with pytest.raises(Stale):
        take_all(actor=officer, batch=batch, seen=1)
    assert Organisation.objects.count() == 2


def test_no_table_is_refused(officer: Any) -> None:
    with pytest.raises(Refused):
        start_import(actor=officer, kind="organisations", file=io.BytesIO(b"\x89PNG\r\n\x1a\n"), file_name="x.csv")
    assert not Batch.objects.exists()
