"""Ways of searching, side by side: columns in memory (ours), facets counted by the database, and Tantivy.

    python -m benchmarks.searching [--descriptions 100000] [--keep FOLDER] [--questions 100]

On what `python -m benchmarks.cycle --keep FOLDER` or DATABASE_URL left filled, or else on descriptions made in a
scratch folder. Every way must give the same numbers, or the run fails. Tantivy is no dependency of Minga: it takes part
where it is installed (`pip install tantivy`).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any


def main() -> int:
    """Ask every way the same questions; 1 where two ways differ."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.searching", description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="folder with the filled SQLite database")
    parser.add_argument("--descriptions", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    os.environ["MINGA_DATA"] = str(options.keep or tempfile.mkdtemp(prefix="minga-searching-"))
    os.environ["MINGA_DEMO"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
    import django

    django.setup()
    from benchmarks.audit import machine
    from benchmarks.cycle import fill
    from django.core.management import call_command

    from minga.assignments.models import OpportunityRow

    call_command("migrate", verbosity=0)
    if not OpportunityRow.objects.exists():
        fill.fill(fill.Size(1_000, options.descriptions, 0), seed=options.seed, say=print)
    print(f"{machine()}; {OpportunityRow.objects.filter(is_open=True).count():,} open opportunities")
    differ = _race(list(_questions(options.questions, options.seed)))
    _languages()
    return 1 if differ else 0


def _questions(count: int, seed: int) -> Iterator[Any]:
    """Three facets, every second one with a word of either language too."""
    from minga.assignments.queries.opportunities import Search

    chance = random.Random(seed)
    for number in range(count):
        chosen = {
            "track": (chance.choice(("national", "international", "online")),),
            "goal": (str(chance.randrange(1, 18)),),
            "duration": (chance.choice(("short", "medium", "long")),),
        }
        word = chance.choice(("water", "youth", "climate", "气候", "青年")) if number % 2 else ""
        yield Search(words=word, chosen=chosen)


def _race(questions: list[Any]) -> int:
    """Print what each way takes; returns how many answers differ from ours."""
    from benchmarks.cycle.figures import p95, timed
    from benchmarks.searching.ways import Columns, Database, Tantivy

    ways: list[Any] = [Columns(), Database()]
    with suppress(ImportError):
        ways.append(Tantivy())
    differ = 0
    print(f"{'':<38}{'index made':>12}{'p95':>11}{'ratio':>8}{'p95, word':>12}{'ratio':>8}")
    first: list[tuple[int, Any]] = []
    yard: list[float] = []
    for way in ways:
        made = timed(way.make) / 1000
        way.ask(questions[0])
        answers = [way.ask(question) for question in questions]
        spent = [timed(lambda way=way, question=question: way.ask(question)) for question in questions]
        times = [p95(spent[::2]), p95(spent[1::2])]
        first, yard = first or answers, yard or times
        wrong = sum(one != two for one, two in zip(answers, first, strict=True))
        differ += wrong
        note = f"  {wrong} answers differ" if wrong else ""
        figures = "".join(f"{took:>9.1f} ms{took / own:>8.1f}" for took, own in zip(times, yard, strict=True))
        print(f"{way.name:<38}{made:>10.1f} s{figures}{note}", flush=True)
        way.close()
    print(f"{ways[0].name}: {ways[0].size:.1f} MB of arrays in each process")
    return differ


def _languages() -> None:
    from benchmarks.searching.languages import found_by_tokenizer

    print(f"\n{'Chinese titles that hold the word':<38}{'held by':>9}  found by")
    for word, held, found in found_by_tokenizer():
        print(f"{word:<38}{held:>7}  {', '.join(f'{name} {many}' for name, many in found.items())}")


if __name__ == "__main__":
    sys.exit(main())
