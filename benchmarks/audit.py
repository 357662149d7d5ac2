"""The trail at a million rows: what an append costs beside a plain INSERT, and how long verification takes.

    .venv/bin/python benchmarks/audit.py [--rows 1000000] [--appends 2000]

On the database of DATABASE_URL, or on a SQLite file in a scratch folder. The database must be empty; it is left filled.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

if not os.environ.get("DATABASE_URL"):
    os.environ.setdefault("MINGA_DATA", tempfile.mkdtemp(prefix="minga-audit-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")


def fill(rows: int) -> None:
    """Write `rows` links in bulk, as an installation of some years would hold them: half with sealed values."""
    from django.db import transaction

    from minga.core.audit.canonical import COLUMNS, digest_of, text_of
    from minga.core.audit.models import TrailEntry, TrailHead
    from minga.core.audit.sealing import keys_of, seal
    from minga.core.models import new_ref

    keys: dict[int, bytes] = {}
    for first in range(1, 5_000, 500):
        keys |= keys_of(range(first, first + 500, 2))
    head = TrailHead.objects.get(id=1)
    refs = [new_ref() for _ in range(20_000)]
    verbs = [f"verb_{number}" for number in range(80)]
    began = datetime.now(UTC) - timedelta(minutes=rows)
    while head.sequence < rows:
        entries = []
        for sequence in range(head.sequence + 1, min(head.sequence + 10_000, rows) + 1):
            entry = TrailEntry(
                sequence=sequence,
                at=began + timedelta(minutes=sequence),
                actor=sequence % 5_000,
                verb=verbs[sequence % 80],
                target_type="assignments.application",
                target_ref=refs[sequence % 20_000],
                target_version=sequence // 20_000,
                change=text_of({"state": ["submitted", "longlisted"], "rank": [None, sequence % 300]}),
                sealed_for=sequence % 5_000 if sequence % 2 else None,
                sealed=seal({"name": ["A" * 40, "B" * 40]}, key=keys[sequence % 5_000]) if sequence % 2 else b"",
                previous=head.digest,
            )
            entry.digest = digest_of([getattr(entry, name) for name in COLUMNS])
            head.sequence, head.digest = entry.sequence, entry.digest
            entries.append(entry)
        with transaction.atomic():
            TrailEntry.objects.bulk_create(entries, batch_size=1_000)
            TrailHead.objects.filter(id=1).update(sequence=head.sequence, digest=head.digest)


def measure(times: int) -> dict[str, list[float]]:
    """Milliseconds: the append itself, the same within a whole transaction, and a plain INSERT in one."""
    from django.db import connection, transaction

    from minga.core.audit import chaining
    from minga.core.audit.models import TrailEntry

    def note(number: int, person: int | None) -> chaining.Note:
        change = {"state": ["submitted", "longlisted"]}
        personal = {"name": ["A", "B"]} if person else {}
        return chaining.Note(number, "benchmark", "assignments.application", "r" * 12, 1, change, person, personal)

    columns = [field.column for field in TrailEntry._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE benchmark_plain AS SELECT * FROM audit_trailentry WHERE sequence <= 0")
        cursor.execute(f"SELECT {','.join(columns)} FROM audit_trailentry WHERE sequence = 1")
        sample = cursor.fetchone()
    insert = f"INSERT INTO benchmark_plain ({','.join(columns)}) VALUES ({','.join(['%s'] * len(columns))})"
    names = ("append", "append, sealed", "append and commit", "INSERT and commit")
    spent: dict[str, list[float]] = {name: [] for name in names}
    for number in range(times):
        for name, person in (("append", None), ("append, sealed", 1)):
            began = time.perf_counter()
            with transaction.atomic():
                inner = time.perf_counter()
                chaining.append([note(number, person)])
                spent[name].append((time.perf_counter() - inner) * 1000)
            if person is None:
                spent["append and commit"].append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, sample)
        spent["INSERT and commit"].append((time.perf_counter() - began) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE benchmark_plain")
    return spent


def machine() -> str:
    """The processor, the number of cores, Python and the database."""
    from django.db import connection

    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), platform.machine())
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connection.vendor == "sqlite" else "SHOW server_version")
        version = cursor.fetchone()[0]
    return f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {connection.vendor} {version}"


def main() -> int:
    """Fill, measure, verify, print; 1 where a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--appends", type=int, default=2_000)
    options = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command

    from minga.core.audit.verifying import verify

    call_command("migrate", verbosity=0)
    print(machine())
    began = time.perf_counter()
    fill(options.rows)
    print(f"filled to {options.rows:,} rows in {time.perf_counter() - began:.0f} s")
    measured = measure(options.appends)
    print(f"{'milliseconds':<20}{'median':>9}{'p95':>9}{'p99':>9}")
    for name, values in measured.items():
        cuts = statistics.quantiles(values, n=100)
        print(f"{name:<20}{statistics.median(values):>9.3f}{cuts[94]:>9.3f}{cuts[98]:>9.3f}")
    began = time.perf_counter()
    report = verify()
    seconds = time.perf_counter() - began
    print(f"verified {report.rows:,} rows in {seconds:.1f} s: {'whole' if report.is_whole else report.findings[:3]}")
    reached = {
        "append under 1 ms at the median": statistics.median(measured["append"]) < 1,
        "append of sealed values under 1 ms at the median": statistics.median(measured["append, sealed"]) < 1,
        "verification under 60 s": seconds < 60 and report.is_whole,
    }
    for goal, is_reached in reached.items():
        print(f"{'reached' if is_reached else 'MISSED'}: {goal}")
    return 0 if all(reached.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
