"""Eight writers at once, threads with connections of their own on a real database, never fork or lose a link."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from tests.factories import make_account

from minga.core.acting import together
from minga.core.audit import sealing, trail
from minga.core.audit.models import PersonKey, TrailEntry
from minga.core.audit.verifying import verify
from minga.people.models import Account

pytestmark = [pytest.mark.threads, pytest.mark.django_db(transaction=True)]

WRITERS = 8
TURNS = 25


def at_once(work):
    """Run work(number) in eight threads that start together; the errors they raised."""
    gate, errors = threading.Barrier(WRITERS), []

    def run(number):
        try:
            gate.wait()
            work(number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


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

    assert at_once(work) == []
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

    assert at_once(work) == []
    report = verify()
    assert (report.rows, report.findings) == (WRITERS * (TURNS // 2 + 1), [])


def test_one_person_gets_one_key_however_many_seal_first():
    account = make_account()
    sealed = []

    def work(number):
        with transaction.atomic():
            sealed.append(sealing.seal({"name": number}, account_id=account.pk))

    assert at_once(work) == []
    assert PersonKey.objects.filter(account_id=account.pk).count() == 1
    opened = [sealing.unseal(data, account_id=account.pk) for data in sealed]
    assert sorted(values["name"] for values in opened) == list(range(WRITERS))
