"""What a new process spends until it has answered its first search: without the file of another, and with it.

    python -m benchmarks.searching.cold [--keep FOLDER] [--processes 4]

On the database of DATABASE_URL, or of FOLDER, as `python -m benchmarks.cycle` left it filled; nothing of it is changed.
The file is kept in a scratch folder. Processor time is user and system time of the processes, the database's own aside.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ASKING = "--asking"


def main() -> int:
    """Print the table; 1 where two processes found something else."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.searching.cold", description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, help="folder with the filled SQLite database")
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument(ASKING, action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.asking:
        return _ask()
    if options.keep and not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = f"sqlite:///{options.keep.resolve() / 'minga.sqlite3'}"
    answers = set()
    print(f"{'':<34}{'processor, all':>16}{'the slowest waits':>20}")
    for many in (1, options.processes):
        with tempfile.TemporaryDirectory(prefix="minga-cold-") as folder:
            for name in ("without the file", "with the file"):
                said = _together(many, folder)
                answers |= {json.dumps(one["found"]) for one in said}
                spent, waited = sum(one["processor"] for one in said), max(one["waited"] for one in said)
                print(f"{f'{many} at once, {name}':<34}{spent:>14.2f} s{waited:>18.2f} s", flush=True)
    print(f"found by each: {' / '.join(sorted(answers))}")
    return len(answers) != 1


def _together(many: int, folder: str) -> list[dict[str, float]]:
    """So many processes that search once, as soon as all have loaded."""
    environment = {**os.environ, "MINGA_DATA": folder, "MINGA_DEMO": "0"}
    command = [sys.executable, "-m", "benchmarks.searching.cold", ASKING]
    children = [
        subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _child in range(many)
    ]
    for child in children:
        child.stdout.readline()  # type: ignore[union-attr]
    for child in children:
        child.stdin.write("\n")  # type: ignore[union-attr]
        child.stdin.flush()  # type: ignore[union-attr]
    return [json.loads(child.communicate()[0]) for child in children]


def _ask() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
    import django

    django.setup()
    from minga.assignments.queries.opportunities import Search, find
    from minga.assignments.queries.opportunity_snapshot import index_version

    index_version()  # connected
    print("ready", flush=True)
    sys.stdin.readline()
    began, before = time.monotonic(), time.process_time()
    found = find(Search(chosen={"track": ("national",), "goal": ("3",)}))
    spent = {"processor": time.process_time() - before, "waited": time.monotonic() - began}
    print(json.dumps({**spent, "found": [found.total, found.keys[:3]]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
