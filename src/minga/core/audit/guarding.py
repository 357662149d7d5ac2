"""The database itself refuses to change or remove a row of the trail, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

REFUSAL = "the trail is append-only"
GUARDS = ("trail_no_update", "trail_no_delete", "trail_head_no_delete", "trail_head_forward")

SQLITE = (
    f"CREATE TRIGGER IF NOT EXISTS trail_no_update BEFORE UPDATE ON audit_trailentry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS trail_no_delete BEFORE DELETE ON audit_trailentry "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS trail_head_no_delete BEFORE DELETE ON audit_trailhead "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    f"CREATE TRIGGER IF NOT EXISTS trail_head_forward BEFORE UPDATE ON audit_trailhead "
    f"WHEN NEW.sequence <= OLD.sequence BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
)
POSTGRESQL = (
    f"CREATE OR REPLACE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE OR REPLACE TRIGGER trail_no_update BEFORE UPDATE ON audit_trailentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE OR REPLACE TRIGGER trail_no_delete BEFORE DELETE OR TRUNCATE ON audit_trailentry "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE OR REPLACE TRIGGER trail_head_no_delete BEFORE DELETE OR TRUNCATE ON audit_trailhead "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()",
    "CREATE OR REPLACE TRIGGER trail_head_forward BEFORE UPDATE ON audit_trailhead "
    "FOR EACH ROW WHEN (NEW.sequence <= OLD.sequence) EXECUTE FUNCTION trail_refuse()",
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the guards in place and make the head; does nothing where they stand already."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)
        cursor.execute(
            "INSERT INTO audit_trailhead (id, sequence, digest) VALUES (1, 0, %s) ON CONFLICT DO NOTHING", ["0" * 64]
        )


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the guards away: for undoing the migration and for emptying a test database."""
    tables = {name: "audit_trailhead" if "head" in name else "audit_trailentry" for name in GUARDS}
    with connection.cursor() as cursor:
        for name, table in tables.items():
            suffix = "" if connection.vendor == "sqlite" else f" ON {table}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The guards that somebody took away or switched off."""
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' AND NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        present: set[Any] = {row[0] for row in cursor.fetchall()}
    return [name for name in GUARDS if name not in present]
