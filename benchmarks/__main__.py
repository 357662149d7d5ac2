"""`make bench`: every figure that the documentation claims, one command each.

python -m benchmarks            lists them
python -m benchmarks all        runs them one after another (hours)
python -m benchmarks cycle …    runs one, with its options
"""

from __future__ import annotations

import subprocess
import sys

COMMANDS = {
    "audit": ("benchmarks/audit.py", "the trail at a million rows: append and verify"),
    "cycle": ("benchmarks.cycle", "search, longlist, dashboards and pages with 2 million applications"),
    "searching": ("benchmarks.searching", "three ways of searching opportunities, the same questions to each"),
    "rostering": ("benchmarks.rostering", "rosters of 2,000 to 100,000 volunteers against bound and baselines"),
}


def main() -> int:
    """List, or run what is named."""
    wanted = sys.argv[1] if len(sys.argv) > 1 else ""
    if wanted not in {*COMMANDS, "all"}:
        print("usage: python -m benchmarks NAME [OPTION ...]\n")
        for name, (_where, what) in COMMANDS.items():
            print(f"  {name:<11}{what}")
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
