"""What is said before taking is what happens: rows that would be refused are named, and stay out."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.factories import make_account, make_category, make_country, make_officer, make_organisation

from minga.assignments.models import Description
from minga.core.importing.queries import preview_of
from minga.core.importing.whole import take_all
from minga.partners.models import Organisation
from minga.people.models import Account

pytestmark = pytest.mark.django_db
PEOPLE = ("id", "email", "name", "birth_date")
HOSTS = ("id", "name", "country", "website")


@pytest.fixture
def officer() -> Any:
    for land in ("CN", "KE"):
        make_country(land)
    return make_officer()


def looked_at_and_taken(officer: Any, kind: str, file: Any) -> tuple[list[int], dict[str, int]]:
    """The lines named before and after taking (which are the same), and what happened."""
    batch = start(officer, kind, file)
    preview = preview_of(batch, actor=officer)
    ahead = (preview.new, preview.changed, preview.unchanged, [row.line for row in preview.bad])
    batch = take_all(actor=officer, batch=batch)
    counts = batch.counts
    assert ahead == (counts["created"], counts["updated"], counts["unchanged"], [line for line, _column in bad(batch)])
    return ahead[3], dict(outcomes(batch))


def test_whoever_has_an_account_is_named_before_and_so_is_an_address_that_comes_twice(officer: Any) -> None:
    make_account(email="Known@example.org")
    rows = [("1", "known@example.org", "A", "1990-01-02"), ("2", "new@example.org", "B", "1990-01-02"),
            ("3", "NEW@example.org", "C", "1990-01-02")]  # fmt: skip
    assert looked_at_and_taken(officer, "volunteers", csv_of(PEOPLE, *rows)) == ([2, 4], {"created": 1, "bad": 2})


def test_whoever_has_signed_in_since_is_named_before(officer: Any) -> None:
    take(officer, "volunteers", csv_of(PEOPLE, ("1", "a@example.org", "A", "1990-01-02")))
    Account.objects.filter(email="a@example.org").update(last_login=timezone.now())
    newer = csv_of(PEOPLE, ("1", "a@example.org", "Anna", "1990-01-02"))
    assert looked_at_and_taken(officer, "volunteers", newer) == ([2], {"bad": 1})


def test_an_organisation_that_stands_here_is_not_doubled_nor_changed_once_it_is_looked_at(officer: Any) -> None:
    make_organisation(name="River Friends", names={"en": "River Friends", "zh-hans": "河流之友"})
    rows = [("1", "河流之友", "CN", ""), ("2", "Lake Friends", "CN", ""), ("3", "lake friends", "CN", ""),
            ("4", "Lake Friends", "KE", "")]  # fmt: skip
    assert looked_at_and_taken(officer, "organisations", csv_of(HOSTS, *rows)) == (
        [2, 4, 5], {"created": 1, "bad": 3},
    )  # fmt: skip
    Organisation.objects.filter(name="Lake Friends").update(state="registered", about={"en": "Own words."})
    newer = csv_of(HOSTS, ("2", "Lake Friends", "CN", "https://lake.example.org"))
    assert looked_at_and_taken(officer, "organisations", newer) == ([2], {"bad": 1})
    assert Organisation.objects.get(name="Lake Friends").about == {"en": "Own words."}


def test_posts_of_other_countries_and_posts_that_were_sent_on_are_named_before(officer: Any) -> None:
    make_category("community")
    header = ("id", "title", "host", "country")
    rows = [("1", "Watcher", "River Friends", "CN"), ("2", "Watcher", "Far Friends", "KE")]
    assert looked_at_and_taken(officer, "opportunities", csv_of(header, *rows)) == ([3], {"created": 1, "bad": 1})
    Description.objects.update(state="submitted")
    newer = csv_of(header, ("1", "River watcher", "River Friends", "CN"))
    assert looked_at_and_taken(officer, "opportunities", newer) == ([2], {"bad": 1})


def test_a_post_names_its_host_entity_in_any_language(officer: Any) -> None:
    make_category("community")
    host = make_organisation(
        name="River Friends", names={"en": "River Friends", "zh-hans": "绿色江河"}, short_name="RF"
    )
    header = ("id", "title", "host", "country")
    rows = [
        (str(number), "Watcher", name, "CN")
        for number, name in enumerate(("綠色江河", "绿色江河", "rf", "river friends"))
    ]
    assert outcomes(take(officer, "opportunities", csv_of(header, *rows))) == {"created": 4}
    assert {row.host for row in Description.objects.all()} == {host}
