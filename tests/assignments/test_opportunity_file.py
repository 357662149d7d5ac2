"""The index that a process leaves as a file: another begins with it, and believes only what the database still says."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests import factories as make
from tests.at_once import at_once

from minga.assignments.actions.opportunity_index import refresh_all, refresh_opportunity
from minga.assignments.models import Description, OpportunityRow
from minga.assignments.queries import opportunity_file
from minga.assignments.queries import opportunity_snapshot as snapshots
from minga.assignments.queries.opportunity_segments import PLAIN_RULES, Segment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def posts() -> list[Description]:
    rows = [make.make_description(country=country, state="sourcing") for country in ("CN", "KE", "CN")]
    refresh_all()
    return rows


def begun() -> snapshots.Snapshot:
    return snapshots._begin(*snapshots.index_version())


def found_in(snapshot: snapshots.Snapshot) -> set[int]:
    return {int(pk) for segment in snapshot.segments for pk in segment.pk[segment.alive]}


def path_of(data: Path) -> Path:
    return data / "search" / "opportunities"


def said_by(segment: Segment) -> list[dict[str, Any]]:
    """All that a segment knows of each row that is found, in words."""
    arrays, names = segment.parts()
    rows = []
    for place in np.flatnonzero(segment.alive):
        row: dict[str, Any] = {name: arrays[name][place] for name in arrays if len(name.split()) == 1}
        for name, words in names.items():
            start = arrays[f"{name} start"]
            row[name] = [words[number] for number in arrays[f"{name} value"][start[place] : start[place + 1]]]
        row |= {f"rule {name}": arrays[f"rule {name}"][place] for name in PLAIN_RULES}
        rows.append(row)
    return rows


def test_a_process_that_begins_with_the_file_knows_what_one_knows_that_read_all_rows(
    posts: list[Description], data: Path, django_assert_num_queries: Any
) -> None:
    read = begun()
    assert path_of(data).stat().st_mode & 0o077 == 0
    version = snapshots.index_version()
    with django_assert_num_queries(1):
        begun_with_file = snapshots._begin(*version)
    assert found_in(begun_with_file) == {post.pk for post in posts}
    assert len(begun_with_file.segments) == 1
    assert said_by(begun_with_file.segments[0]) == said_by(read.segments[0])
    assert said_by(read.segments[0]) == said_by(snapshots._read(*version).segments[0])


def test_what_closed_since_is_not_found_and_what_changed_is_found_as_it_is_now(posts: list[Description]) -> None:
    begun()
    closed, changed, _same = posts
    Description.objects.filter(pk=closed.pk).update(state="closed")
    Description.objects.filter(pk=changed.pk).update(track="online")
    for row in posts[:2]:
        refresh_opportunity(Description.objects.get(pk=row.pk))
    new = make.make_description(state="sourcing")
    refresh_opportunity(new)
    now = begun()
    assert found_in(now) == {changed.pk, posts[2].pk, new.pk}
    later = now.segments[1]
    assert later.pk[later.columns["track"].having(("online",), size=len(later))].tolist() == [changed.pk]


def test_where_much_changed_all_becomes_one_segment_again_and_the_file_is_written_anew(
    posts: list[Description], monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    before = begun()
    monkeypatch.setattr(snapshots, "MOST_STALE", 1)
    Description.objects.filter(pk=posts[0].pk).update(state="closed")
    Description.objects.filter(pk=posts[1].pk).update(track="online")
    new = make.make_description(country="PE", state="sourcing")
    for pk in (posts[0].pk, posts[1].pk, new.pk):
        refresh_opportunity(Description.objects.get(pk=pk))
    version = snapshots.index_version()
    wanted = said_by(snapshots._read(*version).segments[0])
    for now in (snapshots._read_on(before, *version), snapshots._begin(*version)):
        assert (len(now.segments), now.later) == (1, {})
        assert said_by(now.segments[0]) == wanted
    kept = opportunity_file.kept(birth=version[0])
    assert kept is not None
    assert said_by(kept) == wanted
    with django_assert_num_queries(1):
        snapshots._begin(*version)


def test_refreshing_what_did_not_change_leaves_everybody_with_what_they_have(posts: list[Description]) -> None:
    before = snapshots.index_version()
    assert refresh_all() == 3
    assert snapshots.index_version() == before
    Description.objects.filter(pk=posts[1].pk).update(track="online")
    assert refresh_all() == 3
    rows = OpportunityRow.objects.filter(sequence__gt=before[1])
    assert [row.description_id for row in rows] == [posts[1].pk]


def test_a_file_of_a_time_that_a_restored_backup_undid_is_not_believed(posts: list[Description]) -> None:
    begun()
    row = OpportunityRow.objects.get(description=posts[0])
    OpportunityRow.objects.filter(pk=row.pk).update(sequence=row.sequence - 1, track="online")
    OpportunityRow.objects.filter(pk=posts[1].pk).delete()
    now = begun()
    assert found_in(now) == {posts[0].pk, posts[2].pk}
    assert now.segments[1].columns["track"].names == ("online",)


def test_two_changes_never_have_the_number_that_one_could_guess(posts: list[Description]) -> None:
    steps = []
    for _change in range(3):
        before = snapshots.index_version()[1]
        refresh_opportunity(posts[0])
        steps.append(snapshots.index_version()[1] - before)
    assert all(step > 0 for step in steps)
    assert len(set(steps)) > 1


def test_an_odd_file_is_as_none_and_is_written_anew(posts: list[Description], data: Path) -> None:
    good = begun().segments[0]
    birth, path = snapshots.index_version()[0], path_of(data)
    content, own = path.read_bytes(), opportunity_file._code()
    opportunity_file.keep(good, birth="another")
    odd = {
        "of another database": path.read_bytes(),
        "of other code": _signed(content.replace(own.encode(), b"0" * len(own))),
        "cut short": content[: len(content) // 2],
        "empty": b"",
        "one bit": content[:-9] + bytes([content[-9] ^ 1]) + content[-8:],
        "objects, which a pickle would make": _signed(content.replace(b'"<i8"', b'"|O8"')),
    }
    for how, written in odd.items():
        path.write_bytes(written)
        assert opportunity_file.kept(birth=birth) is None, how
        assert found_in(begun()) == {post.pk for post in posts}, how
        assert opportunity_file.kept(birth=birth) is not None, how
    path.unlink()
    path.mkdir()
    assert found_in(begun()) == {post.pk for post in posts}


def _signed(content: bytes) -> bytes:
    body = content[opportunity_file.BODY_AT :]
    return opportunity_file.MARK + opportunity_file._sum(body) + body


def test_many_that_write_and_read_at_once_meet_whole_files_only(posts: list[Description], data: Path) -> None:
    segment = begun().segments[0]

    def write_and_read() -> bool:
        opportunity_file.keep(segment, birth="x")
        return all(opportunity_file.kept(birth="x") is not None for _look in range(5))

    assert at_once(*[write_and_read] * 6) == [True] * 6
    assert sorted(path.name for path in path_of(data).parent.iterdir()) == ["lock", "opportunities"]


def test_one_reads_the_rows_and_those_beside_it_wait(data: Path) -> None:
    order: list[str] = []
    holds = threading.Event()

    def first() -> None:
        with opportunity_file.in_turn():
            holds.set()
            time.sleep(0.1)
            order.append("first")

    def second() -> None:
        holds.wait(5)
        with opportunity_file.in_turn():
            order.append("second")

    at_once(first, second)
    assert order == ["first", "second"]


def test_a_disk_that_takes_no_file_leaves_searching_as_it_was(posts: list[Description], data: Path) -> None:
    (data / "search").write_text("not a folder")
    assert found_in(begun()) == {post.pk for post in posts}
