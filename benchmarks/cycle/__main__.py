"""The volunteer's cycle at full size.

    python -m benchmarks.cycle [--profiles 300000] [--descriptions 100000] [--applications 2000000] [--keep FOLDER]

On the database of DATABASE_URL (empty before, left filled), or on a SQLite file in a scratch folder. With --keep the
SQLite file stays in FOLDER and a second call measures it again without filling.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cycle", description=__doc__.splitlines()[0])
    parser.add_argument("--profiles", type=int, default=300_000)
    parser.add_argument("--descriptions", type=int, default=100_000)
    parser.add_argument("--applications", type=int, default=2_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder in which the filled SQLite database stays")
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
    from benchmarks.cycle import fill, measure
    from django.conf import settings
    from django.core.management import call_command

    from minga.people.models import Account

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    print(machine(), flush=True)
    began = time.monotonic()
    if not Account.objects.exists():
        size = fill.Size(options.profiles, options.descriptions, options.applications)
        fill.fill(
            size, seed=options.seed, say=lambda text: print(f"{time.monotonic() - began:6.0f} s  {text}", flush=True)
        )
        print(f"filled in {time.monotonic() - began:.0f} s")
    print(measure.HEAD)
    figures = []

    def rush() -> list[measure.Figure]:
        return measure.pages_a_second(options.seed)

    for part in (lambda: measure.searches(options.seed), measure.longlist, measure.dashboards, rush):
        for figure in part():
            figures.append(figure)
            print(figure.line(), flush=True)
    return 1 if any(figure.reached is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
