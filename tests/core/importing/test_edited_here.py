"""A newer list leaves alone what somebody edited here since, and names it; unless one says that the list counts."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from tests.clients import signed_in
from tests.core.importing.lists import csv_of, outcomes, start, take
from tests.factories import make_category, make_country, make_officer

from minga.assignments.actions.editing import update_section
from minga.assignments.models import Description
from minga.core.importing.queries import preview_of
from minga.core.importing.whole import take_all, undo_all
from minga.partners.actions.editing import edit_organisation
from minga.partners.models import Organisation

pytestmark = pytest.mark.django_db
HEADER = ("id", "title", "host", "country", "summary")


@pytest.fixture
def officer() -> Any:
    make_country("CN")
    make_category("community")
    return make_officer()


def posts(*titles: str, summary: str = "") -> io.BytesIO:
    rows = [(str(number), title, "River Friends", "CN", summary) for number, title in enumerate(titles, start=1)]
    return csv_of(HEADER, *rows)


def edit(officer: Any, title: str) -> None:
    """Give the first draft another title by hand, through its page's action."""
    first = Description.objects.earliest("pk")
    update_section(actor=officer, description=first, section="words", content={"en": {"title": title}})


def titles() -> list[str]:
    return [row.title for row in Description.objects.order_by("pk")]


def test_what_somebody_edited_since_is_named_before_and_stays(officer: Any) -> None:
    take(officer, "opportunities", posts("Watcher", "Driver"))
    colleague = make_officer()
    edit(colleague, "River watcher")
    newer = start(officer, "opportunities", posts("Bank watcher", "Lorry driver"))
    preview = preview_of(newer, actor=officer)
    assert (preview.new, preview.changed, preview.good) == (0, 1, 1)
    [row] = preview.edited
    assert (row.line, row.called, row.who, row.at is not None) == (2, "Bank watcher", str(colleague), True)
    assert outcomes(take_all(actor=officer, batch=newer)) == {"updated": 1, "left": 1}
    assert titles() == ["River watcher", "Lorry driver"]
    again = start(officer, "opportunities", posts("Bank watcher", "Lorry driver"))
    assert [row.line for row in preview_of(again, actor=officer).edited] == [2]


def test_the_lists_values_are_taken_where_one_says_so_and_undoing_brings_the_edit_back(officer: Any) -> None:
    take(officer, "opportunities", posts("Watcher"))
    edit(officer, "River watcher")
    batch = take_all(
        actor=officer, batch=start(officer, "opportunities", posts("Bank watcher")), overwrite=True
    )  # fmt: skip
    assert (outcomes(batch), titles()) == ({"updated": 1}, ["Bank watcher"])
    undo_all(actor=officer, batch=batch)
    assert titles() == ["River watcher"]
    newer = start(officer, "opportunities", posts("Bank watcher"))
    assert [row.who for row in preview_of(newer, actor=officer).edited] == [str(officer)]


def test_what_only_lists_have_changed_goes_on_following_its_list(officer: Any) -> None:
    take(officer, "opportunities", posts("Watcher"))
    undo_all(actor=officer, batch=take(officer, "opportunities", posts("Bank watcher")))
    assert outcomes(take(officer, "opportunities", posts("River watcher"))) == {"updated": 1}
    assert titles() == ["River watcher"]


def test_an_edit_stays_where_the_list_says_what_it_said(officer: Any) -> None:
    take(officer, "opportunities", posts("Watcher"))
    edit(officer, "River watcher")
    assert outcomes(take(officer, "opportunities", posts("Watcher"))) == {"unchanged": 1}
    assert titles() == ["River watcher"]


def test_a_line_that_stands_twice_is_left_twice_and_one_that_contradicts_it_is_named(officer: Any) -> None:
    take(officer, "opportunities", posts("Watcher"))
    edit(officer, "River watcher")
    row = ("1", "Bank watcher", "River Friends", "CN", "")
    batch = start(officer, "opportunities", csv_of(HEADER, row, row, ("1", "Other", "River Friends", "CN", "")))
    preview = preview_of(batch, actor=officer)
    assert ([row.line for row in preview.edited], [row.line for row in preview.bad]) == ([2, 3], [4])
    assert outcomes(take_all(actor=officer, batch=batch)) == {"left": 2, "bad": 1}


def test_an_organisation_edited_before_its_review_is_left_alone_too(officer: Any) -> None:
    header = ("id", "name", "country", "website")
    take(officer, "organisations", csv_of(header, ("1", "River Friends", "CN", "")))
    host = Organisation.objects.get(name="River Friends")
    edit_organisation(actor=officer, organisation=host, fields={"website": "https://own.example.org"})
    newer = csv_of(header, ("1", "River Friends", "CN", "https://list.example.org"))
    assert outcomes(take(officer, "organisations", newer)) == {"left": 1}
    host.refresh_from_db()
    assert host.website == "https://own.example.org"


def test_the_page_names_them_and_has_a_button_for_the_lists_values(officer: Any) -> None:
    take(officer, "opportunities", posts("Watcher"))
    edit(officer, "River watcher")
    batch = start(officer, "opportunities", posts("Bank watcher"))
    client = signed_in(officer)
    page = client.get(f"/imports/{batch.ref}").content.decode()
    assert "Edited here since the last import" in page
    assert "Use the list&#x27;s values for the 1 edited row too" in page or "Use the list's values for the 1" in page
    assert "Import 0 good rows" not in page
    client.post(f"/imports/{batch.ref}/take", {"version": batch.version})
    batch.refresh_from_db()
    assert (batch.counts["left"], titles()) == (1, ["River watcher"])
    assert "left as edited here" in client.get(f"/imports/{batch.ref}").content.decode()
    batch = start(officer, "opportunities", posts("Bank watcher"))
    client.post(f"/imports/{batch.ref}/take", {"version": batch.version, "overwrite": "1"})
    assert titles() == ["Bank watcher"]


def test_the_command_names_them_and_takes_the_lists_values_when_told(officer: Any, tmp_path: Path) -> None:
    take(officer, "opportunities", posts("Watcher"))
    edit(officer, "River watcher")
    path = tmp_path / "list.csv"
    path.write_bytes(posts("Bank watcher").getvalue())

    def run(*flags: str) -> tuple[str, str]:
        out, err = io.StringIO(), io.StringIO()
        call_command("import", "opportunities", str(path), "--source", "list", *flags, stdout=out, stderr=err)
        return out.getvalue(), err.getvalue()

    out, err = run("--preview")
    assert "0 left out, 1 edited here since" in out
    assert f"line 2, Bank watcher: edited here since by {officer}" in err
    out, err = run()
    assert "left as edited here 1" in out
    assert "left as it is without --overwrite" in err
    run("--overwrite")
    assert titles() == ["Bank watcher"]


@pytest.mark.parametrize("many", [2, 40])
def test_naming_them_costs_the_same_for_many(officer: Any, many: int, django_assert_max_num_queries: Any) -> None:
    take(officer, "opportunities", posts(*(f"Watcher {number}" for number in range(many))))
    for row in Description.objects.all():
        update_section(actor=officer, description=row, section="words", content={"en": {"title": "By hand"}})
    batch = start(officer, "opportunities", posts(*(f"Bank watcher {number}" for number in range(many))))
    with django_assert_max_num_queries(14):
        assert len(preview_of(batch, actor=officer).edited) == many
