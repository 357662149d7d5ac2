"""`make bench`: every figure that the documentation claims, one command each.

python -m benchmarks            lists them
python -m benchmarks all        runs them one after another (hours)
python -m benchmarks cycle …    runs one, with its options
python -m benchmarks speed …    what pages, dashboards and the trail take, for an idle machine; options as for cycle
"""

from __future__ import annotations

import os
import subprocess
import sys

COMMANDS = {
    "audit": ("benchmarks/audit.py", "the trail at a million rows: append and verify"),
    "cycle": ("benchmarks.cycle", "search, longlist, dashboards and pages with 2 million applications"),
    "searching": ("benchmarks.searching", "three ways of searching opportunities, the same questions to each"),
    "rostering": ("benchmarks.rostering", "rosters of 2,000 to 100,000 volunteers against bound and baselines"),
}


SPEED = ("searches", "longlist", "dashboards", "pages", "processor")


def speed(options: list[str]) -> int:
    """The trail on a scratch SQLite (its database must be empty), then the cycle's figures where `options` say."""
    alone = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    trail = subprocess.run([sys.executable, COMMANDS["audit"][0]], env=alone, check=False)
    cycle = [sys.executable, "-m", COMMANDS["cycle"][0], *options, "--only", *SPEED]
    return trail.returncode or subprocess.run(cycle, check=False).returncode


def main() -> int:
    """List, or run what is named."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted == "speed":
        return speed(sys.argv[2:])
    if wanted not in {*COMMANDS, "all"}:
        print("usage: python -m benchmarks NAME [OPTION ...]\n")
        for name, (_where, what) in COMMANDS.items():
            print(f"  {name:<11}{what}")
        print(f"  {'speed':<11}audit, then what cycle measures: a quarter of an hour where its database is filled")
        print(f"  {'all':<11}all of them, hours on two cores")
        return 0 if not wanted else 2
    worst = 0
    for name in COMMANDS if wanted == "all" else (wanted,):
        where = COMMANDS[name][0]
        lead = [where] if where.endswith(".py") else ["-m", where]
        worst = subprocess.run([sys.executable, *lead, *sys.argv[2:]], check=False).returncode or worst
    return worst


if __name__ == "__main__":
    sys.exit(main())
