"""What `minga --help` shows: our commands in groups, one line each. Read from the folders, so it needs no Django."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed_version
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent

GROUPS: dict[str, dict[str, str]] = {
    "Serve": {
        "run": "serve, with a worker beside it; prepares the database and everything else first",
        "worker": "run background tasks and periodic work; start as many as you like",
        "tick": "run the periodic work that is due, once (if you prefer cron)",
        "notices": "notices status: how many emails wait; send, digest: what is left or due; try ADDRESS: a test email",
        "prepare": "migrate, load reference data, gather static files; `run` does so by itself",
    },
    "Data": {
        "migrate": "bring the database to this version's tables",
        "load_reference": "countries, cities, goals, skills: load what is new",
        "demonstrate": "fill an empty database with the demonstration world",
        "import": "import KIND FILE: opportunities, organisations or volunteers from CSV or XLSX, with a preview",
        "refresh_search": "rebuild the search index, after a restored backup or an upgrade",
        "files": "files lost: stored files that the database does not know; --remove removes them",
        "shell": "a Python prompt with every table at hand",
        "dbshell": "the database's own prompt",
    },
    "Trust": {
        "audit": "audit verify: find any altered, missing or reordered row of the audit trail; head, show REFERENCE",
        "certificate": "certificate verify FILE: is it true and ours; keys, rotate-key, reseal-key, revoke-key",
        "make_administrator": "make_administrator EMAIL: the first administrator, once they have signed up",
        "reset_second_proof": "reset_second_proof EMAIL --reason WHY: for whoever has lost passkeys, app and codes",
    },
    "Engines (files in, files out; no database)": {
        "match": "match POST CANDIDATES: a longlist with reasons; match verify checks one",
        "roster": "roster solve INSTANCE -o ROSTER: who serves which shift; verify, replan, show",
    },
}
NOT_OURS = {"migrate", "shell", "dbshell"}
PLAIN = {"run", "worker", "prepare", "match", "roster"}


def version() -> str:
    """The installed version."""
    try:
        return installed_version("minga")
    except PackageNotFoundError:
        return "(from source)"


def page() -> str:
    """The whole help page."""
    ours = dict(_ours())
    lines = [
        f"Minga {version()}: the open platform for volunteering towards the SDGs.",
        "",
        "  minga COMMAND [OPTIONS]",
        "",
    ]
    for title, commands in GROUPS.items():
        present = {name: text for name, text in commands.items() if name in ours or name in PLAIN | NOT_OURS}
        lines += [title, *(f"  {name:<20}{text}" for name, text in present.items()), ""]
    listed = {name for commands in GROUPS.values() for name in commands}
    if more := {name: text for name, text in ours.items() if name not in listed}:
        lines += ["More", *(f"  {name:<20}{text}" for name, text in sorted(more.items())), ""]
    lines += [
        "`minga COMMAND --help` shows each command's options; `minga help --commands` lists Django's own commands too.",
        "Settings come from the environment: docs/operators.md lists them (DATABASE_URL, TASKS_URL, STORAGE_URL …).",
    ]
    return "\n".join(lines)


def _ours() -> Iterator[tuple[str, str]]:
    """Each room's commands with the first line of their docstring."""
    for path in sorted(PACKAGE.glob("**/management/commands/*.py")):
        if not path.stem.startswith("_"):
            first = path.read_text(encoding="utf-8").lstrip().split("\n", 1)[0]
            yield path.stem, first.strip('" ').removeprefix(f"`minga {path.stem}`:").strip()
