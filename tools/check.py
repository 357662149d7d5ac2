"""`make check`: every rule a machine can hold, two at a time; says what to do about what it finds."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = sys.executable
SAFE = {
    "MINGA_PROFILE": "production",
    "SECRET_KEY": "a-key-for-this-check-only-" + "x1Y2z3" * 6,
    "ALLOWED_HOSTS": "check.example.org",
    "SITE_URL": "https://check.example.org",
    "MINGA_PROXIES": "1",
    "EMAIL_URL": "smtp://localhost:2525",
}


@dataclass(frozen=True)
class Check:
    """One command; `fix` is what a developer runs when it fails."""

    name: str
    command: list[str]
    fix: str = ""
    surroundings: dict[str, str] | None = None


CHECKS = [
    Check("types", [f"{BIN}/mypy"]),
    Check("style", [f"{BIN}/ruff", "check", "."], ".venv/bin/ruff check --fix ."),
    Check("format", [f"{BIN}/ruff", "format", "--check", "."], ".venv/bin/ruff format ."),
    Check("floors", [f"{BIN}/lint-imports"]),
    Check("templates", [f"{BIN}/djlint", "--lint", "--quiet", "src/minga"]),
    Check(
        "migrations",
        [f"{BIN}/minga", "makemigrations", "--check", "--dry-run", "--skip-checks"],
        ".venv/bin/minga makemigrations",
    ),
    Check("translations", [PYTHON, "tools/words.py", "check"], "make words, then translate"),
    Check("licences", [PYTHON, "tools/licences.py"]),
    Check("safe settings", [f"{BIN}/minga", "check", "--deploy", "--fail-level", "WARNING"], surroundings=SAFE),
    Check("lock file", [PYTHON, "tools/lock_check.py"], "uv lock"),
]
if (ROOT / "tools" / "diagrams.py").exists():
    CHECKS.append(Check("diagrams", [PYTHON, "tools/diagrams.py", "--check"], "python tools/diagrams.py"))


def run(check: Check) -> tuple[Check, int, str, float]:
    """Run one check in the repository's root."""
    started = time.monotonic()
    surroundings = {**os.environ, "MINGA_DATA": str(ROOT / "var" / "check"), **(check.surroundings or {})}
    done = subprocess.run(check.command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    return check, done.returncode, (done.stdout + done.stderr).strip(), time.monotonic() - started


def main() -> int:
    """Run all (or those named on the command line) and return 1 when one fails, 2 where a name is none of theirs."""
    wanted = set(sys.argv[1:])
    if strange := sorted(wanted - {check.name for check in CHECKS}):
        print(
            f"There is no check “{strange[0]}”; there are: {', '.join(check.name for check in CHECKS)}.",
            file=sys.stderr,
        )
        return 2
    checks = [check for check in CHECKS if not wanted or check.name in wanted]
    failed = []
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        for check, status, output, seconds in pool.map(run, checks):
            print(f"{'ok  ' if status == 0 else 'FAIL'}  {check.name:<14}{seconds:6.1f} s", flush=True)
            if status:
                failed.append(check.name)
                print("\n".join(f"      {line}" for line in output.splitlines()))
                print(f"      -> {check.fix}" if check.fix else "")
    print(
        f"{len(checks) - len(failed)} of {len(checks)} checks hold" + (f"; not: {', '.join(failed)}" if failed else ".")
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
