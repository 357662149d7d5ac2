"""Whether a preparation is still good: cheap to ask, so that a second start takes no time. Knows no Django."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, unquote, urlparse

PACKAGE = Path(__file__).resolve().parent.parent
WATCHED = ("migrations", "data", "static", "locale")
DERIVED = (".pyc", ".tmp", ".mo")  # made from the others, some of them while preparing


def data_folder() -> Path:
    """Where this installation keeps its data (the same rule as in settings, without loading Django)."""
    return Path(os.environ.get("MINGA_DATA") or Path.cwd() / "data").resolve()


def is_prepared() -> bool:
    """Whether the last preparation still holds. Another server's database is always asked."""
    stamp, database = stamp_file(), database_file()
    if database is None or not database.exists() or not stamp.exists():
        return False
    tables = tables_of(database)
    return bool(tables) and stamp.read_text() == f"{fingerprint()} {tables}"


def leave_stamp(found_before: str) -> None:
    """Note what a preparation was made of: the fingerprint from before it, and the tables that it left."""
    database = database_file()
    stamp_file().write_text(f"{found_before} {tables_of(database) if database else ''}")


def tables_of(database: Path) -> str:
    """A summary of the migrations that SQLite's file has been through: a backup of an older version, put in its place,
    has others. Empty where they cannot be read.
    """
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=ro", uri=True)) as opened:
            rows = opened.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
    except sqlite3.Error:
        return ""
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def database_file() -> Path | None:
    """SQLite's file, or None where another server keeps the data."""
    url = os.environ.get("DATABASE_URL", "")
    if not url:
        return data_folder() / "minga.sqlite3"
    return Path(unquote(urlparse(url).path)) if url.startswith("sqlite:") else None


def fingerprint() -> str:
    """A summary of everything a preparation depends on: rooms' files, packages, the database's place."""
    summary = hashlib.sha256()
    for name in ("DATABASE_URL", "MINGA_DEMO", "MINGA_DATA"):
        summary.update(f"{name}={os.environ.get(name, '')}\n".encode())
    for path in _watched():
        state = path.stat()
        summary.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    site = next((Path(entry) for entry in sys.path if entry.endswith("site-packages")), PACKAGE)
    summary.update("\n".join(sorted(path.name for path in site.glob("*.dist-info"))).encode())
    return summary.hexdigest()


def _watched() -> Iterator[Path]:
    for folder, folders, files in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        if any(part in WATCHED for part in Path(folder).relative_to(PACKAGE).parts):
            yield from (Path(folder) / name for name in sorted(files) if not name.endswith(DERIVED))


def stamp_file() -> Path:
    """Where the fingerprint of the last preparation is kept."""
    return data_folder() / ".prepared"
