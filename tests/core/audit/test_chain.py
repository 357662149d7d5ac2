"""The chain: what stands in it, what is refused, what does not get in."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from tests.factories import make_account

from minga.core.access.models import Holding, Role
from minga.core.acting import SYSTEM, together
from minga.core.audit import guarding, sealing, trail
from minga.core.audit.canonical import COLUMNS, digest_of
from minga.core.audit.models import FIRST_DIGEST, PersonKey, TrailEntry, TrailHead

pytestmark = pytest.mark.django_db


def rename(account, name, *, reason=""):
    before = trail.snapshot(account)
    account.name = name
    account.save()
    trail.note(actor=account, verb="rename", target=account, before=before, reason=reason)


def test_each_row_carries_the_digest_of_the_one_before():
    account = make_account(name="Chen Xiaoyu")
    for name in ("A", "B", "C"):
        with together():
            rename(account, name)
    rows = list(TrailEntry.objects.order_by("sequence").values_list(*COLUMNS))
    assert [row[0] for row in rows] == [1, 2, 3]
    assert [row[-2] for row in rows] == [FIRST_DIGEST, rows[0][-1], rows[1][-1]]
    assert [digest_of(row) for row in rows] == [row[-1] for row in rows]
    head = TrailHead.objects.get()
    assert (head.sequence, head.digest) == (3, rows[-1][-1])


def test_several_actions_together_are_one_append_in_their_order():
    account = make_account()
    with together():
        rename(account, "A")
        rename(account, "B")
    assert list(TrailEntry.objects.order_by("sequence").values_list("sequence", "verb")) == [
        (1, "rename"),
        (2, "rename"),
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_trailentry SET verb = 'x'",
        "DELETE FROM audit_trailentry",
        "DELETE FROM audit_trailhead",
        "UPDATE audit_trailhead SET sequence = 0",
    ],
)
def test_the_database_refuses_to_change_or_remove_a_row(statement):
    with together():
        rename(make_account(), "A")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert guarding.missing(connection) == []


def test_an_inner_action_that_failed_and_was_caught_leaves_no_row():
    account = make_account(name="Before")
    with together():
        rename(account, "Kept")
        with pytest.raises(ValueError), together():
            rename(account, "Lost")
            raise ValueError
    account.refresh_from_db()
    assert account.name == "Kept"
    assert [trail.open_changes(row)["name"] for row in TrailEntry.objects.all()] == [["Before", "Kept"]]


def test_nothing_is_written_when_the_transaction_rolls_back():
    account = make_account()
    with pytest.raises(ValueError), transaction.atomic():
        with together():
            rename(account, "A")
        raise ValueError
    assert TrailEntry.objects.count() == 0
    assert TrailHead.objects.get().sequence == 0


def test_a_note_outside_of_an_action_is_an_error():
    with pytest.raises(RuntimeError):
        trail.note(actor=SYSTEM, verb="x", target=make_account())


def test_a_chain_does_not_begin_anew_behind_a_lost_head():
    guarding.remove(connection)
    TrailHead.objects.all().delete()
    with pytest.raises(TrailHead.DoesNotExist), together():
        rename(make_account(), "A")


def test_personal_values_and_their_reason_are_sealed_and_opened_with_the_key():
    account = make_account(name="Chen Xiaoyu")
    with together():
        rename(account, "Chen Xiaoyun", reason="Chen asked by telephone")
    row = TrailEntry.objects.get()
    assert (row.changes, row.reason) == ({}, "")
    assert trail.open_changes(row) == {"name": ["Chen Xiaoyu", "Chen Xiaoyun"]}
    assert trail.open_reason(row) == "Chen asked by telephone"


def test_after_the_key_is_destroyed_nothing_of_the_person_is_left_and_the_chain_holds():
    account = make_account(name="Chen Xiaoyu")
    with together():
        rename(account, "Chen Xiaoyun", reason="Chen asked")
    sealing.destroy_key(account_id=account.pk)
    with together():
        rename(account, "Xiaoyun afterwards")
    for row in TrailEntry.objects.all():
        assert trail.open_changes(row) == {}
        assert trail.open_reason(row) == ""
        assert digest_of([getattr(row, name) for name in COLUMNS]) == row.digest
    assert bytes(PersonKey.objects.get().key) == b""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_trailentry")
        everything = " ".join(
            bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
            for row in cursor.fetchall() for value in row
        )  # fmt: skip
    assert "Chen" not in everything
    assert "Xiaoyun" not in everything


def test_personal_values_about_nobody_are_refused_rather_than_dropped(monkeypatch):
    account = make_account()
    monkeypatch.setattr(type(account), "personal_subject", lambda self: None)
    with pytest.raises(RuntimeError, match="name"), together():
        rename(account, "A")


def test_a_value_changed_in_place_is_noticed():
    account = make_account()
    holding = Holding(account=account, role=Role.AUDITOR)
    holding.audit_fields = ()
    was = trail._plain({"en": ["a"]})
    now = {"en": ["a"]}
    kept = trail._plain(now)
    now["en"].append("b")
    assert was == kept != now


def test_changes_since_a_version_open_personal_values_only_when_asked():
    account = make_account(name="A")
    version = account.version
    with together():
        rename(account, "B")
        before = trail.snapshot(account)
        account.language = "zh-hans"
        account.save()
        trail.note(actor=account, verb="update_settings", target=account, before=before)
    assert trail.changes_since(target=account, version=version) == {"language": ("en", "zh-hans")}
    assert trail.changes_since(target=account, version=version, opened=True) == {
        "name": ("A", "B"), "language": ("en", "zh-hans"),
    }  # fmt: skip
