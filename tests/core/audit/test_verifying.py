"""Whatever is done to the chain behind the product's back, verification finds it and names the row."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.db.models import F
from django.utils import timezone
from tests.factories import make_account, make_auditor

from minga.core.acting import SYSTEM, together
from minga.core.audit import guarding, trail, verifying
from minga.core.audit.canonical import COLUMNS, digest_of
from minga.core.audit.checking import check_trail
from minga.core.audit.models import PersonKey, TrailEntry, TrailHead
from minga.core.audit.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    """Ten rows, and no guards: as for somebody with the keys of the database."""
    account = make_account()
    with together():
        for number in range(10):
            before = trail.snapshot(account)
            account.language = f"x{number}"
            account.save()
            trail.note(actor=account, verb=f"step_{number + 1}", target=account, before=before)
    guarding.remove(connection)
    yield account


def found(**kwargs):
    return [(finding.kind, finding.sequence) for finding in verify(**kwargs).findings if finding.kind != "guard"]


def test_a_row_beyond_the_end_is_no_forgery_and_nothing_checked_is_no_whole_chain(chain, capsys):
    guarding.install(connection)
    for first in ("11", "99999999"):
        with pytest.raises(CommandError, match=f"The trail ends at row 10: there is no row {first}") as refused:
            call_command("audit", "verify", "--from", first)
        assert refused.value.returncode == 2
    call_command("audit", "verify", "--from", "10")
    assert "1 rows checked" in capsys.readouterr().out


def test_an_untouched_chain_is_whole(chain):
    guarding.install(connection)
    report = verify()
    assert (report.is_whole, report.rows, report.first, report.last) == (True, 10, 1, 10)


def test_of_very_many_findings_the_first_are_named_and_all_are_counted(chain, client, monkeypatch, capsys):
    monkeypatch.setattr(verifying, "MOST_FINDINGS", 3)
    TrailEntry.objects.update(verb="x")
    guarding.install(connection)
    report = verify()
    assert ([finding.sequence for finding in report.findings], report.found) == ([1, 2, 3], 10)
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    said = capsys.readouterr().out
    assert "… and 7 more, which are not named\n10 rows checked" in said
    assert "The chain is NOT whole: 10 found." in said
    check = check_trail(actor=SYSTEM)
    assert (check.found, len(check.findings)) == (10, 3)
    client.force_login(make_auditor())
    assert "Only the first 3 are named here" in client.get(f"/audit/checks/{check.ref}").content.decode()


def test_missing_guards_are_reported(chain):
    assert {finding.kind for finding in verify().findings} == {"guard"}


@pytest.mark.parametrize("column", [name for name in COLUMNS if name not in ("sequence", "previous", "digest")])
def test_an_altered_value_in_any_column_is_found(chain, column):
    other = {"at": "2020-01-01 00:00:00+00:00", "actor": 7, "target_version": 99, "sealed_for": 5, "sealed": b"x"}
    TrailEntry.objects.filter(sequence=4).update(**{column: other.get(column, "x")})
    finding = next(finding for finding in verify().findings if finding.kind != "guard")
    assert (finding.kind, finding.sequence, finding.verb) == ("altered", 4, "x" if column == "verb" else "step_4")


def test_a_row_altered_with_its_digest_made_right_again_is_found_at_the_next(chain):
    row = TrailEntry.objects.get(sequence=4)
    row.verb = "x"
    row.digest = digest_of([getattr(row, name) for name in COLUMNS])
    row.save()
    assert found() == [("unlinked", 5)]


def test_missing_rows_are_found(chain):
    TrailEntry.objects.filter(sequence__in=[3, 6, 7]).delete()
    assert found() == [("missing", 3), ("missing", 6)]


def test_the_first_rows_missing_are_found(chain):
    TrailEntry.objects.filter(sequence__lte=2).delete()
    assert found() == [("missing", 1)]


def test_two_rows_exchanged_are_found_and_said_where_they_stood(chain):
    TrailEntry.objects.filter(sequence=4).update(sequence=100)
    TrailEntry.objects.filter(sequence=5).update(sequence=4)
    TrailEntry.objects.filter(sequence=100).update(sequence=5)
    findings = [finding for finding in verify().findings if finding.kind == "moved"]
    assert [(finding.sequence, finding.verb) for finding in findings] == [(4, "step_5"), (5, "step_4")]
    assert "#5" in findings[0].message


def test_rows_closed_up_after_one_was_taken_out_are_found(chain):
    TrailEntry.objects.filter(sequence=4).delete()
    for sequence in range(5, 11):
        TrailEntry.objects.filter(sequence=sequence).update(sequence=F("sequence") - 1)
    assert found()[:2] == [("moved", 4), ("moved", 5)]


def test_a_truncated_tail_is_found(chain):
    TrailEntry.objects.filter(sequence__gt=7).delete()
    assert found() == [("truncated", 8)]


def test_everything_gone_is_found(chain):
    TrailEntry.objects.all().delete()
    assert found() == [("truncated", 1)]


def test_a_tail_truncated_with_the_head_put_back_is_found_by_an_anchor(chain):
    noted = dict(TrailEntry.objects.values_list("sequence", "digest"))
    TrailEntry.objects.filter(sequence__gt=7).delete()
    TrailHead.objects.update(sequence=7, digest=noted[7])
    assert found() == []
    assert found(anchors={9: noted[9]}) == [("anchor", 9)]


def empty_the_trail():
    """Every row gone and the head put back, as if nothing had ever happened."""
    guarding.remove(connection)
    TrailEntry.objects.all().delete()
    TrailHead.objects.update(sequence=0, digest="0" * 64)
    guarding.install(connection)


def test_a_trail_emptied_with_its_head_is_found_by_the_people_who_are_there(chain):
    empty_the_trail()
    messages = [finding.message for finding in verify().findings]
    assert messages == ["The trail is empty, though accounts exist (1), each made by an action"]


def test_rows_taken_away_with_the_head_are_found_by_the_keys_that_sealed_them():
    known, late = make_account(), make_account()
    with together():
        trail.note(actor=SYSTEM, verb="known", target=known)
    head = TrailHead.objects.get()
    with together():
        trail.note(actor=SYSTEM, verb="late", target=late)
    assert verify().is_whole
    guarding.remove(connection)
    TrailEntry.objects.filter(sequence__gt=head.sequence).delete()
    TrailHead.objects.update(sequence=head.sequence, digest=head.digest)
    guarding.install(connection)
    assert [finding.message for finding in verify().findings] == [
        f"Rows were taken away: of 1 of the people who have a key, no row sealed under it is there; "
        f"the first is account {late.pk}"
    ]


def test_an_empty_installation_is_whole():
    assert verify().is_whole


def test_a_chain_written_anew_is_found_by_an_anchor(chain):
    noted = {6: TrailEntry.objects.get(sequence=6).digest}
    previous = TrailEntry.objects.get(sequence=3).digest
    for row in TrailEntry.objects.filter(sequence__gt=3).order_by("sequence"):
        row.verb, row.previous = "x", previous
        previous = row.digest = digest_of([getattr(row, name) for name in COLUMNS])
        row.save()
    TrailHead.objects.update(digest=previous)
    assert found() == []
    assert found(anchors=noted) == [("anchor", 6)]


def test_a_forged_head_is_found(chain):
    TrailHead.objects.update(digest="f" * 64)
    assert found() == [("head", 10)]


def test_a_head_put_back_is_found_by_the_rows_beyond_it(chain):
    TrailHead.objects.update(sequence=8, digest=TrailEntry.objects.get(sequence=8).digest)
    assert found() == [("head", 10)]


def test_a_lost_head_is_found(chain):
    TrailHead.objects.all().delete()
    assert found() == [("head", 0)]


@pytest.mark.parametrize("sequence", [0, -7])
def test_a_row_put_in_before_the_first_is_found(chain, sequence, capsys):
    row = TrailEntry.objects.get(sequence=5)
    row.sequence = sequence
    row.save(force_insert=True)
    assert found() == [("added", sequence)]
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    assert f"Row #{sequence} lies before #1" in capsys.readouterr().out


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL keeps no value of another type")
@pytest.mark.parametrize(
    "damage",
    [
        "at = 'garbage'", "at = 5", "at = '2026-99-99 00:00:00'", "at = ''", "change = x'ff00'", "sealed = 'text'",
        "verb = cast(x'ff41' as text)", "reason = x'00'", "digest = cast(x'fe' as text)", "actor = 'abc'",
    ],
)  # fmt: skip
def test_a_value_that_nobody_can_read_is_an_altered_row_not_a_failure(chain, damage):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE audit_trailentry SET {damage} WHERE sequence = 4")
    assert found()[0] == ("altered", 4)
    assert {sequence for _kind, sequence in found()} <= {4, 5}


def test_two_rows_exchanged_far_from_each_other_are_said_where_they_stood(chain, monkeypatch):
    monkeypatch.setattr("minga.core.audit.verifying.MOVED_WITHIN", 3)
    TrailEntry.objects.filter(sequence=2).update(sequence=100)
    TrailEntry.objects.filter(sequence=9).update(sequence=2)
    TrailEntry.objects.filter(sequence=100).update(sequence=9)
    moved = [finding for finding in verify().findings if finding.kind == "moved"]
    assert [(finding.sequence, finding.verb) for finding in moved] == [(2, "step_9"), (9, "step_2")]
    assert "#9" in moved[0].message


def test_damage_before_a_head_put_back_is_named_too(chain):
    TrailEntry.objects.filter(sequence=9).update(reason="x")
    TrailHead.objects.update(sequence=1, digest=TrailEntry.objects.get(sequence=1).digest)
    assert found() == [("altered", 9), ("head", 10)]


def test_the_lost_key_of_a_person_is_found_at_their_first_row(chain):
    person = make_account()
    with together():
        for name in ("Ana", "Anna"):
            before = trail.snapshot(person)
            person.name = name
            person.save()
            trail.note(actor=person, verb="rename", target=person, before=before)
    assert found() == []
    first = TrailEntry.objects.filter(sealed_for=person.pk).exclude(sealed=b"").order_by("sequence").first().sequence
    key = PersonKey.objects.filter(account_id=person.pk)
    key.update(destroyed_at=timezone.now())
    assert found() == [("key", first)]
    key.update(destroyed_at=None, key=b"k" * 32)
    assert found() == [("key", first)]
    key.update(key=b"")
    assert found() == [("key", first)]
    key.delete()
    assert found() == [("key", first)]


def test_guards_that_let_pass_are_reported(chain):
    guarding.install(connection)
    assert verify().is_whole
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER trail_no_update")
            cursor.execute("CREATE TRIGGER trail_no_update BEFORE UPDATE ON audit_trailentry BEGIN SELECT 1; END")
        else:
            cursor.execute("ALTER TABLE audit_trailentry ENABLE REPLICA TRIGGER trail_no_update")
    assert ["trail_no_update" in finding.message for finding in verify().findings] == [True]


def test_the_command_knows_the_heads_of_earlier_checks(chain, capsys):
    guarding.install(connection)
    check_trail(actor=SYSTEM)
    guarding.remove(connection)
    TrailEntry.objects.filter(sequence__gt=7).delete()
    TrailHead.objects.update(sequence=7, digest=TrailEntry.objects.get(sequence=7).digest)
    guarding.install(connection)
    with pytest.raises(SystemExit):
        call_command("audit", "verify")
    assert "anchor" in capsys.readouterr().out


def test_a_part_of_the_chain_can_be_checked(chain):
    TrailEntry.objects.filter(sequence=2).update(verb="x")
    assert found(first=3, last=8) == []
    assert found(first=1, last=2) == [("altered", 2)]


def test_the_command_says_so_by_its_exit_status(chain, capsys):
    TrailEntry.objects.filter(sequence=2).update(verb="x")
    with pytest.raises(SystemExit) as end:
        call_command("audit", "verify", "--json")
    report = json.loads(capsys.readouterr().out)
    assert end.value.code == 1
    assert report["whole"] is False
    assert [(row["kind"], row["sequence"]) for row in report["findings"] if row["kind"] != "guard"] == [("altered", 2)]


def test_the_command_names_the_head(chain, capsys):
    call_command("audit", "head")
    assert capsys.readouterr().out.strip() == verify().head


def test_the_command_shows_what_happened_to_an_object(chain, capsys):
    call_command("audit", "show", chain.ref)
    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("#")]
    assert [line.split(": ")[-1] for line in lines] == [f"step_{number}" for number in range(1, 11)]
