"""`make demo`: say what will be deleted, ask where somebody can answer, delete it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from minga.config.environment import is_production
from minga.config.holding import is_held
from minga.config.stamps import data_folder, database_file

FOLDERS = ("files", "letters", "cache")


def begin_afresh() -> bool:
    """Delete what was entered, so that the next preparation makes a new world; False where that is not wanted."""
    if is_production():
        print("--afresh deletes everything that was entered: it is refused in production.", file=sys.stderr)
        return False
    if is_held(data_folder()):
        print(f"Minga runs on {data_folder()}: stop it first (Ctrl-C where it runs), then repeat.", file=sys.stderr)
        return False
    database = database_file()
    doomed = [path for path in _doomed(database) if path.exists()]
    tables = [] if database is not None else ["every table of the database at DATABASE_URL"]
    if tables or any(map(_was_entered, doomed)):  # on a new machine there is nothing to ask about
        print("This deletes what was entered:", ", ".join([*tables, *map(str, doomed)]), flush=True)
        if sys.stdin.isatty() and not _agreed():
            print("Nothing was deleted.")
            return False
    for path in doomed:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if database is None:
        emptied = subprocess.run([sys.executable, "-m", "minga.config.fresh"], check=False)
        return emptied.returncode == 0
    return True


def _was_entered(path: Path) -> bool:
    """Whether it may hold what somebody entered: not an empty folder or file, nor what is made anew by itself."""
    if path.is_dir():
        return path.name != "cache" and any(path.iterdir())
    return path.name != ".prepared" and path.stat().st_size > 0


def _agreed() -> bool:
    """Whether whoever sits here types yes; Ctrl-D is a no."""
    try:
        return input("Type yes to go on: ").strip().lower() == "yes"
    except EOFError:
        print()
        return False


def _doomed(database: Path | None) -> list[Path]:
    folder = data_folder()
    files = [Path(f"{database}{end}") for end in ("", "-wal", "-shm")] if database else []
    return [*files, *(folder / name for name in FOLDERS), folder / ".prepared"]


def _empty_postgresql() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minga.config.settings")
    import django
    from django.db import connection

    django.setup()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")


if __name__ == "__main__":
    _empty_postgresql()
