"""People from a list: an account each, a letter, no consent; nobody under 18, nobody who has an account already."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.core.importing.lists import bad, csv_of, outcomes, start, take
from tests.factories import make_account, make_country, make_officer

from minga.core.audit.models import TrailEntry
from minga.core.audit.verifying import verify
from minga.core.importing.models import Batch, Identity, TakenRow
from minga.core.importing.whole import undo_all
from minga.people.actions.erasing import erase_account
from minga.people.models import Account, Consent, Skill

pytestmark = pytest.mark.django_db
HEADER = ("E-mail", "Name", "Date of birth", "Nationality", "Languages", "Skills", "Hours a week")
ROW = ("Li.Na@example.org", "Li Na", "1999-05-04", "CN", "zh C2; en B2", "First aid", "12")


@pytest.fixture
def officer() -> Any:
    Skill.objects.create(code="first-aid", title="first aid")
    return make_officer()


def test_a_person_gets_a_profile_and_a_letter_and_gives_no_consent(
    officer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        batch = take(officer, "volunteers", csv_of(HEADER, ROW), source="CYVA 2026")
    assert outcomes(batch) == {"created": 1}
    account = Account.objects.get(email="li.na@example.org")
    assert not account.has_usable_password()
    assert (account.name, account.profile.nationality_id, account.profile.hours_a_week) == ("Li Na", "CN", 12)
    assert dict(account.profile.languages.values_list("language", "level")) == {"zh": "C2", "en": "B2"}
    assert [skill.code for skill in account.profile.skills.all()] == ["first-aid"]
    assert not Consent.objects.exists()
    assert [letter.to for letter in mail.outbox] == [["li.na@example.org"]]
    assert "CYVA 2026" in mail.outbox[0].body


def test_the_same_list_again_changes_nothing_and_a_newer_one_changes_the_row(officer: Any) -> None:
    take(officer, "volunteers", csv_of(HEADER, ROW))
    assert outcomes(take(officer, "volunteers", csv_of(HEADER, ROW))) == {"unchanged": 1}
    newer = take(officer, "volunteers", csv_of(HEADER, (*ROW[:4], "fr A1", "", "5")))
    assert outcomes(newer) == {"updated": 1}
    profile = Account.objects.get(email="li.na@example.org").profile
    assert list(profile.languages.values_list("language", flat=True)) == ["fr"]
    undo_all(actor=officer, batch=newer)
    profile.refresh_from_db()
    assert profile.hours_a_week == 12
    assert profile.skills.count() == 1


def test_what_is_wrong_is_named_without_repeating_what_the_file_says(officer: Any) -> None:
    today = timezone.localdate()
    rows = (
        ("no address", "A", "1999-05-04", "", "", "", ""),
        ("b@example.org", "B", f"{today.year - 17}-01-01", "", "", "", ""),
        ("c@example.org", "C", "yesterday", "Atlantis", "zh fluent", "Flying", "90"),
    )
    batch = take(officer, "volunteers", csv_of(HEADER, *rows))
    assert bad(batch) == [
        (2, "E-mail"), (3, "Date of birth"), (4, "Nationality"), (4, "Date of birth"), (4, "Hours a week"),
        (4, "Languages"), (4, "Skills"),
    ]  # fmt: skip
    kept = json.dumps(list(TakenRow.objects.values_list("problems", flat=True)))
    assert not any(word in kept for word in ("no address", "yesterday", "Atlantis", "fluent"))


def test_somebody_with_an_account_stays_as_they_are(officer: Any) -> None:
    person = make_account(email="li.na@example.org", name="Na")
    assert outcomes(take(officer, "volunteers", csv_of(HEADER, ROW))) == {"bad": 1}
    person.refresh_from_db()
    assert person.name == "Na"


def test_no_list_changes_or_removes_somebody_who_has_signed_in(officer: Any) -> None:
    batch = take(officer, "volunteers", csv_of(HEADER, ROW))
    Account.objects.filter(email="li.na@example.org").update(last_login=timezone.now())
    assert outcomes(take(officer, "volunteers", csv_of(HEADER, (*ROW[:6], "5")))) == {"bad": 1}
    assert outcomes(undo_all(actor=officer, batch=batch)) == {"kept": 1}


def test_undoing_takes_the_person_away_and_the_trail_can_no_longer_be_opened(officer: Any) -> None:
    batch = undo_all(actor=officer, batch=take(officer, "volunteers", csv_of(HEADER, ROW)))
    assert outcomes(batch) == {"undone": 1}
    assert not Account.objects.filter(email="li.na@example.org").exists()
    assert "Li Na" not in str(list(TrailEntry.objects.values_list("change", "reason")))


def many(count: int) -> Any:
    return csv_of(HEADER, *((f"p{n}@example.org", f"Person {n}", *ROW[2:]) for n in range(count)))


def removals() -> int:
    return TrailEntry.objects.filter(verb="remove_imported_account").count()


def test_many_are_removed_together_each_with_its_own_row_in_the_trail(officer: Any) -> None:
    spent = []
    for count in (5, 40):
        batch = take(officer, "volunteers", many(count))
        before = removals()
        with CaptureQueriesContext(connection) as queries:
            assert outcomes(undo_all(actor=officer, batch=batch)) == {"undone": count}
        assert not Account.objects.filter(email__regex=r"^p\d").exists()
        assert removals() - before == count
        spent.append(len(queries))
    assert (spent[1] - spent[0]) / 35 <= 12, "queries for one more person"


def test_where_one_of_many_stays_the_others_go_one_by_one(officer: Any) -> None:
    batch = take(officer, "volunteers", many(6))
    Account.objects.filter(email="p3@example.org").update(last_login=timezone.now())
    assert outcomes(undo_all(actor=officer, batch=batch)) == {"undone": 5, "kept": 1}
    assert Account.objects.filter(email__regex=r"^p\d").get().email == "p3@example.org"
    assert removals() == 5
    assert [finding for finding in verify().findings if finding.kind != "guard"] == []


def test_erasure_leaves_nothing_of_the_person_in_imports(officer: Any) -> None:
    make_country("CN")
    take(officer, "volunteers", csv_of(HEADER, ROW))
    take(officer, "volunteers", csv_of(HEADER, (*ROW[:6], "5")))
    waiting = start(officer, "volunteers", csv_of(HEADER, ROW), source="another")
    account = Account.objects.get(email="li.na@example.org")
    erase_account(actor=account, account=account)
    everything = str([list(model.objects.values()) for model in (Batch, TakenRow, Identity)])
    assert "Li Na" not in everything
    assert "li.na" not in everything.casefold()
    waiting.refresh_from_db()
    assert waiting.state == "dropped"
