"""The volunteer's cycle at full size.

    python -m benchmarks.cycle [--profiles 300000] [--descriptions 100000] [--applications 2000000] [--keep FOLDER]

On the database of DATABASE_URL (empty before, left filled), or on a SQLite file in a scratch folder. With --keep the
SQLite file stays in FOLDER and a second call measures it again without filling; --only names the parts to measure, and
"--only fill" stops when the database is filled.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

PARTS = ("searches", "longlist", "dashboards", "pages", "processor")
SOME = ("finding", "lists")
"""Asked for by name only: part of another, or of what has no goal."""


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cycle", description=__doc__.splitlines()[0])
    parser.add_argument("--profiles", type=int, default=300_000)
    parser.add_argument("--descriptions", type=int, default=100_000)
    parser.add_argument("--applications", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder in which the filled SQLite database stays")
    parser.add_argument(
        "--only", choices=("fill", *PARTS, *SOME), nargs="+", default=PARTS, help="parts instead of all"
    )
    return parser.parse_args()


def main() -> int:
    """Fill where empty, measure, print the table; returns 1 where a goal was missed."""
    options = _options()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="minga-cycle-"))
    os.environ["MINGA_DATA"] = str(folder)
    os.environ["MINGA_DEMO"] = "0"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
    import django

    django.setup()
    from benchmarks.audit import machine
    from django.conf import settings
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    print(machine(), flush=True)
    _fill(options)
    return _measure(options)


def _fill(options: argparse.Namespace) -> None:
    from benchmarks.cycle import fill

    from minga.people.models import Account

    if Account.objects.exists():
        return
    began = time.monotonic()
    size = fill.Size(options.profiles, options.descriptions, options.applications)
    fill.fill(size, seed=options.seed, say=lambda text: print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True))
    print(f"filled in {time.monotonic() - began:.0f} s", flush=True)


def _measure(options: argparse.Namespace) -> int:
    from benchmarks.cycle import figures, lists, measure, processor, rush

    import minga.config.wsgi  # noqa: F401 - as granian loads it: the collector set for serving

    parts = {
        "searches": lambda: measure.searches(options.seed),
        "longlist": measure.longlist,
        "dashboards": measure.dashboards,
        "pages": lambda: rush.pages_a_second(options.seed),
        "processor": lambda: processor.spent_on_pages(options.seed),
        "lists": lists.lists,
        "finding": lambda: processor.spent_on_searches(options.seed),
    }
    print(figures.HEAD)
    missed = 0
    for name in (name for name in (*PARTS, *SOME) if name in options.only):
        for figure in parts[name]():
            missed += figure.reached is False
            print(figure.line(), flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
