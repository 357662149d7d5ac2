"""The same file brought twice at the same moment, with real threads on a real database: everything comes in once."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.at_once import at_once
from tests.core.importing.lists import csv_of, start
from tests.factories import make_category, make_city, make_officer

from minga.assignments.models import Description
from minga.core.audit.verifying import verify
from minga.core.importing.models import Identity
from minga.core.importing.whole import take_all
from minga.partners.models import Organisation

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]
HEADER = ("id", "title", "host", "country", "city", "seats")
ROWS = [(str(number), f"Post {number}", f"Host {number % 7}", "CN", "Beijing", "2") for number in range(40)]


def test_the_same_file_taken_by_three_at_once_comes_in_once() -> None:
    make_category("community")
    make_city()
    officers = [make_officer() for _ in range(3)]
    batches = [start(officer, "opportunities", csv_of(HEADER, *ROWS)) for officer in officers]
    pairs = zip(officers, batches, strict=True)
    done = at_once(*((lambda one=one, batch=batch: take_all(actor=one, batch=batch)) for one, batch in pairs))
    assert [getattr(batch, "state", batch) for batch in done] == ["taken"] * 3
    counted: Counter[str] = Counter()
    for batch in done:
        counted.update({name: batch.counts[name] for name in ("created", "updated", "unchanged", "bad")})
    assert counted == {"created": 40, "updated": 0, "unchanged": 80, "bad": 0}
    assert (Description.objects.count(), Organisation.objects.count()) == (40, 7)
    assert Identity.objects.count() == 47
    assert verify().findings == []


def test_two_presses_on_the_same_import_take_it_once() -> None:
    make_category("community")
    make_city()
    officer = make_officer()
    batch = start(officer, "opportunities", csv_of(HEADER, *ROWS))
    seen = batch.version
    done = at_once(*[lambda: take_all(actor=officer, batch=batch, seen=seen)] * 2)
    assert sorted(type(result).__name__ for result in done) == ["Batch", "Stale"]
    assert Description.objects.count() == 40
