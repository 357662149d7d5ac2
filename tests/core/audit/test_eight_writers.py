"""Eight writers at once, threads with connections of their own on a real database, never fork or lose a link."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection, transaction
from django.utils import timezone
from tests.at_once import at_once
from tests.factories import make_account

from minga.core.acting import together
from minga.core.audit import chaining, sealing, trail
from minga.core.audit.models import PersonKey, TrailEntry
from minga.core.audit.verifying import verify
from minga.people.models import Account

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]

WRITERS = 8
TURNS = 25


def eight_of(work):
    """Run work(number) in eight threads that start together; the errors they raised."""
    ends = at_once(*(partial(work, number) for number in range(WRITERS)))
    return [end for end in ends if isinstance(end, Exception)]


def test_no_link_is_forked_or_lost():
    accounts = [make_account() for _ in range(WRITERS)]

    def work(number):
        for turn in range(TURNS):
            with together():
                account = Account.objects.select_for_update().get(pk=accounts[number].pk)
                before = trail.snapshot(account)
                account.name, account.language = f"name {turn}", f"x{turn}"
                account.save()
                trail.note(actor=account, verb=f"turn_{turn}", target=account, before=before)

    assert eight_of(work) == []
    report = verify()
    assert (report.rows, report.findings) == (WRITERS * TURNS, [])
    for account in accounts:
        verbs = TrailEntry.objects.filter(actor=account.pk).order_by("sequence").values_list("verb", flat=True)
        assert list(verbs) == [f"turn_{turn}" for turn in range(TURNS)]


def test_writers_that_roll_back_leave_no_gap():
    accounts = [make_account() for _ in range(WRITERS)]

    def work(number):
        for turn in range(TURNS):
            try:
                with transaction.atomic():
                    with together():
                        trail.note(actor=accounts[number], verb=f"turn_{turn}", target=accounts[number])
                    if turn % 2:
                        raise ValueError
            except ValueError:
                pass

    assert eight_of(work) == []
    report = verify()
    assert (report.rows, report.findings) == (WRITERS * (TURNS // 2 + 1), [])


def test_one_person_gets_one_key_however_many_seal_first():
    account = make_account()
    sealed = []

    def work(number):
        with transaction.atomic():
            sealed.append(sealing.seal({"name": number}, key=sealing.keys_of([account.pk])[account.pk]))

    assert eight_of(work) == []
    assert PersonKey.objects.filter(account_id=account.pk).count() == 1
    opened = [sealing.unseal(data, account_id=account.pk) for data in sealed]
    assert sorted(values["name"] for values in opened) == list(range(WRITERS))


def test_what_is_sealed_while_a_person_is_erased_cannot_be_opened_afterwards():
    people = [make_account() for _ in range(3)]  # one who had a key before, one who gets it meanwhile, one who stays
    with together():
        for account in (people[0], people[2]):
            trail.note(actor=account, verb="began", target=account, before={}, after={"name": "Known before"})

    def work(number):
        if number == 0:
            with together():
                for account in people[:2]:
                    sealing.destroy_key(account_id=account.pk)
                    type(account).objects.filter(pk=account.pk).update(erased_at=timezone.now())
                    trail.note(actor=None, verb="erase", target=account, after={"name": "Said while erasing"})
            return
        for turn in range(TURNS):
            with together():
                account = people[(number + turn) % 3]
                trail.note(actor=account, verb="turn", target=account, after={"name": f"name {turn}"})

    assert eight_of(work) == []
    assert verify().is_whole
    rows = list(TrailEntry.objects.exclude(sealed=b""))
    assert len(rows) == 2 + 2 + (WRITERS - 1) * TURNS
    readable = {pk: [trail.open_changes(row) for row in rows if row.sealed_for == pk] for pk in (p.pk for p in people)}
    assert [any("name" in changes for changes in readable[account.pk]) for account in people] == [False, False, True]
    assert all("name" in changes for changes in readable[people[2].pk])
    assert [bytes(row.key) for row in PersonKey.objects.filter(account__in=people[:2])] == [b"", b""]


def test_many_sealed_notes_ask_for_the_keys_once(django_assert_num_queries):
    people = [make_account() for _ in range(5)]
    notes = [
        chaining.Note(None, "v", "t", "r", 1, {}, account.pk, {"name": ["A", "B"]}) for account in people for _ in "ab"
    ]
    with transaction.atomic():
        chaining.append(notes)
    with transaction.atomic(), django_assert_num_queries(4 if connection.vendor == "sqlite" else 3):
        chaining.append(notes)
